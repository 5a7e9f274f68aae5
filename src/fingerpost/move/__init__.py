"""A page and its new place in, the page moved with every reference to it out: all of it, or nothing.

`moving` is the way in for the command; `journal` finishes a move that was cut short. Every command asks the journal, so
this package imports nothing by itself.
"""
