"""Every sentence that a user can read as an error or a warning: facts in, one diagnostic out, one function each.

A message says what is wrong, a hint what to write instead. Calm, exact, no jargon, no blame. Each is pinned by a
case in `tests/errors/`.
"""

from collections.abc import Iterable
from typing import Any

from rapidfuzz import fuzz, process

from fingerpost.diagnostics import Diagnostic, Place, Severity

# The public names are the messages themselves; tests/test_names.py holds the list to the functions below.
__all__ = [
    "ambiguous_reference",
    "bad_base_url",
    "bad_redirect",
    "bad_slug",
    "broken_symlink",
    "broken_yaml",
    "control_character",
    "empty_file",
    "empty_link",
    "first_level_heading",
    "foreign_heading",
    "foreign_in_the_way",
    "foreign_site",
    "front_matter_too_large",
    "hidden_target",
    "key_not_plain",
    "key_twice",
    "leads_outside",
    "markdown_failed",
    "missing_file",
    "missing_key",
    "missing_part",
    "nearest",
    "nested_too_deep",
    "no_alt",
    "no_front_matter",
    "no_home",
    "no_overview",
    "no_site",
    "no_such_date",
    "no_such_place",
    "not_a_mapping",
    "not_an_entry",
    "not_utf8",
    "note_not_cited",
    "odd_file_name",
    "part_twice",
    "picture_without_size",
    "same_address",
    "second_document",
    "site_not_a_folder",
    "source_not_cited",
    "template_cycle",
    "template_failed",
    "template_missing",
    "template_syntax",
    "template_undefined",
    "text_before_question",
    "too_large",
    "too_many_abbreviations",
    "too_many_brackets",
    "unclosed_fence",
    "unclosed_front_matter",
    "unknown_alias",
    "unknown_anchor",
    "unknown_choice",
    "unknown_key",
    "unknown_note",
    "unknown_reference",
    "update_without_date",
    "wrong_kind",
    "wrong_type",
    "wrong_value",
    "yaml_tag",
    "yaml_too_deep",
    "yaml_too_large",
]


def nearest(word: str, words: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the words most like a word, best first; letter case does not matter. Quick also among 10,000s of names."""
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
    """A byte that is not part of UTF-8."""
    return _error(
        "not-utf8",
        place,
        f"This file is not UTF-8 text: there is a byte 0x{byte:02X} here.",
        "Save the file again with the encoding UTF-8.",
    )


def leads_outside(place: Place) -> Diagnostic:
    """A symbolic link out of `content/`."""
    return _error(
        "link-leads-outside",
        place,
        "This is a symbolic link to a place outside content/. It is not read.",
        "Put a copy of the file here in its place.",
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


def same_address(place: Place, url: str, other: str, *, redirect: bool = False) -> Diagnostic:
    """Two sources, redirects or files with one URL."""
    remedy = "Take this old address out, or choose another." if redirect else ""
    return _error(
        "same-address",
        place,
        f"This has the address {url}, and so has {other}.",
        remedy or "Rename one of the two files, or give one of them another `slug:`.",
    )


# ---- YAML


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
        return _error(
            "broken-yaml",
            place,
            "There is a colon within this value, or the line is indented too far.",
            'Put the whole value in quotation marks: title: "Rejection: a beginning"',
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
    """A character that cannot be seen and that YAML refuses."""
    return _error(
        "control-character",
        place,
        "There is an invisible control character here.",
        "Delete the characters around this place and type them again.",
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


def unknown_key(place: Place, key: str, known: tuple[str, ...], what: str) -> Diagnostic:
    """A key that this kind does not have."""
    near = nearest(key, known, 1)
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
    if got == "null":
        return _error(
            "wrong-type", place, f"“{key}” has no value.", f"Write {wanted} after the colon, or remove the key."
        )
    if wanted == "text" and got in ("int", "float", "bool", "date"):
        hint = f'Put it in quotation marks: "{place.text[place.column - 1 :][: place.length]}"'
    elif wanted == "a list" and got == "str" and key not in ("navigation", "sources", "stops"):
        hint = f"Put it in square brackets: [{value}]"
    elif wanted == "true or false":
        hint = "Write true or false, without quotation marks."
    is_what = _TYPES.get(got, got)
    return _error("wrong-type", place, f"“{key}” should be {wanted}, and this is {is_what}.", hint)


def wrong_value(place: Place, key: str) -> Diagnostic:
    """A value of the right type that is out of bounds or of the wrong form."""
    rules = {
        **dict.fromkeys(("published", "updated", "reviewed", "expires"), "Write year-month-day: 2026-11-23"),
        "sources.id": "An id is made of letters, digits and hyphens.",
        "doing": "It is a whole number of minutes, at least 1.",
        "language": "It is a language tag such as en, pt-BR or zh-Hant.",
    }
    return _error("wrong-value", place, f"This is no value for “{key}”.", rules.get(key, "It must not be empty."))


def bad_base_url(place: Place, value: str) -> Diagnostic:
    """A base URL that is no web address."""
    return _error(
        "bad-base-url",
        place,
        f"“{value}” is not the address of a site.",
        "Write it whole, with https:// and without ? or #: https://example.org/advice/",
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


def unknown_note(place: Place, name: str, known: tuple[str, ...]) -> Diagnostic:
    """`[^name]` without a note or source of that name."""
    near = nearest(name, known, 1)
    hint = f"Did you mean [^{near[0]}]?" if near else f"Add it to `sources:`, or write a line [^{name}]: with the note."
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


def foreign_heading(place: Place, name: str) -> Diagnostic:
    """A second-level heading that is no part of a column."""
    near = nearest(name, ("Question", "Short answer", "Answer"), 1)
    hint = f"Did you mean ## {near[0]}?" if near else f"If it belongs to the answer, write ### {name}"
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
    if near:
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


def unknown_anchor(place: Place, anchor: str, page: str, near: tuple[str, ...]) -> Diagnostic:
    """A reference to a heading that is not there."""
    hint = f"Did you mean {_list('#' + name for name in near)}?" if near else "Leave out the # and what follows."
    return _error("unknown-anchor", place, f"The page {page} has no heading or anchor “{anchor}”.", hint)


def hidden_target(place: Place, page: str, why: str) -> Diagnostic:
    """A reference to a page that stays out of the site."""
    return _warning(
        "hidden-target",
        place,
        f"The page {page} is not in the site: it {why}. The words stand without a link.",
        "Take the reference out until the page is there.",
    )


def empty_link(place: Place, *, wiki: bool) -> Diagnostic:
    """A link without a destination."""
    where = "the name of a page between the brackets" if wiki else "the destination between the parentheses"
    return _error("empty-link", place, "This link leads nowhere.", f"Write {where}.")


def wrong_kind(place: Place, key: str, page: str, kind: str, wanted: str) -> Diagnostic:
    """A reference in front matter to a page of another kind than its key takes."""
    return _error("wrong-kind", place, f"“{key}” should name {wanted}, and {page} is {kind}.", "")


def missing_file(place: Place, target: str, near: tuple[str, ...]) -> Diagnostic:
    """A picture or download that is not there."""
    hint = f"Did you mean {_list(near)}?" if near else "The path starts at the folder in which this page lies."
    return _error("missing-file", place, f"There is no file “{target}”.", hint)


def picture_without_size(place: Place, target: str) -> Diagnostic:
    """A picture whose width and height cannot be read."""
    return _warning(
        "picture-without-size",
        place,
        f"The width and height of {target} cannot be read, so the page will jump while it loads.",
        "Save the picture again; an SVG needs width and height, or a viewBox.",
    )


def no_overview(place: Place, folder: str) -> Diagnostic:
    """Parts of a tutorial without its overview."""
    return _error(
        "no-overview",
        place,
        f"This part belongs to a tutorial that has no overview: {folder}/index.md is missing.",
        "Make that file; it says what the tutorial is and for whom.",
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


def template_failed(place: Place, problem: str, page: str) -> Diagnostic:
    """Any other failure while a template runs; `problem` is what Python says."""
    return _error(
        "template-failed", place, f"The template fails here: {problem.rstrip('.')}.", f"It was making {page}."
    )


# ---- publication


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
    what = "a symbolic link" if standing == "link" else "a file"
    return _error(
        "site-not-a-folder",
        place,
        f"The site is published into this folder, and {what} stands in its place. Nothing was changed.",
        "Move it away, then build again.",
    )
