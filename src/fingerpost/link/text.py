"""A page and where it points in; its text with all links in place out. Joins strings and looks nothing up."""

from fingerpost.link.mentions import part_of
from fingerpost.link.outline import shown_outline
from fingerpost.link.promises import with_old_anchors
from fingerpost.link.spoken import in_words, notes_in_words
from fingerpost.page import Letter, Page
from fingerpost.site import LinkedLetter, LinkedText, LinkedUpdate, MentionLink, Pointers
from fingerpost.words import ENGLISH, Words

__all__ = ["link_text"]


def link_text(
    page: Page, pointers: Pointers, old_anchors: dict[str, dict[str, tuple[str, ...]]], words: Words = ENGLISH
) -> LinkedText:
    """Return the text of a page. `old_anchors` are those of the layout of its site, `words` its words."""
    links = iter(pointers.links)
    parts = [[piece if isinstance(piece, str) else next(links) for piece in part] for part in page.parts]
    notes = "".join(piece if isinstance(piece, str) else next(links) for piece in page.notes)
    for mention in reversed(pointers.mentions):
        part, number = part_of(parts, mention.piece)
        parts[part][number] = _with_link(parts[part][number], mention)
    bodies = [in_words("".join(part), words) for part in parts]
    letter = _letter(page.letter, bodies) if page.letter else None
    text = LinkedText(
        body="" if letter else bodies[0],
        letter=letter,
        notes=notes_in_words(notes, words),
        outline=shown_outline(page.outline, letter.answer if letter else bodies[0]),
    )
    return with_old_anchors(text, page, old_anchors[page.url]) if page.url in old_anchors else text


def _with_link(piece: str, mention: MentionLink) -> str:
    start, end = mention.offset, mention.offset + mention.length
    return f'{piece[:start]}<a class="mention" href="{mention.href}">{piece[start:end]}</a>{piece[end:]}'


def _letter(letter: Letter, bodies: list[str]) -> LinkedLetter:
    question, short_answer, answer, *updates = bodies
    return LinkedLetter(
        question=question,
        short_answer=short_answer,
        answer=answer,
        anchors=letter.anchors,
        updates=tuple(
            LinkedUpdate(update.heading.anchor, update.heading.title, update.date, body)
            for update, body in zip(letter.updates, updates, strict=True)
        ),
    )
