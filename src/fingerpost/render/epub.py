"""The printable page of a book in, an EPUB 3 out: by EbookLib, a file a chapter, with contents, cover, pictures."""

import datetime
import io
import mimetypes
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from ebooklib import epub
from lxml import etree, html

from fingerpost.render.cover import cover_svg
from fingerpost.render.inline_svg import without_drawings
from fingerpost.render.site_files import Load, site_file
from fingerpost.urls import absolute_url
from fingerpost.view import BookView

__all__ = ["epub_of"]

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the first that ZIP can tell."""
DROPPED = ("script", "iframe", "object", "embed", "form", "source", "template")
"""Elements that e-book readers do not show; what stands beside or within them to take their place stays."""
SECTIONING = ("header", "nav", "section", "article", "aside", "div", "footer")
"""What becomes a file where it stands in `main`."""
WEB_ONLY = ("loading", "decoding", "fetchpriority", "srcset", "sizes", "crossorigin", "data-address", "ping")
CORE_TYPES = frozenset({"image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"})
"""Pictures that every e-book reader shows (EPUB 3.3, section 3.2)."""
STYLE = "book.css"
_SHEETS = re.compile(rb"@page\b[^{}]*\{(?:[^{}]|\{[^{}]*\})*\}")


def epub_of(view: BookView, page: bytes, base_url: str, load: Load) -> bytes:
    """Return a book as EPUB: each part of `main` a file, but for its contents, which EPUB has in a form of its own."""
    text, drawings = without_drawings(page.decode())
    document = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    main = document.find(".//main")
    parts = [part for part in (document.body if main is None else main) if part.tag in SECTIONING]
    if all(part.tag == "nav" for part in parts):
        raise ValueError("nothing stands in its `main`")
    named = {f"part-{number:02}.xhtml": part for number, part in enumerate(parts) if part.tag != "nav"}
    book = _book(view)
    book.add_item(epub.EpubItem("style", STYLE, "text/css", _style(document, view, base_url, load)))
    made_over = _MadeOver(named, absolute_url(base_url, view.url), base_url, load, drawings)
    chapters = [_chapter(name, part, view, made_over) for name, part in named.items()]
    for item in (*chapters, *made_over.pictures()):
        book.add_item(item)
    contents = next((part.text_content() for part in parts if part.tag == "nav" for part in part.iter("h2")), "")
    nav = epub.EpubNav(title=contents or view.title)
    nav.add_link(href=STYLE, rel="stylesheet", type="text/css")
    for item in (nav, epub.EpubNcx()):
        book.add_item(item)
    sections = {chapter: _sections(chapter, named[chapter.file_name]) for chapter in chapters}
    book.toc = [(chapter, inner) if inner else chapter for chapter, inner in sections.items()]
    book.spine = [chapters[0], nav, *chapters[1:]]
    return _archive(book, view)


def _book(view: BookView) -> epub.EpubBook:
    """Return an empty book that says what it is. Its identifier is the address of its overview or path."""
    book = epub.EpubBook()
    book.set_identifier(view.canonical)
    book.set_title(view.title)
    book.set_language(view.site.language)
    for number, author in enumerate(view.authors or (view.site.title,)):
        book.add_author(author, uid=f"author-{number}")
    book.add_metadata("DC", "publisher", view.site.title)
    book.add_metadata("DC", "source", view.canonical)
    if view.description:
        book.add_metadata("DC", "description", view.description)
    if view.published:
        book.add_metadata("DC", "date", view.published)
    for feature in ("structuralNavigation", "tableOfContents"):
        book.add_metadata(None, "meta", feature, {"property": "schema:accessibilityFeature"})
    book.add_metadata(None, "meta", "textual", {"property": "schema:accessMode"})
    book.set_cover("cover.svg", cover_svg(view).encode(), create_page=False)
    return book


def _style(document: html.HtmlElement, view: BookView, base_url: str, load: Load) -> bytes:
    """Return the stylesheets of the page, one behind the other, without their rules for sheets of paper.

    The margin boxes in such rules are no CSS to EPUBCheck, nor to most e-book readers.
    """
    address = absolute_url(base_url, view.url)
    links = (link for link in document.iter("link") if link.get("rel") == "stylesheet")
    paths = (site_file(urljoin(address, link.get("href", "")), base_url) for link in links)
    return _SHEETS.sub(b"", b"\n".join(load(path) for path in paths if path is not None))


def _chapter(name: str, part: html.HtmlElement, view: BookView, made_over: "_MadeOver") -> epub.EpubHtml:
    heading = next(part.iter("h1", "h2"), None)
    title = " ".join(heading.text_content().split()) if heading is not None else view.title
    chapter = epub.EpubHtml(file_name=name, title=title, lang=view.site.language)
    chapter.content = etree.tostring(made_over.part(name, part), encoding="unicode", method="html")
    chapter.add_link(href=STYLE, rel="stylesheet", type="text/css")
    if part.find(".//math") is not None:
        chapter.properties.append("mathml")
    return chapter


def _sections(chapter: epub.EpubHtml, part: html.HtmlElement) -> list[epub.Link]:
    """Return the sections of a chapter: its third-level headings."""
    found = (heading for heading in part.iter("h3") if heading.get("id"))
    return [
        epub.Link(
            f"{chapter.file_name}#{heading.get('id')}",
            " ".join(heading.text_content().split()),
            f"{chapter.file_name}-{number}",
        )
        for number, heading in enumerate(found)
    ]


class _MadeOver:
    """The parts of a page made over to files of a book; the pictures that they show are gathered on the way."""

    def __init__(
        self,
        named: dict[str, html.HtmlElement],
        address: str,
        base_url: str,
        load: Load,
        drawings: dict[str, bytes],
    ) -> None:
        self._files = {
            element.get("id"): name for name, part in named.items() for element in part.iter() if element.get("id")
        }
        self._address = address
        self._base_url = base_url
        self._load = load
        self._drawings = drawings
        self._pictures: dict[str, tuple[str, bytes]] = {}
        """The name in the book and the bytes of each picture, by the address that the page has for it."""

    def part(self, name: str, part: html.HtmlElement) -> html.HtmlElement:
        """Return a part whose links and pictures lead within the book, or to the full address."""
        for element in list(part.iter(*DROPPED)):
            element.drop_tag() if len(element) else element.drop_tree()
        for element in part.iter(etree.Element):
            for attribute in WEB_ONLY:
                element.attrib.pop(attribute, None)
            if element.get("href") is not None:
                element.set("href", self._href(name, element.get("href")))
        for picture in list(part.iter("img")):
            self._show(picture)
        for formula in part.iter("math"):
            formula.set("xmlns", "http://www.w3.org/1998/Math/MathML")
        for element in list(part.iter("video", "audio", "picture")):
            element.drop_tag()
        part.tail = None
        return part

    def pictures(self) -> Iterator[epub.EpubItem]:
        """Give every picture that a part shows."""
        for name, data in self._pictures.values():
            yield epub.EpubImage(file_name=name, media_type=mimetypes.guess_type(name)[0], content=data)

    def _href(self, name: str, written: str) -> str:
        if not written.startswith("#"):
            return urljoin(self._address, written)
        file = self._files.get(written[1:], name)
        return written if file == name else file + written

    def _show(self, picture: html.HtmlElement) -> None:
        """Let a picture lead to its file in the book; where there is none, its words stand in its place."""
        written = picture.get("src", "")
        name = self._named(written)
        if name:
            picture.set("src", name)
        elif urlsplit(written).scheme != "data":
            words = picture.get("alt", "")
            picture.attrib.clear()
            picture.tag, picture.text = "span", words

    def _named(self, written: str) -> str:
        """Return the name in the book of a picture that the page shows; "" for one of another site, or no picture."""
        if written not in self._pictures:
            path = site_file(urljoin(self._address, written), self._base_url)
            drawing = written in self._drawings
            kind = "image/svg+xml" if drawing else mimetypes.guess_type(path or "")[0]
            if kind not in CORE_TYPES:
                return ""
            try:
                data = self._drawings[written] if drawing else self._load(path or "")
            except FileNotFoundError:
                return ""
            self._pictures[written] = f"picture-{len(self._pictures):02}{mimetypes.guess_extension(kind)}", data
        return self._pictures[written][0]


def _archive(book: epub.EpubBook, view: BookView) -> bytes:
    """Return a book as bytes that hold no time but the day of its last change."""
    day = datetime.date.fromisoformat(view.updated or view.published or "1970-01-01")
    written = io.BytesIO()
    options = {"mtime": datetime.datetime.combine(day, datetime.time(), datetime.UTC), "raise_exceptions": True}
    writer = epub.EpubWriter(written, book, options)
    writer.process()
    writer.write()
    again = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return again.getvalue()
