"""In: a folder. Out: how many Markdown files below it the quick steps read as Python-Markdown's own do, and which not.

    python -m tests.tree FOLDER...

Each file is read as it is, and once more with its lists of references taken along, the way a page would be. Nothing is
written. It ends with 1 if a file differs. `tests/test_trees.py` asks the same of what is installed.
"""
