"""A page and its new place in, the page moved with every reference to it out: all of it, or nothing.

Every command asks whether a move was cut short, so this package brings the journal alone; the command that moves brings
`moving`.
"""

from fingerpost.move.journal import Finished, finish_move

__all__ = ["Finished", "finish_move"]
