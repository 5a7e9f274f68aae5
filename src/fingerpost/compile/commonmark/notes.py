"""The notes that a text cites in, their list out, in the order in which they are cited; each links back."""

from fingerpost.compile.commonmark.events import attribute
from fingerpost.compile.commonmark.writer import Writer
from fingerpost.compile.marks import NOTES_CLASS, SECTION

__all__ = ["write_notes"]

_PARAGRAPH_END = "</p>\n"


def write_notes(writer: Writer) -> set[str]:
    """Write the list of notes behind the text, and return the ids of notes and citations; nothing for a text without.

    A note may cite notes that nothing has cited yet, so the list grows while it is written, and the links back are put
    in when all is written.
    """
    out, notes = writer.out, writer.inline.notes
    if not notes:
        return set()
    out.append(f'{SECTION}<div class="{NOTES_CLASS}"><ol>')
    writer.depth += 1
    slots: list[tuple[int, bool]] = []
    for name in notes:
        out.append(f'<li id="{attribute(f"fn-{name}")}">')
        writer.write(iter(writer.definitions.get(name, ())))
        inside = out[-1] == _PARAGRAPH_END
        out[len(out) - inside :] = ["", _PARAGRAPH_END] if inside else [""]
        slots.append((len(out) - 1 - inside, inside))
        out.append("</li>\n")
    out.append("</ol>\n</div>")
    ids: set[str] = set()
    for name, (slot, inside) in zip(notes, slots, strict=True):
        number, anchors = writer.inline.citations[name]
        title = f"Back to the text, note {number}"
        links = "".join(
            f'<a class="footnote-backref" href="#{attribute(anchor)}" title="{title}">&#8617;</a>' for anchor in anchors
        )
        out[slot] = f"&#160;{links}" if inside else f"<p>{links}</p>\n"
        ids.update(anchors, (f"fn-{name}",))
    return ids
