"""`python -m fingerpost` is the `fingerpost` command."""

from fingerpost.cli import main

if __name__ == "__main__":
    main()
