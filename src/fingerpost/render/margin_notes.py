"""A text and its notes in, the text with a copy of each note beside its mark out: for the margin of a wide screen.

The notes at the end of the page stay as they are. Only a template asks for the copies, so that feeds and books, which
have no margin, are without them.
"""

import re

__all__ = ["margin_notes"]

_NOTE = re.compile(r'<li id="fn-([^"]+)"><p>((?:(?!</?p\b|<li\b).)*)</p>\n</li>', re.DOTALL)
"""A note of one paragraph: its name, its HTML."""
_BACK = re.compile(r'(?:&#160;)?<a class="footnote-backref".*?</a>', re.DOTALL)
_MARK = re.compile(
    r'<sup id="fnref-(?P<name>[^"]+)"><a class="footnote-ref" href="#fn-[^"]+">(?P<number>\d+)</a></sup>'
)
"""The first mark of a note."""


def margin_notes(body: str, notes: str) -> str:
    """Return the HTML `body` with a copy of each note right after its first mark, and the mark leading to the copy.

    `notes` is the list of notes at the end of the page, as HTML. A note of several paragraphs, one that is marked in a
    table, heading or summary, and one with a mark in it have no copy: their marks lead to the end.
    """
    texts = {name: _BACK.sub("", text) for name, text in _NOTE.findall(notes) if "<sup" not in text}

    def step(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in texts or not _has_room(body, found.start()):
            return found[0]
        copy = f'<span class="sidenote" role="note" id="_fn-{name}"><b>{found["number"]}</b> {texts[name]}</span>'
        return found[0].replace(f'href="#fn-{name}"', f'href="#_fn-{name}"') + copy

    return _MARK.sub(step, body) if texts else body


def _has_room(body: str, place: int) -> bool:
    """Tell whether no table, summary or heading is open at a place."""
    if _is_open(body, "table", place) or _is_open(body, "summary", place):
        return False
    return _last_heading(body, "<h", place) <= _last_heading(body, "</h", place)  # headings lie in no headings


def _is_open(body: str, name: str, place: int) -> bool:
    """Tell whether an element of this name is open at a place; they are counted only where one may lie in another."""
    last = body.rfind(f"<{name}", 0, place)
    if last < 0 or body.rfind(f"<{name}", 0, last) < 0:
        return last >= 0 and body.find(f"</{name}", last, place) < 0
    return body.count(f"<{name}", 0, place) > body.count(f"</{name}", 0, place)


def _last_heading(body: str, tag: str, place: int) -> int:
    """Return where the last heading before a place begins, or ends; -1 for none."""
    found = body.rfind(tag, 0, place)
    while found >= 0 and not body[found + len(tag)].isdecimal():  # <hr>, <header>
        found = body.rfind(tag, 0, found)
    return found
