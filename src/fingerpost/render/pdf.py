"""The printable page of a book in, a PDF out: by WeasyPrint, with bookmarks, page numbers, links and tags."""

import mimetypes

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from fingerpost.render.site_files import Load, site_file
from fingerpost.urls import absolute_url
from fingerpost.view import BookView

__all__ = ["pdf_of"]


class _SiteFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """What WeasyPrint fetches pictures and stylesheets with: files of the site, and those written into the page."""

    def __init__(self, base_url: str, load: Load) -> None:
        super().__init__(allowed_protocols=("data",))
        self._base_url = base_url
        self._load = load

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a file. Raises `ValueError` for anything on the network; the page then goes without it."""
        path = site_file(url, self._base_url)
        if path is None:
            return super().fetch(url, headers)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self._load(path), {"Content-Type": kind})


def pdf_of(view: BookView, page: bytes, base_url: str, load: Load) -> bytes:
    """Return a book as a tagged PDF. Title, authors, language and days come from the head of the page.

    There is neither a clock nor a random number in it: WeasyPrint writes the days that `dcterms.created` and
    `dcterms.modified` name, and no identifier unless asked to.
    """
    fetcher = _SiteFiles(base_url, load)
    address = absolute_url(base_url, view.url)
    document = HTML(string=page.decode(), base_url=address, url_fetcher=fetcher)
    made: bytes = document.write_pdf(pdf_tags=True)
    return made
