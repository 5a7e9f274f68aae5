"""A form of book in, what makes it out: which library that takes, whether it is there, and the bytes of the book."""

import importlib.util

from fingerpost.config import BookForm
from fingerpost.render.site_files import Load
from fingerpost.view import BookView

__all__ = ["LIBRARIES", "BindingError", "bind_book", "is_installed"]

LIBRARIES = {BookForm.PDF: "WeasyPrint", BookForm.EPUB: "EbookLib"}
"""What each form needs beside Fingerpost: `pip install 'fingerpost[books]'` has them all."""


class BindingError(Exception):
    """A library could not make a book; the text says why."""


def is_installed(form: BookForm) -> bool:
    """Tell whether the library that makes books of this form can be imported, without importing it."""
    return form not in LIBRARIES or importlib.util.find_spec(LIBRARIES[form].lower()) is not None


def bind_book(form: BookForm, view: BookView, page: bytes, base_url: str, load: Load) -> bytes:
    """Return a book as PDF or EPUB, made of its printable page. Raises `BindingError`.

    Nothing but files of the site is looked up, through `load`. The same input gives the same bytes, with the same
    libraries and, in a PDF, the same fonts.
    """
    try:
        if form is BookForm.PDF:
            from fingerpost.render.pdf import pdf_of  # noqa: PLC0415 -- its library is slow, and not always there

            return pdf_of(view, page, base_url, load)
        from fingerpost.render.epub import epub_of  # noqa: PLC0415 -- as above

        return epub_of(view, page, base_url, load)
    except Exception as error:  # a template may put anything into the page, and fonts and libraries may be missing
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise BindingError(lines[0]) from error
