"""In: a project that was laid from the corpus, and a number. Out: one paragraph of one of its pages, edited."""

import re
from dataclasses import dataclass
from pathlib import Path

STEP = 7919  # a prime: no page comes twice before all have come once, unless the corpus has a multiple of it
FIRST_SECTION = re.compile(r"^## .*\n\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edit:
    """What was written, and where it must show."""

    docname: str
    """The page."""
    sentence: str
    """The new words; no page had them before."""


def plan_edit(pages: int, number: int) -> Edit:
    """The edit of this number, in a corpus of so many pages; neighbours edit different pages."""
    page = number * STEP % pages
    folder = "guides" if page % 2 else "columns"
    return Edit(f"{folder}/p{page + 1:04}", f"This is edit number {number} of the page.")


def save_edit(project: Path, edit: Edit) -> None:
    """Put the sentence at the start of the paragraph below the page's first section heading, and save the file."""
    path = project / "content" / f"{edit.docname}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        FIRST_SECTION.sub(lambda head: f"{head[0]}{edit.sentence} ", text, count=1), encoding="utf-8", newline="\n"
    )
