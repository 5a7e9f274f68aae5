#!/usr/bin/env python3
"""The build script: `python build.py` builds the site; any other command passes through (`python build.py serve`)."""

import sys

from fingerpost.cli import main

if __name__ == "__main__":
    main(sys.argv[1:] or ["build"])
