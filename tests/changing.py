"""A small, dense site in which everything points to everything, as values; and what a random change may do to it.

A site is a dictionary of pages and of other files; `files_of` writes it. Where a page may name another, the names to
choose from are docnames, titles, synonyms, paths and addresses, also of pages that are not there.
"""

import json
import random
import struct
import zlib
from collections.abc import Mapping

import msgspec

from fingerpost.kinds import Kind, kind_of

__all__ = [
    "ADDED",
    "BODIES",
    "FIELDS",
    "FILES",
    "MOVED",
    "Draft",
    "files_of",
    "own",
    "path_of",
    "photograph",
    "picture",
    "plain",
    "start",
]


class Draft(msgspec.Struct, frozen=True):
    """A page as its author has it."""

    fields: Mapping[str, object] = {}
    body: tuple[str, ...] = ()


class Day(str):
    """A day, which YAML writes without quotes."""


def picture(width: int, height: int, *, depth: int = 8) -> bytes:
    """A PNG of this size, as far as anybody here looks at it (PNG specification, 5.3, 11.2.2 and 11.2.5)."""
    chunks = [b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0), b"IEND"]
    coded = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(coded)


def photograph(width: int, height: int, *, words: str = "", broken: bool = False) -> bytes:
    """A whole PNG in grey, heavy enough to be offered at several widths; `words` say who took it."""
    grey = random.Random(width)  # noqa: S311 -- the same bytes each time
    rows = b"".join(b"\0" + grey.randbytes(width) for _ in range(height))
    coded = zlib.compress(rows, 0)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *([(b"tEXt", f"Author\0{words}".encode())] if words else []),
        (b"IDAT", coded[: len(coded) // 2] + b"?" * (len(coded) // 2) if broken else coded),
        (b"IEND", b""),
    ]
    written = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


# ---- names

TITLES = ("Alpha", "Beta", "Gamma", "Ties", "Weak ties", "Old friends", "Home & away", "c1")
NAMES = (
    *("columns/c1", "c1", "columns/c2", "guides/g1", "guides/g2", "topics/weak", "topics/ties", "weak", "ties"),
    *("tutorials/t", "tutorials/t/01-a", "a", "tutorials/u", "paths/p", "authors/ann", "ann", "authors/ben", "index"),
    *("about", "topic:Ties", "column:c1", "Weak ties", "Acquaintances", "Alpha", "Beta", "columns/new", "topics/new"),
)
ADDED = (
    *("columns/new", "columns/g1", "guides/c1", "guides/new", "topics/new", "topics/alpha", "tutorials/t/03-new"),
    *("tutorials/v", "tutorials/v/01-x", "paths/q", "authors/c2", "more", "about/more", "tutorials/w/01-alone"),
)
"""Docnames of pages that are not there at the start; one is a part without overview."""
PATHS = (
    *("/columns/c1.md", "/columns/c1", "/columns/c1/", "/c/", "/guides/g1.md", "/guides/g2", "/topics/weak/", "/"),
    *("/topics/ties.md", "/tutorials/t/index.md", "/tutorials/t/a/", "/tutorials/u.md", "/paths/p", "/about.md"),
    *("/columns/", "/guides/", "/paths/", "/authors/", "/topics/", "/tutorials/", "/columns/new", "/columns/new/"),
    *("/form.pdf", "/columns/form.pdf", "form.pdf", "../form.pdf", "../columns/c2.md", "../columns/new.md", "c2.md"),
    *("../guides/g1.md", "g2.md", "../index.md", "../authors/ann.md", "/old/", "/older.html"),
)
PART_ANCHORS = ("", "#part", "#other-part", "#nowhere")

# ---- bodies

BODIES = (
    *(f"See [[{name}]] today." for name in NAMES),
    *(f"First this. Then [[{name}|*these* words]] of it. And more." for name in NAMES),
    *(f"Go to [[{name}{anchor}]]." for name in NAMES[::3] for anchor in PART_ANCHORS[1:]),
    *(f"Read [this page]({path}) first." for path in PATHS),
    *(f"[]({path})" for path in PATHS if not path.endswith(".pdf")),
    *(f"On [it]({path}{anchor})." for path in PATHS[:10:2] for anchor in PART_ANCHORS[1:3]),
    "Know your weak ties well.",
    "An acquaintance has Ties. Ties hold.",
    "Alpha and beta are topics at times, and so is a gamma.",
    "<!-- no-mentions -->",
    "### Part",
    "### Other part",
    "See [[#part]] above.",
    "A fact.[^s]",
    "![A picture](pic.png)",
    "![Another](/pic.png)",
    "![No size](/columns/odd.png)",
    "Plain words.",
    "Other plain words.",
    "## Update 2026-11-20\n\nIt went well. See [[beta]].",
    "word " * 190,
)

# ---- front matter

NAMED = (*((one,) for one in NAMES), ("Ties", "weak"), ("weak", "topics/new"), ("ann", "ben"))
TOPICS = (None, ("weak",), ("ties",), ("weak", "ties"), ("ties", "weak"), ("Alpha",), ("topics/new",), ("Ties", "beta"))
DAYS = (None, *(Day(f"2026-11-{day}") for day in (20, 22, 23, 24, 25, 26)))
STOPS = tuple(
    tuple({"page": page, "why": why, "enough": page == "tutorials/t"} for page, why in stops)
    for stops in (
        (("columns/c1", "It begins."), ("tutorials/t", "Then this.")),
        (("columns/c1", "Then this."), ("tutorials/t", "It begins."), ("guides/g1", "Last.")),
        (("Alpha", "One."), ("columns/new", "Two.")),
        (("guides/g2", "Alone."),),
        (("columns/c2", "A hidden one at times."), ("tutorials/t/02-b", "A part.")),
    )
)
COMMON: dict[str, tuple[object, ...]] = {
    "title": TITLES,
    "summary": (None, "A summary.", "Another summary."),
    "topics": TOPICS,
    "authors": (None, ("ann",), ("ben",), ("Ann", "authors/ben"), ("authors/c2",)),
    "published": DAYS,
    "updated": DAYS[:3],
    "expires": DAYS,
    "draft": (None, True),
    "slug": (None, "c", "another", "beta"),
    "redirects": (None, ("/old/",), ("/older.html",), ("/old/", "/topics/gone/")),
    "image": (None, "pic.png", "/pic.png", "/static.png"),
    "mentions": (None, "off", "section"),
    "cite": (None, "Somebody, 2020", "[[Alpha]], 2021"),
}
TEACHING: dict[str, tuple[object, ...]] = {
    "requires": (None, *NAMED),
    "doing": (None, 5, 70),
    "goals": (None, ("Do it",)),
    "note": (None, "A note."),
}
FIELDS: dict[Kind, dict[str, tuple[object, ...]]] = {
    Kind.TUTORIAL: {**COMMON, **TEACHING},
    Kind.PART: {**COMMON, **TEACHING},
    Kind.COLUMN: {**COMMON, "standing": ("composed", "letter"), "answered_by": (None, "ann", "authors/ben", "Ben")},
    Kind.GUIDE: {**COMMON, "form": ("how-to", "explanation", "reference"), "glossary": (None, True)},
    Kind.TOPIC: {
        **COMMON,
        "synonyms": (None, ("Acquaintances",), ("Alpha", "gamma"), ("Ties",), ("c2",)),
        "hidden": (None, ("Wends",), ("Acquaintances",)),
        "broader": (None, ("ties",), ("weak",), ("other",), ("topics/new",)),
        "related": (None, ("ties",), ("weak",), ("other",)),
    },
    Kind.PATH: {**COMMON, "stops": STOPS, "for": (None, "Everyone")},
    Kind.AUTHOR: COMMON,
    Kind.PAGE: {**COMMON, "doors": (None, *NAMED)},
}
"""What each key of front matter may be, by kind; None leaves the key out."""
NEEDED: dict[Kind, dict[str, object]] = {
    Kind.COLUMN: {"standing": "composed"},
    Kind.GUIDE: {"form": "how-to"},
    Kind.PATH: {"stops": STOPS[3]},
}

# ---- other files

SETTINGS = "title: Test\nbase_url: https://example.org/\n"
NAVIGATION = "navigation:\n  - page: columns\n  - page: about\n    title: Who\n  - page: Alpha\n"
POLICIES = "policies:\n  corrections: about\n  evidence: Alpha\n"


def own(name: str, block: str = "", text: str = "") -> str:
    """A template that takes the place of the default one, which it extends."""
    filled = f"{{% block {block} %}}{text}{{% endblock %}}" if block else ""
    return f'{{% extends "default/{name}" %}}{filled}'


FILES: dict[str, tuple[str | bytes | None, ...]] = {
    "content/site.yml": (
        SETTINGS,
        f"# A word.\n{SETTINGS}",
        f"{SETTINGS}summary: A site of tests.\n",
        f"{SETTINGS}links: relative\n",
        f"{SETTINGS}precompress: true\n",
        f"{SETTINGS}books: [print]\n",
        f"{SETTINGS}offline: true\n",
        f"{SETTINGS}offline: false\n",
        f"{SETTINGS}books: [print]\nlinks: relative\n",
        f"{SETTINGS}mentions: section\nmentions_in_questions: true\n",
        f"{SETTINGS}mentions: off\n",
        f"{SETTINGS}{NAVIGATION}",
        f"{SETTINGS}{POLICIES}",
        SETTINGS.replace("org/", "org/under/"),
        SETTINGS.replace("Test", "Retitled"),
        f"{SETTINGS}nonsense: 1\n",
    ),
    "content/pic.png": (picture(1, 1), photograph(490, 12), photograph(170, 30, broken=True), picture(3, 2), None),
    "content/columns/pic.png": (None, picture(4, 4), photograph(170, 30, words="Ann"), photograph(171, 30)),
    "content/columns/odd.png": (b"no size", b"no size either", None),
    "content/static/static.png": (picture(6, 6), picture(7, 7), None),
    "content/form.pdf": (None, b"a form", b"another form"),
    "content/columns/form.pdf": (None, b"a form here"),
    "content/static/form.pdf": (b"a static form", b"another static form", None),
    "content/static/robots.txt": (None, b"User-agent: *\n"),
    "content/static/graph.json": (None, None, None, b"mine"),
    "content/_notes.md": (None, b"Not of the site."),
    "templates/page.html": (
        None,
        own("page.html", "after", "after"),
        own("page.html", "after", '{% include "own-" ~ kind ~ ".html" ignore missing %}'),
        own("page.html", "after", '{% include "own.html" %}'),
    ),
    "templates/own.html": ("own", "own, again", None),
    "templates/own-guide.html": (None, "for guides", "for guides, again"),
    "templates/own-column.html": (None, "for columns"),
    "templates/column.html": (None, own("column.html", "title", "Mine")),
    "templates/partials/footer.html": (None, "A footer", "Another footer"),
    "templates/offline.html": (None, "{{ title }}", "{% broken"),
    "templates/404.html": (None, "Not here", own("404.html", "title", "x")),
    "templates/topic.html": (None, "{% broken", own("topic.html")),
    "templates/path.html": (None, "{{ nothing }}", "{{ title }}"),
    "templates/book.html": (None, "{{ about.body }}", own("book.html", "main", "x")),
    "templates/assets/style.css": (None, "b {}", "i {}"),
    "templates/assets/more.js": (None, "1", "2"),
}
"""What may lie at each path; the first stands there at the start."""
MOVED: tuple[dict[str, str], ...] = (
    {},
    {"/gone/": "/about/"},
    {"/gone/": "/old/", "/went/": "/gone/"},
    {"/about/#old": "/about/#part", "/columns/c1/#older": "/columns/c1/#answer"},
    {"/about/#old": "/about/#nowhere"},
    {"/topics/gone/": "/columns/", "/about/#other-part": "/about/#part"},
)
"""What `.published.json` may say has moved."""


# ---- the site


def plain(docname: str) -> Draft:
    """A page that has nothing wrong with it, alone."""
    name = docname.rpartition("/")[2]
    kind = kind_of(docname)
    assert kind is not None
    return Draft({"title": f"The page {name}", **NEEDED.get(kind, {})}, ("Plain words.",))


def start() -> dict[str, Draft]:
    """A site in which nothing is wrong."""
    said: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
        "index": ({}, ("See [[columns/c1]] today.", "Know your weak ties well.")),
        "about": ({"topics": ("ties",)}, ("### Part", "Read [this page](/columns/) first.", "[](/form.pdf)")),
        "tutorials/t": ({"topics": ("weak",), "requires": ("columns/c1",)}, ("Go to [[columns/c2]].",)),
        "tutorials/t/01-a": ({"title": "Alpha"}, ("See [[#part]] above.", "### Part", "word " * 190)),
        "tutorials/t/02-b": ({"doing": 5}, ("[](/tutorials/t/a/)",)),
        "tutorials/u": ({"topics": ("other",), "authors": ("ben",)}, ("An acquaintance has Ties. Ties hold.",)),
        "tutorials/u/01-c": ({}, ("![A picture](/pic.png)",)),
        "columns/c1": (
            {"topics": ("weak",), "published": Day("2026-11-20"), "answered_by": "ann"},
            ("See [[guides/g1]] today.", "Know your weak ties well.", "A fact.[^s]"),
        ),
        "columns/c2": (
            {"topics": ("weak",), "published": Day("2026-11-22"), "redirects": ("/old/",)},
            ("First this. Then [[c1|*these* words]] of it. And more.",),
        ),
        "columns/c3": ({"topics": ("ties",), "published": Day("2026-11-27")}, ("See [[columns/c2]] today.",)),
        "guides/g1": ({"topics": ("ties",), "image": "/pic.png"}, ("Read [this page](../columns/c2.md) first.",)),
        "guides/g2": ({"draft": True}, ("See [[topics/weak]] today.", "Alpha and beta are topics at times.")),
        "topics/weak": ({"title": "Weak ties", "synonyms": ("Acquaintances",), "broader": ("ties",)}, ()),
        "topics/ties": ({"title": "Ties", "related": ("other",)}, ("See [[Weak ties]] today.",)),
        "topics/other": ({"title": "Beta"}, ("An acquaintance has Ties. Ties hold.",)),
        "paths/p": ({"stops": STOPS[0]}, ("See [[topics/ties]] today.",)),
        "authors/ann": ({"title": "Ann"}, ("Ann knows weak ties.",)),
        "authors/ben": ({"title": "Ben"}, ()),
    }
    return {
        docname: msgspec.structs.replace(plain(docname), fields={**plain(docname).fields, **fields}, body=body)
        for docname, (fields, body) in said.items()
    }


def path_of(docname: str) -> str:
    """Where the source of a page lies."""
    return f"content/{docname}/index.md" if kind_of(docname) is Kind.TUTORIAL else f"content/{docname}.md"


def files_of(pages: Mapping[str, Draft], others: Mapping[str, str | bytes | None]) -> dict[str, bytes]:
    """The files of a site."""
    written = {path_of(docname): _source(docname, draft) for docname, draft in pages.items()}
    return {
        **{path: text.encode() for path, text in written.items()},
        **{path: one.encode() if isinstance(one, str) else one for path, one in others.items() if one is not None},
    }


def _source(docname: str, draft: Draft) -> str:
    body = "\n\n".join(draft.body)
    lines = [f"{key}: {_yaml(value)}" for key, value in draft.fields.items() if key != "cite" and value is not None]
    if "[^s]" in body:
        lines.append(f"sources: {_yaml([{'id': 's', 'cite': draft.fields.get('cite') or 'A study'}])}")
    if kind_of(docname) is Kind.COLUMN:
        first, *rest = draft.body or ("Is it so?",)
        answer = "\n\n".join(rest) or "It is."
        body = f"## Question\n\n{first}\n\n## Answer\n\n{answer}"
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def _yaml(value: object) -> str:
    return value if isinstance(value, Day) else json.dumps(value)
