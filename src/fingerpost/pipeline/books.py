"""Tutorials and paths in; the books of each, made again where one of their pages or their template changed, out."""

from collections.abc import Iterator
from functools import partial

from fingerpost.config import BookForm
from fingerpost.ledger import encode
from fingerpost.link import link_text
from fingerpost.output import digest_of
from fingerpost.page import Page
from fingerpost.pipeline.kept import load_record
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Work, rendered
from fingerpost.site import BoundPage, Pointers, book_path
from fingerpost.stale import reason_for
from fingerpost.urls import output_path
from fingerpost.view import BookView
from fingerpost.views import BOOK_TEMPLATE, view_book

__all__ = ["books_to_make", "works_of_books"]


def books_to_make(making: Making, pages: frozenset[str]) -> tuple[str, ...]:
    """Return the docnames of the tutorials and paths whose books show one of these pages."""
    return tuple(
        docname
        for docname, chapters in making.layout.books.items()
        if docname in pages or any(chapter.target.docname in pages for chapter in chapters)
    )


def works_of_books(making: Making, docname: str) -> Iterator[tuple[str, Work]]:
    """Give what makes each book of a tutorial or path, with its path below the output folder."""
    url = making.layout.facts[docname].url
    if BookForm.PRINT in making.frame.config.books:
        path = output_path(book_path(url, BookForm.PRINT))
        yield path, partial(_printed, making, docname, path)


def _printed(making: Making, docname: str, path: str, _: Sentences) -> Fresh | Outcome:
    parts = _parts(making, docname)
    made = making.before.made.get(path)
    reason = reason_for(made, parts, _changed(making, docname), BOOK_TEMPLATE)
    return rendered(making, path, _view(making, docname), parts, reason) if reason else Outcome(path, made)


def _pages(making: Making, docname: str) -> tuple[str, ...]:
    """Return the pages of a book, what it is about first."""
    return (docname, *(chapter.target.docname for chapter in making.layout.books[docname]))


def _parts(making: Making, docname: str) -> dict[str, str]:
    """Return the digest of each thing that goes into a book, by name."""
    layout, pages = making.layout, _pages(making, docname)
    authors = tuple(layout.authors_of(page) for page in pages)
    return {
        "text": digest_of("".join(making.rows[page].digest for page in pages).encode()),
        "pointers": digest_of("".join(making.links[page].digest for page in pages).encode()),
        "links": digest_of(encode((layout.targets[docname], layout.books[docname], authors))),
        "template": making.templates.digest(BOOK_TEMPLATE),
        "frame": making.keys["frame"],
    }


def _changed(making: Making, docname: str) -> Iterator[str]:
    """Give the pages of a book that changed, beside the one that it is about."""
    return (page for page in _pages(making, docname)[1:] if page in making.changed or page in making.said_anew)


def _view(making: Making, docname: str) -> BookView:
    about, *chapters = (_bound(making, page) for page in _pages(making, docname))
    whys = [chapter.why for chapter in making.layout.books[docname]]
    return view_book(about, tuple(zip(chapters, whys, strict=True)), making.frame)


def _bound(making: Making, docname: str) -> BoundPage:
    page = load_record(making.cache, making.rows[docname].page, Page)
    pointers = load_record(making.cache, making.links[docname].pointers, Pointers)
    layout = making.layout
    return BoundPage(
        page=layout.facts[docname],
        target=layout.targets[docname],
        authors=layout.authors_of(docname),
        text=link_text(page, pointers, {}),
    )
