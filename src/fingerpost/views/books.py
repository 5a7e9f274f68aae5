"""The pages of a tutorial or path in, the view of its book out: a title page, then a chapter for each page."""

from collections.abc import Sequence

from fingerpost.config import BookForm
from fingerpost.kinds import ColumnFrontMatter, Kind, PathFrontMatter, TutorialFrontMatter
from fingerpost.page import Target
from fingerpost.shown import ChapterView, UpdateView
from fingerpost.site import BoundPage, book_path
from fingerpost.typography import smarten
from fingerpost.urls import slugify
from fingerpost.view import BookView
from fingerpost.views.frame import Frame
from fingerpost.views.nesting import Binding, inner_id, nested

__all__ = ["BOOK_STYLE", "BOOK_TEMPLATE", "view_book"]

BOOK_TEMPLATE = "book.html"
BOOK_STYLE = "book.css"
"""The stylesheet of books among the theme's assets; a site without books does not publish it."""


def view_book(about: BoundPage, chapters: Sequence[tuple[BoundPage, str]], frame: Frame) -> BookView:
    """Return the view of a book: of the overview or path that it is about, and of its chapters.

    With each chapter comes what the reader of a path gets there, "" in a tutorial.
    """
    target, front = about.target, about.page.front
    url = book_path(target.url, BookForm.PRINT)
    pages = (about, *(chapter for chapter, _ in chapters))
    binding = Binding(url, _anchors([one.target for one in pages]), frame)
    course = front if isinstance(front, TutorialFrontMatter) else None
    authors = {author.docname: author.title for one in pages for author in one.authors}
    return BookView(
        template=BOOK_TEMPLATE,
        url=url,
        site=frame.site_view(url),
        title=target.title,
        description=target.summary,
        canonical=frame.absolute(target.url),
        kind=target.kind.value,
        page=frame.link(target, url),
        for_whom=smarten(front.for_) if isinstance(front, PathFrontMatter) else "",
        note=smarten(course.note) if course else "",
        reading=target.whole_minutes,
        doing=target.whole_doing,
        goals=tuple(map(smarten, course.goals)) if course else (),
        produces=tuple(map(smarten, course.produces)) if course else (),
        authors=tuple(authors.values()),
        published=target.published,
        updated=max(one.target.updated for one in pages),
        about=_chapter(about, binding),
        chapters=tuple(_chapter(one, binding, why) for one, why in chapters),
        books=tuple(one for one in frame.books(target.url, url) if one.form != BookForm.PRINT.value),
    )


def _anchors(targets: Sequence[Target]) -> dict[str, str]:
    """Return the anchor of each chapter, by site path: the last step of its address, with a number where two share it.

    An anchor never has two hyphens in a row, so that no chapter has the id of what stands within another.
    """
    anchors: dict[str, str] = {}
    for target in targets:
        name = slugify(target.url.rstrip("/").rpartition("/")[2]) or "home"
        taken, number = frozenset(anchors.values()), 2
        anchor = name
        while anchor in taken:
            anchor, number = f"{name}-{number}", number + 1
        anchors[target.url] = anchor
    return anchors


def _chapter(bound: BoundPage, binding: Binding, why: str = "") -> ChapterView:
    target, front, text = bound.target, bound.page.front, bound.text
    anchor, letter = binding.anchors[target.url], text.letter
    course = front if isinstance(front, TutorialFrontMatter) and target.kind is Kind.PART else None

    def made_over(html: str) -> str:
        return nested(html, target.url, binding)

    return ChapterView(
        kind=target.kind.value,
        anchor=anchor,
        title=target.title,
        summary=target.summary,
        why=why,
        minutes=target.minutes,
        doing=target.doing,
        note=smarten(front.note) if isinstance(front, TutorialFrontMatter | ColumnFrontMatter) else "",
        goals=tuple(map(smarten, course.goals)) if course else (),
        produces=tuple(map(smarten, course.produces)) if course else (),
        question=made_over(letter.question) if letter else "",
        asked_by=smarten(front.asked_by) if isinstance(front, ColumnFrontMatter) else "",
        short_answer=made_over(letter.short_answer) if letter else "",
        anchors={
            name: inner_id(anchor, one)
            for name, one in zip(("question", "short_answer", "answer"), letter.anchors if letter else (), strict=False)
        },
        body=made_over(letter.answer if letter else text.body),
        updates=tuple(
            UpdateView(inner_id(anchor, one.anchor), one.title, one.date, made_over(one.body))
            for one in (letter.updates if letter else ())
        ),
        notes=made_over(text.notes),
    )
