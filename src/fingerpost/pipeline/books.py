"""Tutorials and paths in; the books of each, made again where one of their pages or their template changed, out.

The printable page is rendered like any other. PDF and EPUB are made of it, which may take seconds: so they are made
last, each by itself on whatever core is free, or only once somebody asks for them.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from fingerpost import messages
from fingerpost.config import BookForm, Config, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.ledger import Made, encode
from fingerpost.link import link_text
from fingerpost.output import ChangedError, digest_of
from fingerpost.page import Page
from fingerpost.pipeline.kept import load_record
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Work, rendered
from fingerpost.render import LIBRARIES, BindingError, bind_book, is_installed
from fingerpost.site import BoundPage, Pointers, book_path
from fingerpost.stale import Reason, reason_for
from fingerpost.urls import output_path
from fingerpost.view import BookView
from fingerpost.views import BOOK_TEMPLATE, view_book

__all__ = ["bindings", "books_to_make", "missing_libraries", "printed_pages", "stale_bindings"]


def missing_libraries(settings: Settings) -> tuple[Diagnostic, ...]:
    """Tell each form of book that the settings ask for and whose library is not installed."""
    forms = settings.config.books
    return tuple(
        messages.missing_library(settings.places[f"books.{number}"], form.value, LIBRARIES[form])
        for number, form in enumerate(forms)
        if form not in forms[:number] and not is_installed(form)
    )


def books_to_make(making: Making, pages: frozenset[str]) -> tuple[str, ...]:
    """Return the docnames of the tutorials and paths whose books show one of these pages."""
    return tuple(
        docname
        for docname, chapters in making.layout.books.items()
        if docname in pages or any(chapter.target.docname in pages for chapter in chapters)
    )


def printed_pages(making: Making, docnames: Iterable[str]) -> Iterator[tuple[str, Work]]:
    """Give what makes each printable page of these books, with its path below the output folder."""
    for docname in docnames if BookForm.PRINT in making.frame.config.books else ():
        path = _path(making, docname, BookForm.PRINT)
        yield path, partial(_printed, making, docname, path)


def bindings(making: Making, docnames: Iterable[str]) -> Iterator[tuple[str, Work]]:
    """Give what makes each PDF and EPUB of these books, with its path below the output folder."""
    for docname in docnames:
        for form in _forms(making.frame.config):
            path = _path(making, docname, form)
            yield path, partial(_bound_book, making, docname, form, path)


def stale_bindings(making: Making, docnames: Iterable[str]) -> tuple[list[Outcome], list[tuple[str, Work]]]:
    """Return the PDFs and EPUBs of these books that are as they were; and what makes the others, with their paths."""
    kept: list[Outcome] = []
    stale: list[tuple[str, Work]] = []
    for docname in docnames:
        for form in _forms(making.frame.config):
            path = _path(making, docname, form)
            made, reason = _looked_at(making, docname, path)
            if made and reason is None:
                kept.append(Outcome(path, made))
            else:
                stale.append((path, partial(_bound_book, making, docname, form, path)))
    return kept, stale


def _forms(config: Config) -> tuple[BookForm, ...]:
    return tuple(form for form in LIBRARIES if form in config.books and is_installed(form))


def _path(making: Making, docname: str, form: BookForm) -> str:
    return output_path(book_path(making.layout.facts[docname].url, form))


def _printed(making: Making, docname: str, path: str, _: Sentences) -> Fresh | Outcome:
    parts = _parts(making, docname)
    made = making.before.made.get(path)
    reason = reason_for(made, parts, _changed(making, docname), BOOK_TEMPLATE)
    return rendered(making, path, _view(making, docname), parts, reason) if reason else Outcome(path, made)


def _bound_book(making: Making, docname: str, form: BookForm, path: str, _: Sentences) -> Fresh | Outcome:
    made, reason = _looked_at(making, docname, path)
    if reason is None:
        return Outcome(path, made)
    parts, view = _bound_parts(making, docname), _view(making, docname)
    page = making.templates.render(view)
    if isinstance(page, Diagnostic):
        return Outcome(path, None, noticed=page)
    source = digest_of(encode((page, view, parts["files"])))
    if made and made.view == source:
        return Outcome(path, Made(parts, source, made.digest, made.data))
    try:
        data = _bind(making, form, view, page)
    except BindingError as error:
        place = Place(making.layout.facts[docname].path)
        return Outcome(path, None, noticed=messages.book_failed(place, form.value, LIBRARIES[form], str(error)))
    if made and made.digest == digest_of(data):
        return Outcome(path, Made(parts, source, made.digest, made.data))
    return Fresh(path, parts, source, data, reason)


def _bind(making: Making, form: BookForm, view: BookView, page: bytes) -> bytes:
    """Return a book. Raises `BindingError`; and `ChangedError`, whatever its library makes of that."""
    changed: list[ChangedError] = []

    def load(path: str) -> bytes:
        try:
            return making.load(path)
        except ChangedError as error:
            changed.append(error)
            raise

    try:
        return bind_book(form, view, page, making.frame.config.base_url, load)
    finally:
        if changed:
            raise changed[0]


def _looked_at(making: Making, docname: str, path: str) -> tuple[Made | None, Reason | None]:
    """Return a PDF or EPUB as it was, and why it has to be made again; None for the latter where it has not."""
    made = making.before.made.get(path)
    parts = _bound_parts(making, docname)
    return made, reason_for(made, parts, _changed(making, docname), BOOK_TEMPLATE)


def _pages(making: Making, docname: str) -> tuple[str, ...]:
    """Return the pages of a book, what it is about first."""
    return (docname, *(chapter.target.docname for chapter in making.layout.books[docname]))


def _parts(making: Making, docname: str) -> dict[str, str]:
    """Return the digest of each thing that goes into a printable page, by name."""
    layout, pages = making.layout, _pages(making, docname)
    authors = tuple(layout.authors_of(page) for page in pages)
    return {
        "text": digest_of("".join(making.rows[page].digest for page in pages).encode()),
        "pointers": digest_of("".join(making.links[page].digest for page in pages).encode()),
        "links": digest_of(encode((layout.targets[docname], layout.books[docname], authors))),
        "template": making.templates.digest(BOOK_TEMPLATE),
        "words": making.keys["words"],
        "frame": making.keys["frame"],
    }


def _bound_parts(making: Making, docname: str) -> dict[str, str]:
    """Return the same of a PDF or EPUB: with the bytes of its pictures and stylesheets."""
    used = sorted({path for page in _pages(making, docname) for path in making.links[page].used})
    files = tuple((path, making.assets[path].digest) for path in used if path in making.assets)
    return {
        **_parts(making, docname),
        "files": digest_of(encode((files, making.keys["assets"]))),
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
        text=link_text(page, pointers, {}, making.frame.words),
    )
