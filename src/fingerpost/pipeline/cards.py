"""Pages in, the card of each out, drawn again where its title, its kind, the template or the font is another.

A card takes as long as ten pages, so cards are drawn last, on all cores, or only once somebody asks for them.
"""

from collections.abc import Collection
from functools import partial

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.ledger import Made, encode
from fingerpost.output import CARD, digest_of
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Work
from fingerpost.render import CARD_FONT, TEMPLATES_FOLDER, FontError, draw_card
from fingerpost.shown import CardFacts
from fingerpost.stale import Reason, reason_for
from fingerpost.urls import output_path
from fingerpost.views import CARD_TEMPLATE, card_facts, lay_out_card

__all__ = ["card_path", "card_work", "stale_cards"]


def card_path(making: Making, docname: str) -> str | None:
    """Return where the card of a page lies, relative to the output folder; None for a page without one."""
    facts = making.rows[docname].facts
    alone = facts.kind is Kind.PART and docname not in making.layout.series  # an error told before
    return None if making.links[docname].image or alone else output_path(facts.url + CARD)


def card_work(making: Making, docname: str, path: str) -> Work:
    """Return what draws the card of a page."""
    return partial(_card, making, docname, path)


def stale_cards(making: Making, pages: Collection[str]) -> tuple[list[Outcome], list[tuple[str, Work]]]:
    """Return the cards of these pages that are as they were; and what draws the others, with their paths.

    A page that is not among them is looked at where it has no card yet. Where a file of `content/` is published, that
    stays.
    """
    taken = frozenset(asset.output for asset in making.published)
    kept: list[Outcome] = []
    stale: list[tuple[str, Work]] = []
    for docname in making.links if making.frame.config.cards else ():
        path, own = card_path(making, docname), output_path(making.rows[docname].facts.url + CARD)
        made = making.before.made.get(own)
        if path is None or path in taken:
            kept += [Outcome(own, None)] if made else []
        elif docname in pages or made is None:
            reason = _looked_at(making, docname, path)[1]
            if reason is None:
                kept.append(Outcome(path, made))
            else:
                stale.append((path, card_work(making, docname, path)))
    return kept, stale


def _facts(making: Making, docname: str) -> CardFacts:
    series = making.layout.series.get(docname)
    page = making.rows[docname].facts
    place = (0, 0)
    if series and page.kind is Kind.PART:
        place = [part.docname for part in series.parts].index(docname) + 1, len(series.parts)
    return card_facts(page, place, making.frame)


def _looked_at(making: Making, docname: str, path: str) -> tuple[dict[str, str], Reason | None]:
    """Return what goes into a card, and why it has to be drawn again; None where it need not."""
    parts = {
        "card": digest_of(encode(_facts(making, docname))),
        "template": making.templates.digest(CARD_TEMPLATE),
        "words": making.keys["words"],
        "font": making.templates.card_font.digest,
    }
    return parts, reason_for(making.before.made.get(path), parts, template=CARD_TEMPLATE)


def _card(making: Making, docname: str, path: str, _: Sentences) -> Fresh | Outcome:
    parts, reason = _looked_at(making, docname, path)
    if reason is None:
        return Outcome(path, making.before.made.get(path))
    font = making.templates.card_font
    try:
        view = lay_out_card(_facts(making, docname), font.width, font.family)
    except FontError as error:
        return _failed(path, CARD_FONT, error)
    svg = making.templates.render(view)
    if isinstance(svg, Diagnostic):
        return Outcome(path, None, noticed=svg)
    try:
        return _drawn(making, path, svg, parts, reason)
    except ValueError as error:
        return _failed(path, CARD_TEMPLATE, error)


def _drawn(making: Making, path: str, svg: bytes, parts: dict[str, str], reason: Reason) -> Fresh | Outcome:
    """Draw a card, unless the same was drawn before in the same font. Raises `ValueError` for what is no SVG."""
    source, made = digest_of(svg), making.before.made.get(path)
    if made and made.view == source and made.parts["font"] == parts["font"]:
        return Outcome(path, msgspec.structs.replace(made, parts=parts))
    data = draw_card(svg.decode(), making.templates.card_font)
    if made and made.digest == digest_of(data):
        return Outcome(path, Made(parts, source, made.digest, made.data))
    return Fresh(path, parts, source, data, reason)


def _failed(path: str, name: str, error: Exception) -> Outcome:
    return Outcome(path, None, noticed=messages.card_failed(Place(f"{TEMPLATES_FOLDER}/{name}"), str(error)))
