"""Every sentence that a user can read as an error or a warning: facts in, one diagnostic out, one function each.

A message says what is wrong, a hint what to write instead. Calm, exact, no jargon, no blame. Each is pinned by a
case in `tests/errors/`.
"""

import re
import shlex
from collections.abc import Iterable
from typing import Any

from fingerpost.diagnostics import Diagnostic, Place, Severity
from fingerpost.urls import composed

# The public names are the messages themselves; tests/test_architecture.py holds the list to the functions below.
__all__ = [
    "ambiguous_reference",
    "anchor_elsewhere",
    "anchor_twice",
    "anchor_would_change",
    "average_sentence",
    "bad_base_url",
    "bad_edition",
    "bad_new_name",
    "bad_redirect",
    "bad_slug",
    "bad_source_address",
    "bad_translation",
    "book_failed",
    "broken_anchor_promise",
    "broken_catalogue",
    "broken_picture",
    "broken_promise",
    "broken_symlink",
    "broken_yaml",
    "cannot_move",
    "cannot_rewrite",
    "card_failed",
    "changed_meanwhile",
    "changed_since_move",
    "comment_in_text",
    "control_character",
    "curly_title",
    "damaged_promises",
    "empty_file",
    "empty_link",
    "field_length",
    "file_for_folder",
    "file_on_disk",
    "first_level_heading",
    "folder_for_file",
    "foreign_heading",
    "foreign_in_the_way",
    "foreign_placeholder",
    "foreign_site",
    "front_matter_too_large",
    "grade_unmeasured",
    "hidden_stop",
    "hidden_target",
    "key_not_plain",
    "key_twice",
    "label_twice",
    "leads_outside",
    "left_out",
    "like_page",
    "long_sentence",
    "lost_redirect",
    "markdown_failed",
    "missing_file",
    "missing_key",
    "missing_library",
    "missing_part",
    "missing_words",
    "move_in_the_way",
    "move_through_link",
    "name_taken",
    "nearest",
    "nested_too_deep",
    "never_published",
    "no_alt",
    "no_break_space",
    "no_catalogue",
    "no_front_matter",
    "no_home",
    "no_index",
    "no_overview",
    "no_site",
    "no_such_date",
    "no_such_destination",
    "no_such_place",
    "not_a_mapping",
    "not_an_entry",
    "not_in_site",
    "not_utf8",
    "note_not_cited",
    "note_twice",
    "odd_delimiter",
    "odd_file_name",
    "other_kind",
    "own_address",
    "own_edition",
    "own_translation",
    "page_for_picture",
    "part_twice",
    "picture_elsewhere",
    "picture_too_large",
    "picture_without_size",
    "previewed_address",
    "promise_kept",
    "promises_format",
    "reading_grade",
    "redirect_circle",
    "redundant_topic",
    "related_in_line",
    "related_to_itself",
    "requirement_circle",
    "same_address",
    "second_document",
    "short_indent",
    "site_not_a_folder",
    "source_not_cited",
    "space_in_path",
    "state_not_a_folder",
    "stop_too_early",
    "stop_twice",
    "stray_tag",
    "template_cycle",
    "template_endless",
    "template_failed",
    "template_missing",
    "template_range",
    "template_syntax",
    "template_too_deep",
    "template_too_large",
    "template_undefined",
    "text_before_question",
    "text_length",
    "too_large",
    "too_many_abbreviations",
    "too_many_brackets",
    "too_many_citations",
    "topic_circle",
    "turned_span",
    "unclosed_comment",
    "unclosed_fence",
    "unclosed_front_matter",
    "unclosed_reference",
    "unclosed_tag",
    "unknown_address",
    "unknown_alias",
    "unknown_anchor",
    "unknown_choice",
    "unknown_edition",
    "unknown_heading",
    "unknown_key",
    "unknown_note",
    "unknown_promise",
    "unknown_reference",
    "unopened_front_matter",
    "unshown_picture",
    "update_without_date",
    "weak_contrast",
    "word_to_avoid",
    "wrong_folder",
    "wrong_kind",
    "wrong_type",
    "wrong_value",
    "yaml_tag",
    "yaml_too_deep",
    "yaml_too_large",
]


def nearest(word: str, words: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the words most like a word, best first; letter case does not matter. Quick also among 10,000s of names."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- few builds have a name to look for

    found = process.extract(word, tuple(words), scorer=fuzz.ratio, processor=str.casefold, limit=count, score_cutoff=60)
    return tuple(name for name, _, _ in found)


def _error(code: str, place: Place, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, place, message, hint)


def _warning(code: str, place: Place, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, place, message, hint)


def _list(words: Iterable[str], last: str = "or") -> str:
    """Join words as a sentence does: “a”, “b” or “c”."""
    quoted = [f"“{word}”" for word in words]
    return f" {last} ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))


def _quoted(text: str) -> str:
    """Put a value in quotation marks that YAML reads."""
    return f'"{text}"' if not any(mark in text for mark in '"\\') else "'" + text.replace("'", "''") + "'"


# ---- a file as a whole


def no_site(file: str) -> Diagnostic:
    """There is no site in this folder."""
    return _error(
        "no-site",
        Place(file),
        "This file is missing, so this folder holds no site.",
        "Go to the folder of your site, or make a new one here: fingerpost new site NAME",
    )


def no_home(place: Place, why: str = "") -> Diagnostic:
    """The site has no home page; `why` tells what keeps the one that is there out."""
    if why:
        return _error(
            "no-home", place, f"The home page is not in the site: it {why}.", "Every site needs its home page."
        )
    return _error(
        "no-home",
        place,
        "This file is missing. It is the home page of the site.",
        "Make it with a title between two lines of three hyphens, and the text below.",
    )


def empty_file(place: Place) -> Diagnostic:
    """A source without a word."""
    return _error("empty-file", place, "This file is empty.", "Write the page, or remove the file.")


def too_large(place: Place, size: int, limit: int) -> Diagnostic:
    """A source above the bound."""
    return _error(
        "file-too-large",
        place,
        f"This file has {size:,} bytes. A page may have {limit:,}.",
        "Split it into several pages.",
    )


def not_utf8(place: Place, byte: int) -> Diagnostic:
    """A byte that is not part of UTF-8, or a zero between letters, as UTF-16 has it."""
    seems = "" if byte else ", it seems to be UTF-16"
    return _error(
        "not-utf8",
        place,
        f"This file is not UTF-8 text{seems}: there is a byte 0x{byte:02X} here.",
        "Save the file again with the encoding UTF-8.",
    )


def left_out(place: Place, page: str = "") -> Diagnostic:
    """A file `_index.md`; `page` is what it would be called as the page of its folder, "" where that can have none."""
    hint = (
        f"For the page of this folder, name it {page}"
        if page
        else "The list of this folder comes by itself, so no such file is needed."
    )
    return _warning("left-out", place, "This file is left out, since its name begins with “_”.", hint)


def like_page(place: Place, name: str) -> Diagnostic:
    """A file that was written as a page and is none; `name` is what it would be called as a page."""
    return _warning(
        "like-page",
        place,
        "This file is no page, since its name does not end in .md (in small letters), and no page links to it.",
        f"If it is a page, name it {name}; if not, link to it, or let its name begin with “_”.",
    )


def leads_outside(place: Place) -> Diagnostic:
    """A symbolic link out of `content/`."""
    return _error(
        "link-leads-outside",
        place,
        "This is a symbolic link to a place outside content/. It is not read.",
        "Put a copy of the file here in its place.",
    )


def broken_picture(place: Place, why: str) -> Diagnostic:
    """A raster picture that cannot be decoded; `why` in the words of its library."""
    return _error(
        "broken-picture",
        place,
        f"This picture cannot be drawn: {why.rstrip('.')}.",
        "Save it again as PNG, JPEG or WebP, or put back a copy that opens in a viewer.",
    )


def picture_too_large(place: Place, width: int, height: int, limit: int) -> Diagnostic:
    """A raster picture of more pixels than are taken into memory."""
    return _error(
        "picture-too-large",
        place,
        f"This picture has {width:,} × {height:,} pixels. One may have {limit // 1_000_000} million.",
        "Save it smaller: readers get it 1,440 pixels wide at most.",
    )


def broken_symlink(place: Place) -> Diagnostic:
    """A symbolic link in `content/` that leads nowhere, or back to itself."""
    return _error(
        "link-leads-nowhere",
        place,
        "This is a symbolic link to a place that is not there.",
        "Put the file itself here, or remove the link.",
    )


def odd_file_name(place: Place) -> Diagnostic:
    """A file name that is not UTF-8."""
    return _error(
        "odd-file-name",
        place,
        "The name of this file is not UTF-8 text, so it can have no address.",
        "Rename it with letters, digits and hyphens.",
    )


def foreign_in_the_way(place: Place) -> Diagnostic:
    """A file of somebody else at a place that the site needs."""
    return _error(
        "foreign-file",
        place,
        "The site needs this place, and something that Fingerpost did not write stands there. Nothing was changed.",
        "Move it away, then build again.",
    )


def no_such_place(place: Place) -> Diagnostic:
    """A source in a folder where its kind cannot be told."""
    return _error(
        "wrong-place",
        place,
        "A page cannot stand here.",
        "Columns, guides, topics, paths and authors lie directly in their folder (columns/NAME.md); "
        "a tutorial is tutorials/NAME/index.md with its parts beside it.",
    )


def wrong_folder(place: Place, kinds_folder: str, what: str = "") -> Diagnostic:
    """A folder that is almost called like that of a kind; `what` names the kind whose front matter its pages have."""
    tell = _error if what else _warning
    seen = f", and their front matter is that of {what}" if what else ""
    return tell(
        "wrong-folder",
        place,
        f"The pages in this folder are read as plain pages{seen}.",
        f"Did you mean the folder {kinds_folder}/? If not, choose a name that is less like it.",
    )


def same_address(place: Place, url: str, other: str, *, redirect: bool = False, nameless: bool = False) -> Diagnostic:
    """Two sources, redirects or files with one URL. `nameless` is a source without a letter or digit in its name."""
    if redirect:
        hint = "Take this old address out, or choose another."
    elif nameless:
        hint = "A file without a letter or digit in its name is at `page`. Give each such file a `slug:`."
    else:
        hint = _other_address(place.file, other)
    return _error("same-address", place, f"This has the address {url}, and so has {other}.", hint)


def _other_address(file: str, other: str) -> str:
    """Say how a file gets another address than `other`: another file, or what every site has."""
    if composed(file) == composed(other):
        return (
            "The two names differ only in how their letters are stored, which nobody sees. Rename one of the two files."
        )
    page = _has_slug(file)
    if not other.startswith("content/") or other == "content/index.md":
        return "Rename this file, or give it another `slug:`." if page else "Rename this file."
    if page and _has_slug(other):
        return "Rename one of the two files, or give one of them another `slug:`."
    if page or _has_slug(other):
        return "Rename one of the two files, or give the page another `slug:`."
    return "Rename one of the two files."


def _has_slug(path: str) -> bool:
    return path.endswith(".md") and not path.startswith("content/static/")


def missing_library(place: Place, form: str, library: str) -> Diagnostic:
    """A form of book whose library is not installed."""
    return _error(
        "missing-library",
        place,
        f"Books of the form `{form}` are made by {library}, which is not installed.",
        f"Install it with pip install 'fingerpost[books]', or take `{form}` out of `books:`.",
    )


def grade_unmeasured(place: Place) -> Diagnostic:
    """The style sheet limits the reading grade, and the library that counts syllables is not installed."""
    return _error(
        "grade-unmeasured",
        place,
        "A reading grade is measured with textstat, which is not installed.",
        "Install it with pip install 'fingerpost[style]', or take `grade` out of `style:`.",
    )


def card_failed(place: Place, why: str) -> Diagnostic:
    """The cards of pages cannot be drawn: their font or their template is not what it should be."""
    return _error(
        "card-failed",
        place,
        f"The cards of the pages cannot be drawn: {why}.",
        "Put a TrueType or OpenType font here, or a template of SVG; or delete the file: the theme has its own.",
    )


def book_failed(place: Place, form: str, library: str, reason: str) -> Diagnostic:
    """A book that its library could not make, whatever it stumbled over."""
    return _error(
        "book-failed",
        place,
        f"{library} could not make the book of this page (`{form}`): {reason}",
        "docs/books.md names what it needs of the system. If that is there, look through your own templates/book.html.",
    )


# ---- YAML


_CURLY_MARKS = "“”„‘’‚«»"
_CURLY = re.compile(rf"\s*(?:- +)?(?:[\w-]+: +)?[{_CURLY_MARKS}]")
"""A line whose value begins with a curly quotation mark."""


def broken_yaml(place: Place, problem: str, context: str) -> Diagnostic:
    """Text that YAML cannot read, told by what an author most likely meant."""
    line = place.text
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 : place.column] == "\t":
        return _error(
            "broken-yaml", place, "There is a tab here. YAML allows only spaces.", "Put two spaces in place of the tab."
        )
    if "quoted scalar" in context and "end of stream" in problem:
        return _error(
            "broken-yaml", place, "A quotation mark opens here and never closes.", "Put the same mark after the text."
        )
    if "mapping values" in problem:
        curly = _CURLY.match(line)
        what = "and its quotation marks are curly ones" if curly else "or the line is indented too far"
        remedy = "Put straight quotation marks in place of them" if curly else "Put the whole value in quotation marks"
        return _error(
            "broken-yaml",
            place,
            f"There is a colon within this value, {what}.",
            f'{remedy}: title: "Rejection: a beginning"',
        )
    if "cannot start any token" in problem:
        return _error(
            "broken-yaml", place, "A value cannot start with this character.", "Put the value in quotation marks."
        )
    if "flow sequence" in context:
        return _error(
            "broken-yaml",
            place,
            "A list opens with [ before this place and does not close.",
            "Put commas between the entries and ] at the end.",
        )
    return _error(
        "broken-yaml",
        place,
        "This cannot be read as YAML.",
        "Each line must be a key, a colon, a space and a value. Quotation marks around the value often help.",
    )


def control_character(place: Place) -> Diagnostic:
    """A character that cannot be seen and that neither YAML nor a page may hold."""
    return _error(
        "control-character",
        place,
        "There is an invisible control character here.",
        "Delete the characters around this place and type them again.",
    )


def comment_in_text(place: Place, written: str) -> Diagnostic:
    """A title or other text that ends at a #, where a comment begins; `written` is all of it, if that is known."""
    example = f": {_quoted(written)}" if written else ""
    return _warning(
        "comment-in-text",
        place,
        "This # begins a comment in YAML, so the text ends before it.",
        f"Put the whole text in straight quotation marks{example}. A comment has a space behind its #.",
    )


def no_break_space(place: Place) -> Diagnostic:
    """A no-break space where YAML needs a plain one, as behind the colon of a key."""
    return _error(
        "no-break-space",
        place,
        "There is a no-break space here. It looks like a space, and YAML does not read it as one.",
        "Type a plain space in its place.",
    )


def not_a_mapping(place: Place) -> Diagnostic:
    """YAML that is a list or a single value."""
    return _error(
        "not-a-mapping",
        place,
        "Here should be lines of the form “key: value”.",
        "For example: title: Nobody answers my messages",
    )


def second_document(place: Place) -> Diagnostic:
    """A second YAML document in one text."""
    return _error("second-document", place, "There is a second block of settings here.", "Keep one block.")


def key_twice(place: Place, key: str, line: int) -> Diagnostic:
    """One key, two values."""
    return _error("key-twice", place, f"The key “{key}” stands here and in line {line}.", "Keep one of the two.")


def key_not_plain(place: Place) -> Diagnostic:
    """A key that is a list or a mapping."""
    return _error("key-not-plain", place, "A key must be a plain word.", "Write it as: key: value")


def never_published(place: Place, published: str, line: int) -> Diagnostic:
    """A page that expires before it is published, or on that day."""
    return _warning(
        "never-published",
        place,
        f"The page expires no later than it is published, on {published} (line {line}), so it is never in the site.",
        "`expires` is the first day on which the page stays out again. Write a later one.",
    )


def yaml_tag(place: Place, tag: str) -> Diagnostic:
    """An explicit YAML tag."""
    written = tag.replace("tag:yaml.org,2002:", "!!")
    return _error("yaml-tag", place, f"The tag “{written}” is not allowed here.", "Write the value without a tag.")


def yaml_too_deep(place: Place, limit: int) -> Diagnostic:
    """Nesting out of bounds."""
    return _error("yaml-too-deep", place, f"This is nested more than {limit} levels deep.", "Make it flatter.")


def yaml_too_large(place: Place, limit: int) -> Diagnostic:
    """Too many values, repetitions counted."""
    return _error(
        "yaml-too-large",
        place,
        f"This block holds more than {limit:,} values, repetitions counted.",
        "Make it shorter.",
    )


def unknown_alias(place: Place, name: str) -> Diagnostic:
    """`*name` without `&name`."""
    return _error(
        "unknown-alias",
        place,
        f"The star makes this a repetition of “{name}”, and nothing has that name.",
        "If the star is meant as text, put the value in quotation marks.",
    )


def no_such_date(place: Place, value: str) -> Diagnostic:
    """A day that no calendar has."""
    return _error("no-such-date", place, f"There is no day {value}.", "Write year-month-day: 2026-11-23")


# ---- front matter and settings


def no_front_matter(place: Place, what: str) -> Diagnostic:
    """A source that starts with its text."""
    return _error(
        "no-front-matter",
        place,
        f"The front matter is missing: {what} starts with a block of keys.",
        "Put three lines at the top of the file: --- and title: Your title and ---",
    )


def unopened_front_matter(place: Place) -> Diagnostic:
    """Front matter without the line above it."""
    return _error(
        "front-matter-not-opened",
        place,
        "Here front matter begins, and the line of three hyphens (---) above it is missing.",
        "Put a line with three hyphens (---) above this one, as the first of the file.",
    )


def odd_delimiter(place: Place) -> Diagnostic:
    """A line above or below front matter that is not quite the one that should stand there."""
    return _error(
        "front-matter-delimiter",
        place,
        "Front matter stands between two lines of exactly three hyphens, and this line is another.",
        "Write --- in its place, without anything before or behind it.",
    )


def unclosed_front_matter(place: Place) -> Diagnostic:
    """Front matter that runs to the end of the file."""
    return _error(
        "front-matter-not-closed",
        place,
        "The front matter opens here and never closes.",
        "Put a line with three hyphens (---) after its last key.",
    )


def front_matter_too_large(place: Place, limit: int) -> Diagnostic:
    """Front matter above the bound."""
    return _error(
        "front-matter-too-large",
        place,
        f"The front matter is longer than {limit:,} characters.",
        "Move the text below the second line of hyphens.",
    )


_OTHER_NAMES = {
    **dict.fromkeys(("date", "created"), "published"),
    **dict.fromkeys(("lastmod", "modified"), "updated"),
    **dict.fromkeys(("categories", "category", "keywords", "tags"), "topics"),
    **dict.fromkeys(("abstract", "description", "excerpt"), "summary"),
    **dict.fromkeys(("permalink", "url"), "slug"),
    "aliases": "redirects",
    "prerequisites": "requires",
}
"""What other programs call a key."""


def unknown_key(place: Place, key: str, known: tuple[str, ...], what: str) -> Diagnostic:
    """A key that this kind does not have."""
    meant = _OTHER_NAMES.get(key.casefold(), "")
    near = (meant,) if meant in known else nearest(key, known, 1)
    hint = f"Did you mean “{near[0]}”?" if near else f"The keys are: {', '.join(sorted(known))}."
    return _error("unknown-key", place, f"There is no key “{key}” in {what}.", hint)


def missing_key(place: Place, key: str, what: str) -> Diagnostic:
    """A key that must be there."""
    examples = {
        "title": "title: Nobody answers my messages",
        "base_url": "base_url: https://example.org/",
        "standing": "standing: composed (or letter, if a reader really wrote it and agreed)",
        "form": "form: how-to (or explanation, or reference)",
        "stops": "stops: and below it lines with - page: and why:",
        "to": "to: 25",
    }
    example = examples.get(key, f"{key}: …")
    return _error("missing-key", place, f"The key “{key}” is missing in {what}.", f"Add a line such as {example}")


def not_an_entry(place: Place, key: str, fields: tuple[str, ...]) -> Diagnostic:
    """A list of blocks with something else in it."""
    lines = " and ".join(f"{field}:" for field in fields[:2])
    return _error(
        "not-an-entry", place, f"An entry of `{key}` should be a block of keys.", f"Write it as lines with {lines}"
    )


def unknown_choice(place: Place, key: str, value: str, choices: tuple[str, ...]) -> Diagnostic:
    """A value that is none of the possible ones."""
    near = nearest(value, choices, 1)
    hint = f"Did you mean “{near[0]}”?" if near else ""
    return _error("unknown-choice", place, f"“{value}” is no value for “{key}”. It is {_list(choices)}.", hint)


_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a block of keys",
    "date": "a day such as 2026-11-23",
    "null": "nothing",
}


def wrong_type(place: Place, key: str, expected: str, got: str, value: Any) -> Diagnostic:
    """A value of another type than its key takes; `expected` and `got` are in msgspec's words."""
    wanted = next(_TYPES.get(name, name) for name in expected.split(" | "))
    hint = ""
    commented = place.text[place.column - 1 :].strip()
    if got == "null" and key.startswith("theme.colours."):
        hint = 'A # begins a comment in YAML: put the colour in quotation marks, as "#fcfaf5".'
        return _error("wrong-type", place, f"“{key}” has no value.", hint)
    if got == "null" and wanted == "text" and commented.startswith("#"):
        hint = (
            f"A # begins a comment in YAML. If text is meant, put it in straight quotation marks: {_quoted(commented)}"
        )
        return _error("wrong-type", place, f"“{key}” has no value.", hint)
    if got == "null":
        return _error(
            "wrong-type", place, f"“{key}” has no value.", f"Write {wanted} after the colon, or remove the key."
        )
    if wanted == "text":
        hint = _text_wanted(place, got, value)
    elif wanted == "a list":
        hint = _list_wanted(place, key, value)
    elif wanted == "a block of keys":
        hint = "Put its keys below it, two spaces further in."
    elif wanted == "true or false":
        hint = "Write true or false, without quotation marks."
    is_what = _TYPES.get(got, got)
    return _error("wrong-type", place, f"“{key}” should be {wanted}, and this is {is_what}.", hint)


def _text_wanted(place: Place, got: str, value: Any) -> str:
    """Return what to write where another value stands in place of a text."""
    written = place.text[place.column - 1 :].rstrip()
    if got in ("int", "float", "bool", "date"):
        return f'Put it in quotation marks: "{written[: place.length]}"'
    if isinstance(value, dict) and len(value) == 1 and not written.startswith("{"):
        return f"Put the whole text in straight quotation marks: {_quoted(written.strip(_CURLY_MARKS))}"
    inner = value
    while isinstance(inner, list) and len(inner) == 1:
        inner = inner[0]
    if not isinstance(value, list) or not isinstance(inner, str):
        return ""
    within = place.text[: place.column - 1].rstrip().endswith(("[", ","))
    return f"One pair of brackets is enough: [{inner}]" if within else f"Leave out the brackets: {inner}"


_BULLET = re.compile(r"[-*+\u2010-\u2015\u2022]+\s*")
"""How an entry begins whose hyphen is another mark, or has no space behind it."""


def _list_wanted(place: Place, key: str, value: Any) -> str:
    """Return what to write where another value stands in place of a list."""
    if isinstance(value, dict):
        return (
            f"Begin each entry with a hyphen and a space: - {_BULLET.sub('', next(iter(value)), count=1)}:"
            if value
            else ""
        )
    if not isinstance(value, str):
        return ""
    if bullet := _BULLET.match(value):
        first = place.text[place.column - 1 + bullet.end() :].rstrip()
        return f"Put each entry on a line of its own that begins with a hyphen and a space: - {first}"
    return "" if key in ("navigation", "sources", "stops") else f"Put it in square brackets: [{value}]"


def wrong_value(place: Place, key: str) -> Diagnostic:
    """A value of the right type that is out of bounds or of the wrong form."""
    rules = {
        **dict.fromkeys(("published", "updated", "reviewed", "expires"), "Write year-month-day: 2026-11-23"),
        "sources.id": "An id is made of letters, digits and hyphens.",
        "doing": "It is a whole number of minutes, at least 1.",
        "language": "It is a language tag such as en, pt-BR or zh-Hant.",
        **dict.fromkeys(("editions", "translations"), "Each key is a language tag such as en, pt-BR or zh-Hant."),
        "theme.measure": "It is a width in ch, em or rem, such as 58ch.",
    }
    if key.startswith("theme.colours."):
        rules[key] = "A colour is written as #rrggbb, in quotation marks."
    if key.startswith("theme.fonts."):
        rules[key] = "Fonts are names with commas between them: Literata, Georgia, serif"
    return _error("wrong-value", place, f"This is no value for “{key}”.", rules.get(key, "It must not be empty."))


def bad_base_url(place: Place, value: str) -> Diagnostic:
    """A base URL that is no web address."""
    return _error(
        "bad-base-url",
        place,
        f"“{value}” is not the address of a site.",
        "Write it whole, with https:// and without ? or #: https://example.org/advice/",
    )


_ADDRESS = re.compile(r"(?:(doi):|https?:?(?=/)|https?:)? */*([\w-]+(?:\.[\w-]+)+(?:/[^\s<>]*)?)", re.IGNORECASE)
"""What was meant as a web address: whether it is a DOI; its host and path."""


def bad_source_address(place: Place, value: str) -> Diagnostic:
    """The `url` of a source that is no web address."""
    found = _ADDRESS.fullmatch(value.strip("<>"))
    host = f"{'doi.org/' if found[1] else ''}{found[2]}" if found else ""
    example = f": https://{host}" if host else "."
    return _error(
        "bad-source-address",
        place,
        f"“{value}” is not the address of a source.",
        f"Write it whole, with https:// and without spaces{example}",
    )


def bad_slug(place: Place, value: str, better: str) -> Diagnostic:
    """A slug that leaves its folder or is no slug."""
    return _error(
        "bad-slug",
        place,
        f"“{value}” cannot be the last part of an address.",
        "A slug is made of small letters, digits and hyphens" + (f": {better}" if better else "."),
    )


def bad_redirect(place: Place, value: str) -> Diagnostic:
    """A redirect from an address that is not one of this site."""
    return _error(
        "bad-redirect",
        place,
        f"“{value}” is not an address on this site.",
        "Write the old address from the root of the site: /old/place/",
    )


# ---- the text of a page


def unclosed_fence(place: Place) -> Diagnostic:
    """Fenced code that runs to the end of the file."""
    return _error(
        "fence-not-closed",
        place,
        "A block of code opens here and never closes.",
        "Put a line with the same marks after the code.",
    )


def short_indent(place: Place, indent: int) -> Diagnostic:
    """Content of an admonition, tab or details that stands outside of it; `indent` is what it needs."""
    return _warning(
        "short-indent",
        place,
        "This line stands outside of the block above it, which stays empty.",
        f"Begin each line of the block with {indent} spaces.",
    )


def curly_title(place: Place, line: str) -> Diagnostic:
    """The title of an admonition, tab or details in curly quotation marks."""
    return _warning(
        "curly-title",
        place,
        "The title of a block needs straight quotation marks: with these, the line is shown as text.",
        f"Write {line}",
    )


def unclosed_comment(place: Place) -> Diagnostic:
    """A comment in the text that runs to the end of the file."""
    return _warning("unclosed-comment", place, "A comment opens here and never closes.", "Write --> where it ends.")


def unclosed_tag(place: Place, name: str) -> Diagnostic:
    """A raw tag without its end."""
    return _warning(
        "unclosed-tag",
        place,
        f"The tag <{name}> opens here and never closes, so browsers take the rest of the page into it.",
        f"Write </{name}> where it ends. To show the tag itself, put it between backticks: `<{name}>`",
    )


def stray_tag(place: Place, tag: str) -> Diagnostic:
    """A raw tag that opens or closes what stands around the text."""
    return _warning(
        "stray-tag",
        place,
        f"The tag {tag} opens or closes a part of the page around this text.",
        f"Remove it. To show the tag itself, put it between backticks: `{tag}`",
    )


def too_many_brackets(place: Place, limit: int) -> Diagnostic:
    """A paragraph that would take the parser very long."""
    return _error(
        "too-many-brackets",
        place,
        f"This paragraph has more than {limit:,} opening brackets. It would take very long to read.",
        "Split the paragraph, or put it into a block of code.",
    )


def too_many_abbreviations(place: Place, limit: int) -> Diagnostic:
    """More abbreviations than the parser can take."""
    return _error(
        "too-many-abbreviations",
        place,
        f"This page defines more than {limit:,} abbreviations.",
        "Keep only those that the page uses.",
    )


def too_many_citations(place: Place, name: str, limit: int) -> Diagnostic:
    """More citations of one note than the parser can take."""
    return _error(
        "too-many-citations",
        place,
        f"This page cites [^{name}] more than {limit:,} times.",
        "Cite it where a reader needs it, once a section.",
    )


def nested_too_deep(place: Place) -> Diagnostic:
    """Lists or quotes within each other beyond what can be read."""
    return _error(
        "nested-too-deep",
        place,
        "Lists, quotes or definitions in this page are nested too deeply to be read.",
        "Make it flatter, and put a blank line between the definitions of a list.",
    )


def first_level_heading(place: Place, title: str) -> Diagnostic:
    """A first-level heading in the text."""
    return _warning(
        "first-level-heading",
        place,
        f"“{title}” is a heading of the first level. The title of the page is the only one.",
        "Start it with ## in place of #.",
    )


def anchor_twice(place: Place, anchor: str, line: int) -> Diagnostic:
    """An anchor that two elements have; `line` is that of the other where it is given by hand, else 0."""
    where = f"in line {line}" if line else "at a heading"
    return _error(
        "anchor-twice",
        place,
        f"The anchor “{anchor}” stands here and {where}, and a link to it leads to one place alone.",
        "Give one of the two another anchor.",
    )


def unknown_note(place: Place, name: str, known: tuple[str, ...]) -> Diagnostic:
    """`[^name]` without a note or source of that name."""
    near = nearest(name, known, 1)
    hint = f"Did you mean [^{near[0]}]?" if near else f"Add it to `sources:`, or write a line [^{name}]: with the note."
    if name in known:
        message = f"Only the text can cite “{name}”; here, in a source, readers would see [^{name}]."
        return _error("unknown-note", place, message, "Cite it in the text, or say in words which source you mean.")
    return _error("unknown-note", place, f"There is no note or source “{name}” on this page.", hint)


def source_not_cited(place: Place, name: str) -> Diagnostic:
    """A source that the text never cites."""
    return _warning(
        "source-not-cited",
        place,
        f"The text never cites the source “{name}”, so readers will not see it.",
        f"Write [^{name}] after the sentence that rests on it, or remove the source.",
    )


def note_not_cited(place: Place, name: str) -> Diagnostic:
    """A note that the text never cites."""
    return _warning(
        "note-not-cited",
        place,
        f"The text never cites the note “{name}”, so readers will not see it.",
        f"Write [^{name}] where it belongs, or remove the note.",
    )


def note_twice(place: Place, name: str, line: int) -> Diagnostic:
    """A source or note whose name another one on the page has; `line` is that of the first."""
    return _error(
        "note-twice",
        place,
        f"There is a source or note “{name}” on this page already, in line {line}.",
        "Give one of the two another name, and cite it by that, or remove it.",
    )


def no_alt(place: Place, target: str) -> Diagnostic:
    """A picture without a description."""
    return _warning(
        "no-alt-text",
        place,
        f"The picture {target} has no description for those who cannot see it.",
        "Write it between the brackets: ![What the picture shows](…)",
    )


def missing_part(place: Place, name: str) -> Diagnostic:
    """A column without question or answer."""
    return _error(
        "missing-part",
        place,
        f"This column has no {name}.",
        f"Write it below a line ## {name.capitalize()}",
    )


def part_twice(place: Place, name: str) -> Diagnostic:
    """A column with two questions or answers."""
    return _error("part-twice", place, f"The heading “{name}” stands in this column twice.", "Join the two parts.")


def foreign_heading(place: Place, name: str, near: str) -> Diagnostic:
    """A second-level heading that is no part of a column; `near` is the part that was meant, "" for none."""
    hint = f"Did you mean ## {near.capitalize()}?" if near else f"If it belongs to the answer, write ### {name}"
    return _error(
        "foreign-heading",
        place,
        f"“{name}” is no part of a column. The parts are Question, Short answer, Answer, and Update with a date.",
        hint,
    )


def text_before_question(place: Place) -> Diagnostic:
    """Text of a column above its first heading."""
    return _error(
        "text-before-question",
        place,
        "There is text before the first heading of this column.",
        "Put a line ## Question above the letter.",
    )


def update_without_date(place: Place, name: str) -> Diagnostic:
    """A follow-up without its day."""
    return _error(
        "update-without-date",
        place,
        f"The heading “{name}” should say the day of the update.",
        "Write it as year-month-day: ## Update 2027-01-15",
    )


# ---- references


def unknown_reference(
    place: Place, name: str, near: tuple[str, ...], *, path: bool = False, wanted: str = "page"
) -> Diagnostic:
    """A reference to nothing; `path` tells whether it was written as a path, `wanted` what it should name."""
    hint = "Write the title of a page, or its path below content/ without .md"
    near = tuple(one for one in near if one != name)
    if name.startswith("[["):
        hint = f"Leave out the brackets: {name.strip('[]')}"
    elif near:
        hint = f"Did you mean {_list(near)}?"
    elif path:
        hint = "The path starts at the folder in which this page lies."
    return _error("unknown-reference", place, f"There is no {wanted} called “{name}”.", hint)


def ambiguous_reference(place: Place, name: str, candidates: tuple[str, ...]) -> Diagnostic:
    """A reference to two things."""
    bracketed = place.text[: place.column - 1].endswith("[[")
    ways = (f"[[{candidate}]]" if bracketed else candidate for candidate in candidates[:3])
    return _error(
        "ambiguous-reference",
        place,
        f"“{name}” could be {len(candidates)} pages: {', '.join(candidates)}.",
        f"Write which one you mean: {' or '.join(ways)}",
    )


def unclosed_reference(place: Place) -> Diagnostic:
    """`[[` that no `]]` belongs to."""
    return _warning(
        "unclosed-reference",
        place,
        "These brackets are never closed, so readers see them as they are typed.",
        "Write ]] behind the name, on this line or one of the next two; or \\[[ if readers should see them.",
    )


def unknown_anchor(place: Place, anchor: str, page: str, near: tuple[str, ...]) -> Diagnostic:
    """A reference to a heading that is not there."""
    hint = f"Did you mean {_list('#' + name for name in near)}?" if near else "Leave out the # and what follows."
    return _error("unknown-anchor", place, f"The page {page} has no heading or anchor “{anchor}”.", hint)


def unknown_heading(place: Place, anchor: str, near: tuple[str, ...]) -> Diagnostic:
    """A key of front matter that names a heading of its own page, which is not there."""
    hint = f"Did you mean {_list(near)}?" if near else "Write what its address has behind the #: who-it-is-for"
    return _error("unknown-heading", place, f"The text has no heading with the anchor “{anchor}”.", hint)


def own_address(place: Place, path: str, near: tuple[str, ...]) -> Diagnostic:
    """A link to an address of the site, written out whole, at which no page stands."""
    hint = f"Did you mean {_list(near)}? " if near else ""
    return _warning(
        "own-address",
        place,
        f"This is an address of this site, and nothing stands at {path}.",
        f"{hint}A page that is named in brackets, as [[its title]], keeps its link when it moves.",
    )


def hidden_target(place: Place, page: str, why: str) -> Diagnostic:
    """A reference to a page that stays out of the site."""
    return _warning(
        "hidden-target",
        place,
        f"The page {page} is not in the site: it {why}. The words stand without a link.",
        "Take the reference out until the page is there.",
    )


def hidden_stop(place: Place, page: str, why: str, key: str) -> Diagnostic:
    """A stop of a path, a prerequisite or a door that stays out of the site."""
    what = {"stops": "This stop", "doors": "This door"}.get(key.partition(".")[0], "This prerequisite")
    return _warning(
        "hidden-stop",
        place,
        f"{what}, {page}, is not in the site: it {why}. It is left out.",
        "Take it out of the list until the page is there.",
    )


def stop_twice(place: Place, title: str, first: int) -> Diagnostic:
    """A page that is a stop of the same path twice."""
    return _error(
        "stop-twice", place, f"“{title}” is stop {first} of this path already.", "Keep one of the two, and its reason."
    )


def stop_too_early(place: Place, chain: tuple[str, ...]) -> Diagnostic:
    """A stop that requires a later stop of the same path; `chain` leads from the stop to that one."""
    needs = " needs ".join(f"“{title}”" for title in chain)
    return _error(
        "stop-too-early",
        place,
        f"This stop comes before what it needs: {needs}.",
        f"Put “{chain[-1]}” before “{chain[0]}”, or take it out of `requires`.",
    )


def requirement_circle(place: Place, circle: tuple[str, ...]) -> Diagnostic:
    """Pages that require each other in a circle; it begins and ends with the same title."""
    around = " → ".join(f"“{title}”" for title in circle)
    return _error(
        "requirement-circle",
        place,
        f"No reader can begin here, since each of these needs the next: {around}.",
        "Take one of them out of the `requires` of the page before it.",
    )


def empty_link(place: Place, *, wiki: bool) -> Diagnostic:
    """A link without a destination."""
    where = "the name of a page between the brackets" if wiki else "the destination between the parentheses"
    return _error("empty-link", place, "This link leads nowhere.", f"Write {where}.")


def wrong_kind(place: Place, key: str, page: str, kind: str, wanted: str) -> Diagnostic:
    """A reference in front matter to a page of another kind than its key takes."""
    return _error("wrong-kind", place, f"“{key}” should name {wanted}, and {page} is {kind}.", "")


def missing_file(place: Place, target: str, near: tuple[str, ...], *, whole: str = "") -> Diagnostic:
    """A picture or download that is not there; `whole` is the address of another site, or a mailbox, if meant."""
    near = tuple(one for one in near if one != target)
    hint = "The path starts at the folder in which this page lies."
    if near:
        hint = f"Did you mean {_list(near)}?"
    elif target.startswith("/"):
        hint = "A path that begins with / starts at content/."
    elif whole:
        hint = f"To lead out of the site, write the whole address: {whole}"
    return _error("missing-file", place, f"There is no file “{target}”.", hint)


def unknown_address(place: Place, address: str, near: tuple[str, ...]) -> Diagnostic:
    """An address of the site at which there is no page."""
    hint = f"Did you mean {_list(near)}?" if near else "Write the path of a file from here, such as ../about.md"
    return _error("unknown-address", place, f"There is no page at the address “{address}”.", hint)


def previewed_address(place: Place, address: str, path: str) -> Diagnostic:
    """A link to a page as it is previewed."""
    return _warning(
        "previewed-address",
        place,
        f"“{address}” is the preview on your computer, which no reader can open.",
        f"Write {path}, or the path of the page's file from here.",
    )


def file_on_disk(place: Place, target: str) -> Diagnostic:
    """A link to a file of one computer."""
    return _error(
        "file-on-disk",
        place,
        f"“{target}” lies on one computer, where no reader can open it.",
        "Put the file into content/, and write its path from the folder in which this page lies.",
    )


def picture_elsewhere(place: Place, target: str) -> Diagnostic:
    """The picture of a page that lies on another site."""
    return _error(
        "picture-elsewhere",
        place,
        f"“{target}” is not a file of this site.",
        "Put the picture into content/, and write its path from the folder in which this page lies.",
    )


def page_for_picture(place: Place, target: str) -> Diagnostic:
    """A page where a picture should be."""
    return _error("page-for-picture", place, f"“{target}” is a page, not a picture.", "Write the path of a picture.")


def space_in_path(place: Place, target: str) -> Diagnostic:
    """The path of a link or picture with a space in it, and no angle brackets around it."""
    return _error(
        "space-in-path",
        place,
        "In Markdown, a path ends at its first space.",
        f"Write <{target}> or {target.replace(' ', '%20')}",
    )


def picture_without_size(place: Place, target: str) -> Diagnostic:
    """A picture whose width and height cannot be read."""
    return _warning(
        "picture-without-size",
        place,
        f"The width and height of {target} cannot be read, so the page will jump while it loads.",
        "Save the picture again; an SVG needs width and height, or a viewBox.",
    )


def unshown_picture(place: Place, target: str, *, cut: bool) -> Diagnostic:
    """A picture that no browser shows: one `cut` short, or a file of another kind."""
    what = "breaks off before its picture is complete" if cut else "is no picture that browsers show"
    hint = "Put back a copy that opens in a viewer." if cut else "Save it as PNG, JPEG, WebP, AVIF, GIF or SVG."
    return _error("unshown-picture", place, f"The file {target} {what}.", hint)


def no_overview(place: Place, folder: str, *, almost: bool = False) -> Diagnostic:
    """Parts of a tutorial without its overview; `almost` says that this file is almost called like it."""
    if almost:
        return _error(
            "no-overview",
            place,
            f"The overview of this tutorial, {folder}/index.md, is missing, and this file is almost called so.",
            "Name it index.md, in small letters.",
        )
    return _error(
        "no-overview",
        place,
        f"This part belongs to a tutorial that has no overview: {folder}/index.md is missing.",
        "Make that file; it says what the tutorial is and for whom.",
    )


# ---- topics


def topic_circle(place: Place, circle: tuple[str, ...], files: tuple[str, ...]) -> Diagnostic:
    """Broader topics that lead back to where they start; `circle` has the first title again at its end."""
    return _error(
        "topic-circle",
        place,
        f"This topic stands above itself: {' → '.join(circle)} ({', '.join(files)}).",
        "Take the narrower topic out of the `broader:` of the wider one."
        if len(files) > 1
        else "Take it out of its own `broader:`.",
    )


def label_twice(place: Place, label: str, other: Place) -> Diagnostic:
    """One name, two topics, or twice in one topic; `other` is where it stands first."""
    if place.file == other.file:
        return _error(
            "label-twice",
            place,
            f"“{label}” is a name of this topic already, in line {other.line}.",
            "Keep one of the two.",
        )
    return _error(
        "label-twice",
        place,
        f"“{label}” is a name of another topic already, in line {other.line} of {other.file}.",
        "Keep it at the topic where readers would look for it.",
    )


def related_to_itself(place: Place) -> Diagnostic:
    """A topic that names itself as related."""
    return _error("related-to-itself", place, "This topic is related to itself.", "Take it out of `related:`.")


def related_in_line(place: Place, other: str, way: tuple[str, ...], *, above: bool) -> Diagnostic:
    """A related topic that stands above or below; `way` has the titles from the lower one up, `other` is its file."""
    title, where = (way[-1], "above") if above else (way[0], "below")
    return _error(
        "related-in-line",
        place,
        f"“{title}” ({other}) stands {where} this topic already: {' → '.join(way)}.",
        "Take it out of `related:`. That is for topics beside this one.",
    )


def redundant_topic(place: Place, other: str, way: tuple[str, ...]) -> Diagnostic:
    """A page with a topic and one above it; `way` has the titles from the lower one up, `other` is the upper's file."""
    return _warning(
        "redundant-topic",
        place,
        f"“{way[-1]}” ({other}) stands above another topic of this page: {' → '.join(way)}.",
        f"Take it out here. The page of “{way[-1]}” shows this page anyway.",
    )


# ---- addresses as promises


def damaged_promises(place: Place) -> Diagnostic:
    """A record of published addresses that cannot be read."""
    return _error(
        "damaged-promises",
        place,
        "The record of published addresses cannot be read. Nothing was changed.",
        "Restore this file from version control. To start anew and forget all promised addresses, delete it.",
    )


def promises_format(place: Place, form: int, known: int) -> Diagnostic:
    """A record of published addresses in another format."""
    return _error(
        "promises-format",
        place,
        f"This record of published addresses has the format {form}, and this version of Fingerpost reads {known}.",
        "Use the version of Fingerpost that wrote it, or restore the file from version control.",
    )


def broken_promise(place: Place, address: str, near: tuple[str, ...], why: str = "") -> Diagnostic:
    """A published address that no page has; `near` are the likely new ones, `why` tells what keeps its page out."""
    gone = _accept(address, "--gone")
    if why:
        return _error(
            "broken-promise",
            place,
            f"The address {address} was published, and its page is not in the site now: it {why}.",
            f"Publish the page again. To let the address go: {gone}",
        )
    moved = f"If it is {' or '.join(near)} now" if near else "If it moved"
    return _error(
        "broken-promise",
        place,
        f"The address {address} was published, and no page has it now.",
        f"{moved}: {_accept(address, near[0] if near else _new(address))} or, to let it go: {gone}",
    )


def broken_anchor_promise(place: Place, address: str, anchor: str, near: tuple[str, ...]) -> Diagnostic:
    """A published anchor that its page no longer has."""
    old = f"{address}#{anchor}"
    new = f"{address}#{near[0]}" if near else _new(old)
    moved = f"If it is {' or '.join('#' + one for one in near)} now" if near else "If it moved"
    return _error(
        "broken-anchor-promise",
        place,
        f"The anchor {old} was published, and nothing on that page has it now.",
        f"{moved}: {_accept(old, new)} or, to let it go: {_accept(old, '--gone')}",
    )


def _accept(*words: str) -> str:
    """Return the command that settles a promise, as a shell takes it."""
    return " ".join(("fingerpost accept", *map(_shell_word, words)))


def _new(old: str) -> str:
    """Return what stands in a command for a place not known."""
    path, anchor, _ = old.partition("#")
    return f"{path}#NEW" if anchor else "/NEW/ADDRESS/"


def _shell_word(word: str) -> str:
    if not any(mark in word for mark in '"\\$`!'):
        return f'"{word}"' if any(mark in word for mark in "#'&;()*?[]<>|~ ") else word
    return shlex.quote(word)


def redirect_circle(place: Place, circle: tuple[str, ...]) -> Diagnostic:
    """Old addresses that lead to each other."""
    return _error(
        "redirect-circle",
        place,
        f"These addresses lead in a circle: {' → '.join(circle)}.",
        f"Let one of them lead to what is there: {_accept(circle[0], _new(circle[0]))}",
    )


def lost_redirect(place: Place, old: str, new: str, near: tuple[str, ...], why: str = "") -> Diagnostic:
    """An old address or anchor that leads to nothing; `why` tells what keeps the page out."""
    nothing = f"the page there is not in the site now: it {why}" if why else "nothing is there"
    better = near[0] if near else _new(old)
    return _error(
        "lost-redirect",
        place,
        f"{old} leads to {new}, and {nothing}.",
        f"Let it lead elsewhere: {_accept(old, better)} or, to let it go: {_accept(old, '--gone')}",
    )


def not_in_site(place: Place, page: str, why: str) -> Diagnostic:
    """A page whose links are asked for, and which stays out of the site."""
    return _error(
        "not-in-site",
        place,
        f"The page {page} is not in the site today: it {why}.",
        "To see its links all the same, add --drafts, --future or --expired.",
    )


def unknown_promise(place: Place, old: str, near: tuple[str, ...]) -> Diagnostic:
    """An address to accept that was never published."""
    hint = f"Did you mean {_list(near)}?" if near else "The build names the addresses that wait to be accepted."
    return _error("unknown-promise", place, f"{old} is not among the published addresses.", hint)


def promise_kept(place: Place, old: str, file: str) -> Diagnostic:
    """An address to accept that still is there; `file` is its page."""
    return _error("promise-kept", place, f"{old} is still there, in {file}. Nothing was changed.", "")


def no_such_destination(place: Place, new: str, near: tuple[str, ...]) -> Diagnostic:
    """A new address, or heading, that no page has."""
    hint = f"Did you mean {_list(near)}?" if near else "Write an address such as /columns/a-page/, or a page's title."
    return _error("no-such-destination", place, f"No page has {new}.", hint)


def anchor_elsewhere(place: Place, old: str, new: str) -> Diagnostic:
    """An anchor that should lead to another page."""
    page = old.partition("#")[0]
    return _error(
        "anchor-elsewhere",
        place,
        f"{old} cannot lead to {new}: an old anchor is kept by its own page.",
        f'Name a heading of that page, such as "{page}#heading", or let the anchor go with --gone.',
    )


# ---- templates


def markdown_failed(place: Place, problem: str) -> Diagnostic:
    """Text on which the Markdown library itself fails; `problem` is what Python says."""
    return _error(
        "markdown-failed",
        place,
        f"The Markdown of this page cannot be read: {problem.rstrip('.')}.",
        "Take out what is unusual in it, half of the page at a time, until it can.",
    )


def template_syntax(place: Place, problem: str) -> Diagnostic:
    """A template that does not parse; `problem` is what Jinja says."""
    return _error("template-syntax", place, f"The template cannot be read: {problem.rstrip('.')}.", "")


def template_undefined(place: Place, wanted: str, of: str, page: str) -> Diagnostic:
    """A template that names what its view does not have; `of` is the record that was asked, "" for the view."""
    asked = f"“{wanted}” of {of}" if of else f"“{wanted}”"
    return _error(
        "template-undefined",
        place,
        f"The template asks for {asked}, which is not there.",
        f"It was making {page}. What each template gets is listed in the documentation of templates.",
    )


def template_missing(place: Place, name: str, near: tuple[str, ...]) -> Diagnostic:
    """A template that extends or includes one which is not there."""
    hint = f"Did you mean {_list(near)}?" if near else ""
    return _error("template-missing", place, f"There is no template “{name}”.", hint)


def folder_for_file(place: Place) -> Diagnostic:
    """A folder in `templates/` where the default theme has a file."""
    return _error(
        "folder-for-file",
        place,
        "This is a folder, and the theme needs a file of this name.",
        "Rename or delete the folder; without it, the file of the default theme is used.",
    )


def file_for_folder(place: Place) -> Diagnostic:
    """A file at `templates`, or in it, where the default theme has a folder."""
    return _error(
        "file-for-folder",
        place,
        "This is a file, and the theme needs a folder of this name.",
        "Rename or delete the file; without it, the folder of the default theme is used.",
    )


def template_cycle(place: Place, circle: tuple[str, ...]) -> Diagnostic:
    """Templates that extend or include themselves."""
    return _error(
        "template-cycle",
        place,
        f"The template leads to itself: {' → '.join(circle)}.",
        f"To extend the default theme's template, write default/{circle[0]}"
        if len(circle) == 2 and "extends" in place.text
        else "Take one of these out of the circle.",
    )


def template_too_deep(place: Place) -> Diagnostic:
    """A template whose tags or expressions are nested deeper than can be read."""
    return _error(
        "template-too-deep",
        place,
        "The template is nested too deeply here.",
        "Move an inner part into a template of its own that this one includes; cut a long expression with set.",
    )


def template_endless(place: Place, page: str) -> Diagnostic:
    """A macro, a loop or an include by a variable that leads to itself until Python gives up."""
    return _error(
        "template-endless",
        place,
        "The template comes back to this line again and again, without an end.",
        f"It was making {page}. Let a condition decide when it stops.",
    )


def template_range(place: Place, limit: int, page: str) -> Diagnostic:
    """A range that is longer than any page needs."""
    return _error(
        "template-range",
        place,
        f"The range that the template asks for here is too long: it may have {limit:,} numbers.",
        f"It was making {page}.",
    )


def template_too_large(place: Place, page: str) -> Diagnostic:
    """A template that makes more than memory holds."""
    return _error(
        "template-too-large", place, "What the template makes here is too large for memory.", f"It was making {page}."
    )


def template_failed(place: Place, problem: str, page: str) -> Diagnostic:
    """Any other failure while a template runs; `problem` is what Python says."""
    return _error(
        "template-failed", place, f"The template fails here: {problem.rstrip('.')}.", f"It was making {page}."
    )


# ---- search


def no_index(place: Place, why: str) -> Diagnostic:
    """A site whose index for searches cannot be made; `why` is a clause."""
    return _error(
        "no-index",
        place,
        f"The index for searches cannot be made: {why}.",
        "Install Pagefind with: pip install 'pagefind[bin]'. Or publish without a search: search: false",
    )


# ---- publication


def broken_catalogue(place: Place, problem: str) -> Diagnostic:
    """A catalogue of words cannot be read."""
    return _error(
        "broken-catalogue",
        place,
        f"This catalogue cannot be read: {problem.rstrip('.')}.",
        "Mend the line, or open the file with an editor for catalogues (Poedit, for one), which keeps to their form.",
    )


def foreign_placeholder(place: Place, found: str) -> Diagnostic:
    """A translation has a place to fill in that the text does not have."""
    hint = "Keep the places of the text as they are" if found != "%" else "Write %% for a percent sign"
    return _error(
        "foreign-placeholder", place, f"The translation has {found}, which nothing here fills in.", f"{hint}."
    )


def no_catalogue(place: Place, language: str, path: str) -> Diagnostic:
    """The theme has no words in the language of the site."""
    return _warning(
        "no-catalogue",
        place,
        f"The theme has no words in the language {language}, so those around the text are English.",
        f"`fingerpost new catalogue {language.partition('-')[0].lower()}` writes {path}; translate it.",
    )


def bad_edition(place: Place, language: str, value: str) -> Diagnostic:
    """An edition in another language whose address is none."""
    return _error(
        "bad-edition",
        place,
        f"“{value}” is not the address of a site, so there is no edition in {language}.",
        "Write it whole, with https:// and without ? or #: https://example.org/de/",
    )


def own_edition(place: Place, language: str, base_url: str) -> Diagnostic:
    """Editions among which the site itself is not."""
    return _error(
        "own-edition",
        place,
        "This site is not among its editions.",
        f"All editions share one list; in this one stands also {language}: {base_url}",
    )


def unknown_edition(place: Place, language: str, known: tuple[str, ...]) -> Diagnostic:
    """A translation in a language in which the site has no edition."""
    there = f"There are editions in {_list(known, 'and')}. " if known else ""
    return _error(
        "unknown-edition",
        place,
        f"The site has no edition in {language}, so a path does not say where the translation is.",
        f"{there}Add it to `editions` in content/site.yml, or write the whole address here.",
    )


def bad_translation(place: Place, value: str) -> Diagnostic:
    """A translation that is neither a path nor a web address."""
    return _error(
        "bad-translation",
        place,
        f"“{value}” does not say where the translation is.",
        "Write its path in that edition, from the root: /spalten/eins/. Or the whole address, with https://",
    )


def own_translation(place: Place, language: str) -> Diagnostic:
    """A translation in the language of the site itself."""
    return _error(
        "own-translation",
        place,
        f"This page is itself the one in {language}.",
        "Remove the line, or write the language of the translation.",
    )


def turned_span(place: Place, key: str, least: int, most: int) -> Diagnostic:
    """A limit of the style sheet whose least is above its most."""
    return _error(
        "turned-span",
        place,
        f"“{key}” goes from {least} to {most}, and nothing lies between.",
        f"Write the smaller number first: {{from: {most}, to: {least}}}",
    )


def weak_contrast(place: Place, colour: str, ground: str, when: str, ratio: float, least: float) -> Diagnostic:
    """Two colours of the settings that are too near each other to be read with ease."""
    return _warning(
        "weak-contrast",
        place,
        f"By {when}, {colour} on {ground} has a contrast of {_cut(ratio)}:1, and {least:g}:1 is the least for it.",
        "Take a darker and a lighter one; running text wants 10:1, all else 4.5:1 (WCAG 2.2, 1.4.3).",
    )


def missing_words(place: Place, first: str) -> Diagnostic:
    """A catalogue of the site leaves texts of the theme in English; `first` is the first of them."""
    return _warning(
        "missing-words",
        place,
        f"This catalogue does not translate all that the theme says, which stays English; first of all “{first}”.",
        "Bring it up to date, translate what is empty, and look at what is marked as fuzzy.",
    )


def foreign_site(place: Place, example: str) -> Diagnostic:
    """An output folder that somebody else filled."""
    return _error(
        "foreign-site",
        place,
        f"This folder holds files that Fingerpost did not write, such as {example}. Nothing was changed.",
        "Move the folder away or empty it, then build again.",
    )


def site_not_a_folder(place: Place, standing: str) -> Diagnostic:
    """An output folder that is a file or a symbolic link."""
    what = _standing(standing)
    return _error(
        "site-not-a-folder",
        place,
        f"The site is published into this folder, and {what} stands in its place. Nothing was changed.",
        "Move it away, then build again.",
    )


def state_not_a_folder(place: Place, standing: str) -> Diagnostic:
    """A file or a symbolic link in the place of the folder for the cache."""
    return _error(
        "state-not-a-folder",
        place,
        f"Builds keep their cache in this folder, beside the site, and {_standing(standing)} stands in its place.",
        "Move it away, then build again.",
    )


def _standing(what: str) -> str:
    """Say what stands in the place of a folder."""
    return {"link": "a symbolic link", "file": "a file"}.get(what, "something else")


def changed_meanwhile(place: Place) -> Diagnostic:
    """A file that was changed or removed after a build had read it."""
    return _error(
        "changed-meanwhile",
        place,
        "This was changed while the site was being built, so nothing was published.",
        "Build again.",
    )


# ---- moving a page


def cannot_move(place: Place, why: str) -> Diagnostic:
    """Something that `fingerpost mv` does not move: the home page, the settings, a file that is no page."""
    return _error("cannot-move", place, f"This cannot be moved. {why}", "Name a page: its docname, path or title.")


def bad_new_name(place: Place, name: str, why: str) -> Diagnostic:
    """A new name at which no page can lie."""
    return _error(
        "bad-new-name",
        place,
        f"A page cannot be moved to “{name}”. {why}",
        "Write a docname (columns/nobody-answers) or a path (content/columns/nobody-answers.md).",
    )


def name_taken(place: Place, path: str) -> Diagnostic:
    """A new name that something has already."""
    return _error("name-taken", place, f"There is {path} already.", "Choose another name, or move that one away first.")


def other_kind(place: Place, path: str, kind: str, new_path: str, new_kind: str, home: str) -> Diagnostic:
    """A new name in the folder of another kind."""
    old, new = (f"{'an' if one[0] in 'aeiou' else 'a'} {one}" for one in (kind, new_kind))
    return _error(
        "other-kind",
        place,
        f"{path} is {old}, and {new_path} would be {new}. A page keeps its kind, since each kind has its own keys.",
        f"Choose a name of this form: {home}",
    )


def cannot_rewrite(place: Place, written: str, path: str) -> Diagnostic:
    """A reference that would no longer lead where it does, and cannot be written so that it will."""
    what = f"“{written}”" if written else "A reference in this file"
    return _error(
        "cannot-rewrite",
        place,
        f"{what} cannot be written so that it will lead to {path}. Nothing was moved.",
        "Write the reference by the title of its page first, or choose another new name.",
    )


def anchor_would_change(place: Place, anchor: str) -> Diagnostic:
    """A reference without words in a heading, whose target gives the heading its anchor."""
    return _error(
        "anchor-would-change",
        place,
        f"The anchor “{anchor}” comes from this reference, and would change with it. Nothing was moved.",
        f"Give the heading its anchor, at the end of its line: {{#{anchor}}}",
    )


def move_through_link(place: Place) -> Diagnostic:
    """A symbolic link in `content/` to a file that a move would change."""
    return _error(
        "move-through-link",
        place,
        "This is a symbolic link to a file that the move would change. Nothing was moved.",
        "Put a copy of the file here in place of the link.",
    )


def changed_since_move(place: Place, folder: str) -> Diagnostic:
    """A file that was changed between a move that was cut short and the command that would finish it."""
    return _error(
        "changed-since-move",
        place,
        "A move was cut short, and this file was changed since. So the move waits, and nothing was overwritten.",
        "Put your change aside and the file back as it was; the next command finishes the move. "
        f"Or remove {folder}/ to leave everything as it is now.",
    )


def move_in_the_way(place: Place, folder: str) -> Diagnostic:
    """A journal of a move that cannot be read."""
    return _error(
        "move-in-the-way",
        place,
        "A move was cut short, and its journal cannot be read.",
        f"Remove {folder}/, and look for pages that lie in two places.",
    )


# ---- the style sheet


def field_length(place: Place, key: str, characters: int, fewest: int, most: int) -> Diagnostic:
    """A title or summary that the style sheet finds too long or too short."""
    return _warning(
        "field-length",
        place,
        f"“{key}” has {characters} characters; it should have {_span(fewest, most)}.",
        _by(characters, fewest, most, "character"),
    )


def text_length(place: Place, what: str, words: int, fewest: int, most: int) -> Diagnostic:
    """A text, or a part of a column, that the style sheet finds too long or too short."""
    verb = "have" if what.startswith("These") else "has"
    return _warning(
        "text-length",
        place,
        f"{what} {verb} {_count(words, 'word')}; there should be {_span(fewest, most)}.",
        _by(words, fewest, most, "word"),
    )


def reading_grade(place: Place, grade: float, fewest: int, most: int) -> Diagnostic:
    """A text that is harder or plainer to read than the style sheet asks."""
    return _warning(
        "reading-grade",
        place,
        f"This text reads at grade {grade}; it should be {_span(fewest, most)}.",
        "Part long sentences, and take shorter words."
        if grade > most
        else "Join short sentences that belong together.",
    )


def average_sentence(place: Place, average: float, fewest: int, most: int) -> Diagnostic:
    """Sentences that are longer or shorter on average than the style sheet asks."""
    return _warning(
        "average-sentence",
        place,
        f"A sentence here has {average} words on average; it should be {_span(fewest, most)}.",
        "Part the longest ones." if average > most else "Join short sentences that belong together.",
    )


def long_sentence(place: Place, words: int, most: int) -> Diagnostic:
    """A sentence that the style sheet finds too long."""
    return _warning(
        "long-sentence",
        place,
        f"This sentence has {words} words; it should have {most} at most.",
        "Make two of it, or take words out.",
    )


def word_to_avoid(place: Place, word: str) -> Diagnostic:
    """A word on the style sheet's list of words to avoid."""
    return _warning(
        "word-to-avoid",
        place,
        f"“{word}” is one of the words to avoid here.",
        "Say it in plainer words. Where the words themselves are meant, put them in quotation marks.",
    )


def _span(fewest: int, most: int) -> str:
    return f"{fewest} to {most}" if fewest else f"{most} at most"


def _by(count: int, fewest: int, most: int, unit: str) -> str:
    if count > most:
        return f"Take out {_count(count - most, unit)} or more."
    return f"Add {_count(fewest - count, unit)} or more."


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _cut(ratio: float) -> str:
    """Write a ratio with one digit, cut and not rounded: 4.49 is not yet 4.5."""
    return f"{int(ratio * 10) / 10:g}"
