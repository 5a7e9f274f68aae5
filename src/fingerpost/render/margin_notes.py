"""A text and its notes in, the text with a copy of each note beside its mark out: for the margin of a wide screen.

The notes at the end of the page stay as they are. Only a template asks for the copies, so that feeds and books, which
have no margin, are without them.
"""

import re

__all__ = ["margin_notes"]

_NOTE = re.compile(r'<li id="fn-([^"]+)"><p>((?:(?!</?p\b|<li\b).)*)</p>\n</li>', re.DOTALL)
"""A note of one paragraph: its name, its HTML."""
_BACK = re.compile(r'(?:&#160;)?<a class="footnote-backref".*?</a>', re.DOTALL)
_STEP = re.compile(
    r"<(?P<end>/?)(?:table|h[1-6]|summary)\b"
    r'|<sup id="fnref-(?P<name>[^"]+)"><a class="footnote-ref" href="#fn-[^"]+">(?P<number>\d+)</a></sup>'
)
"""Where something begins or ends that has no room for a note; the first mark of a note."""


def margin_notes(body: str, notes: str) -> str:
    """Return the HTML `body` with a copy of each note right after its first mark, and the mark leading to the copy.

    `notes` is the list of notes at the end of the page, as HTML. A note of several paragraphs, one that is marked in a
    table, heading or summary, and one with a mark in it have no copy: their marks lead to the end.
    """
    texts = {name: _BACK.sub("", text) for name, text in _NOTE.findall(notes) if "<sup" not in text}
    depth = 0

    def step(found: re.Match[str]) -> str:
        nonlocal depth
        name = found["name"]
        if name is None:
            depth += -1 if found["end"] else 1
            return found[0]
        if depth or name not in texts:
            return found[0]
        copy = f'<span class="sidenote" role="note" id="_fn-{name}"><b>{found["number"]}</b> {texts[name]}</span>'
        return found[0].replace(f'href="#fn-{name}"', f'href="#_fn-{name}"') + copy

    return _STEP.sub(step, body) if texts else body
