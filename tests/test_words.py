"""The theme in other languages: catalogues are whole and take part in a build, dates and plurals are right, what is
written from right to left stands so in a browser.
"""

import datetime
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.pofile import read_po
from click.testing import CliRunner

from fingerpost.catalogues import from_catalogue, new_catalogue, new_template
from fingerpost.cli.new import command as new_command
from fingerpost.config import CONFIG_FILE
from fingerpost.diagnostics import Place
from fingerpost.files import Disk, MemoryFiles
from fingerpost.render import Theme, read_catalogues, theme_folder
from fingerpost.render.po import parse_catalogue, source_texts
from fingerpost.render.speech import Speech
from fingerpost.words import ALL_TEXTS, ENGLISH, Words, catalogue_file, listed, locale_names
from tests.conftest import build, memory
from tests.words import all_texts, catalogues

NO_PLACE = Place("content/site.yml")
GERMAN = theme_folder() / catalogue_file("de")


def words_in(language: str, files: Mapping[str, str | bytes] | None = None) -> Words:
    theme = Theme(memory(files or {}), Disk(theme_folder()))
    words, told = read_catalogues(theme, language, NO_PLACE)
    assert [one.code for one in told if one.code not in ("no-catalogue", "missing-words")] == []
    return words


# ---- the catalogues of the theme are whole


def test_the_list_of_all_texts_is_that_of_the_templates() -> None:
    """`make words` brings both up to date."""
    assert (theme_folder() / ALL_TEXTS).read_text(encoding="utf-8") == new_template(all_texts())


@pytest.mark.parametrize("locale", catalogues())
def test_a_catalogue_has_every_text_and_nothing_else(locale: str) -> None:
    text = catalogues()[locale].read_text(encoding="utf-8")
    said, told = parse_catalogue(text, "")
    assert told == ()
    assert said is not None
    keys = {message if isinstance(message, str) else message[0] for _, message, _ in all_texts()}
    assert keys - said.texts.keys() == set(), "not translated, or fuzzy: run `make words`, then translate"
    assert said.texts.keys() - keys == set()
    assert new_catalogue(all_texts(), locale, text) == text, "run `make words`"


@pytest.mark.parametrize("locale", catalogues())
def test_a_translation_fills_in_what_the_text_does(locale: str) -> None:
    """Nothing that the English says is lost; the singular alone may leave its number out."""
    for message in read_po(io.StringIO(catalogues()[locale].read_text(encoding="utf-8"))):
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            wanted = set(re.findall(r"%\(\w+\)s|</?\w+", ids[-1]))
            assert wanted == set(re.findall(r"%\(\w+\)s|</?\w+", str(forms[-1]))), ids


def test_no_template_says_a_word_that_is_not_marked() -> None:
    """What is left of a template without tags, expressions and comments has no letters but those of addresses."""
    for path in sorted(theme_folder().rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r"{% trans.*?{% endtrans %}|{#.*?#}|{%.*?%}|{{.*?}}|<(style|script).*?</\1>", "", text, flags=re.DOTALL
        )
        said = re.sub(r"<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
        assert re.findall(r"\w{2,}", said) == [], path.name
        assert re.findall(r'(?:aria-label|alt|title|placeholder)="[^"]*\w', text) == [], path.name


# ---- reading them


def test_english_needs_no_catalogue_and_no_babel() -> None:
    theme = Theme(MemoryFiles({}), MemoryFiles({}))
    for tag in ("en", "en-US", "EN"):
        assert read_catalogues(theme, tag, NO_PLACE) == (Words(tag), ())


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("de", ("de",)),
        ("de-at", ("de", "de_AT")),
        ("ZH-hant-tw", ("zh", "zh_Hant", "zh_Hant_TW")),
        ("es-419", ("es", "es_419")),
    ],
)
def test_the_names_of_locales(tag: str, names: tuple[str, ...]) -> None:
    assert locale_names(tag) == names


def entry(text: str, translated: str) -> str:
    return f'msgid "{text}"\nmsgstr "{translated}"\n\n'


def test_a_site_says_some_words_otherwise_and_the_country_last() -> None:
    own = {
        f"templates/{catalogue_file('de')}": entry("Columns", "Briefe") + entry("Guides", "Hilfen"),
        f"templates/{catalogue_file('de_AT')}": entry("Guides", "Behelfe"),
    }
    here, there = words_in("de-AT", own), words_in("de", own)
    assert [here.say(one) for one in ("Columns", "Guides", "Topics")] == ["Briefe", "Behelfe", "Themen"]
    assert there.say("Guides") == "Hilfen"
    english = words_in("en", {f"templates/{catalogue_file('en')}": entry("Columns", "Letters")})
    assert (english.say("Columns"), english.say("Topics")) == ("Letters", "Topics")


PLURALS = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; "
"plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "%(num)s part"
msgid_plural "%(num)s parts"
msgstr[0] "%(num)s часть"
msgstr[1] "%(num)s части"
msgstr[2] "%(num)s частей"

msgctxt "of a book"
msgid "part"
msgstr "глава"
"""


@pytest.mark.parametrize(
    ("number", "form"), [(1, "часть"), (3, "части"), (11, "частей"), (21, "часть"), (25, "частей")]
)
def test_plurals_follow_the_rule_of_the_language(number: int, form: str) -> None:
    speech = Speech(words_in("ru", {"templates/locale/ru/LC_MESSAGES/fingerpost.po": PLURALS}))
    assert speech.ngettext("%(num)s part", "%(num)s parts", number) == f"%(num)s {form}"
    assert speech.ngettext("%(num)s stop", "%(num)s stops", number) == f"%(num)s stop{'s' if number != 1 else ''}"
    assert speech.pgettext("of a book", "part") == "глава"


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("de", "ltr"),
        ("he", "rtl"),
        ("ar-EG", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab", "rtl"),
        ("tlh", "ltr"),
        ("yi", "rtl"),
        ("ckb", "rtl"),
    ],
)
def test_directions(tag: str, direction: str) -> None:
    assert words_in(tag).direction == direction


@pytest.mark.parametrize("month", range(1, 13))
def test_american_dates_are_those_of_babel(month: int) -> None:
    day = datetime.date(2026, month, 7)
    assert Speech(ENGLISH).day(day.isoformat()) == format_date(day, "long", "en")


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("de", "7. März 2026"),
        ("en-GB", "7 March 2026"),
        ("pt-BR", "7 de março de 2026"),
        ("ja", "2026年3月7日"),
        ("he", "7 במרץ 2026"),
        ("tlh", "March 7, 2026"),
    ],
)
def test_days(tag: str, shown: str) -> None:
    assert Speech(words_in(tag)).day("2026-03-07") == shown


def test_durations_and_lists_in_german() -> None:
    words = words_in("de")
    assert [Speech(words).duration(one) for one in (9, 60, 75)] == ["9 Min.", "1 Std.", "1 Std. 15 Min."]
    assert [listed(list(names), words) for names in ("", "A", "AB", "ABC")] == ["", "A", "A und B", "A, B und C"]


# ---- writing them


def test_a_catalogue_keeps_what_is_translated_and_marks_what_only_resembles() -> None:
    old = new_catalogue([("a.html", "A word", None), ("a.html", ("%(num)s word", "%(num)s words"), None)], "de")
    old = old.replace('msgid "A word"\nmsgstr ""', 'msgid "A word"\nmsgstr "Ein Wort"')
    same = new_catalogue([("b.html", "A word", None), ("a.html", "Another", None)], "de", old)
    assert 'msgid "A word"\nmsgstr "Ein Wort"' in same
    near = new_catalogue([("b.html", "A words", None)], "de", old)
    assert '#, fuzzy\nmsgid "A words"\nmsgstr "Ein Wort"' in near
    assert [one[1] for one in from_catalogue(near)] == ["A words"]


def test_a_site_gets_a_catalogue_of_all_that_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "templates" / "mine.html"
    own.parent.mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / CONFIG_FILE).write_text("title: Broken", "utf-8")
    own.write_text('{{ _("Write to us") }}', "utf-8")
    path = tmp_path / "templates" / catalogue_file("nl")
    done = CliRunner().invoke(new_command, ["catalogue", "nl"])
    assert (done.exit_code, path.exists()) == (0, True)
    texts = set(source_texts(path.read_text("utf-8")))
    assert texts == {*source_texts((theme_folder() / ALL_TEXTS).read_text("utf-8")), "Write to us"}
    translated = path.read_text("utf-8").replace(
        'msgid "Write to us"\nmsgstr ""', 'msgid "Write to us"\nmsgstr "Schrijf"'
    )
    path.write_text(translated, "utf-8")
    CliRunner().invoke(new_command, ["catalogue", "nl"])
    assert path.read_text("utf-8") == translated
    wrong = CliRunner().invoke(new_command, ["catalogue", "klingon"])
    assert (wrong.exit_code, "No language is known as klingon." in wrong.output) == (1, True)


def test_a_catalogue_is_written_into_a_site_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(new_command, ["catalogue", "de"])
    assert (done.exit_code, "this folder holds no site" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


# ---- a site in German

SITE: dict[str, str | bytes] = {
    "content/site.yml": "title: Probe\nbase_url: https://example.org/\nlanguage: de\n",
    "content/index.md": "---\ntitle: Anfang\nsummary: Der Anfang.\n---\n\nSiehe [](/columns/).\n",
    "content/columns/eins.md": (
        "---\ntitle: Eins\nsummary: Eins.\nstanding: composed\npublished: 2026-11-20\n"
        "updated: 2026-11-21\ntopics: [t, u]\n---\n\n## Question\n\nIst es so?\n\n"
        "## Answer\n\nJa.[^a] Siehe [[zwei]].\n\n## Update, 2026-11-22\n\nSo war es.\n\n[^a]: Quelle.\n"
    ),
    "content/columns/zwei.md": (
        "---\ntitle: Zwei\nsummary: Zwei.\nstanding: composed\npublished: 2026-11-20\ntopics: [t, u]\n---\n\n"
        "## Question\n\nIst es so?\n\n## Answer\n\nJa.\n"
    ),
    "content/topics/t.md": "---\ntitle: Bindung\nsummary: Bindung.\nrelated: [u]\n---\n\nText.\n",
    "content/topics/u.md": "---\ntitle: Umgang\nsummary: Umgang.\n---\n\nText.\n",
    "content/tutorials/k/index.md": "---\ntitle: Kurs\nsummary: Kurs.\n---\n\nText.\n",
    "content/tutorials/k/01-a.md": "---\ntitle: Teil A\nsummary: A.\ndoing: 75\n---\n\nText.\n",
}


def pages_of(files: Mapping[str, str | bytes]) -> dict[str, str]:
    built = build(memory(files))
    assert built.diagnostics == ()
    return {one.path: built.load(one.path).decode() for one in built.outputs if one.path.endswith(".html")}


def test_a_german_site_has_no_english_around_its_text() -> None:
    pages = pages_of(SITE)
    column, topic, part = (
        pages["columns/eins/index.html"],
        pages["topics/t/index.html"],
        pages["tutorials/k/a/index.html"],
    )
    assert '<html lang="de">' in column
    assert 'Siehe <a href="/columns/">Kolumnen</a>' in pages["index.html"]
    for words in (
        "Die Frage",
        "Nachtrag vom",
        "22. November 2026",
        "beide zu Bindung und Umgang",
        "Themen",
        "20. November 2026",
    ):
        assert words in column
    assert "Themen rund um „Bindung“" in topic
    assert "Jemand hat gefragt" in topic
    assert "Teil 1 von 1" in part
    assert "1 Std. 15 Min. zum Umsetzen" in part
    assert "<h1>Hierher führt kein Weg</h1>" in pages["404.html"]
    assert "<h1>Karte der Themen</h1>" in pages["topics/map/index.html"]
    english = re.compile(r"\b(?:the|and|to|of|this|read|more|by|with|page|pages)\b", re.IGNORECASE)
    for path, text in pages.items():
        said = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
        assert english.findall(said) == [], path
        labels = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', text)
        assert english.findall(" ".join(labels)) == [], path


NOTED = """\
---
title: Gemerkt
summary: Was gemerkt wird.
form: how-to
---

!!! tip
    Eins.[^a]

!!! tip "Tip"
    Zwei.

!!! tip "Note"
    Drei.

!!! frage
    Vier.

??? warning
    Fünf.

[^a]: Eine Anmerkung.
"""


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_notes_without_a_title_have_that_of_their_kind_in_the_language_of_the_site(dialect: str) -> None:
    settings = f"title: S\nbase_url: https://example.org/\nlanguage: de\ndialect: {dialect}\n"
    page = pages_of({"content/site.yml": settings, "content/guides/g.md": NOTED})["guides/g/index.html"]
    titles = re.findall(r'(?:admonition-title"|<summary)>([^<]*)</(?:p|summary)>\n?<p>', page)
    assert titles == ["Tipp", "Tipp", "Note", "Frage", "Warnung"]
    assert 'title="Zurück zum Text, Anmerkung 1"' in page


def test_a_language_without_words_is_told_and_the_site_is_built_in_english() -> None:
    built = build(memory({**SITE, "content/site.yml": str(SITE["content/site.yml"]).replace("de", "nl")}))
    assert [one.code for one in built.diagnostics] == ["no-catalogue"]
    assert "The question" in built.load("columns/eins/index.html").decode()
    assert "20 november 2026" in built.load("columns/eins/index.html").decode()


# ---- editions in several languages

EDITIONS = (
    "title: T\nbase_url: https://example.org/\nlanguage: en\n"
    "editions: {en: https://example.org/, de: https://example.org/de/, pt-BR: https://example.com.br}\n"
)


def alternates(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<link rel="alternate" hreflang="(.+?)" href="(.+?)">', page)


def test_a_page_names_its_translations_itself_and_the_one_for_all_others() -> None:
    about = (
        "---\ntitle: About\nsummary: Us.\ntranslations: {de: /ueber-uns/, nb: 'https://example.no/om/'}\n---\n\nText.\n"
    )
    pages = pages_of({"content/site.yml": EDITIONS, "content/about.md": about})
    assert alternates(pages["about/index.html"]) == [
        ("en", "https://example.org/about/"),
        ("x-default", "https://example.org/about/"),
        ("de", "https://example.org/de/ueber-uns/"),
        ("nb", "https://example.no/om/"),
    ]
    shown = re.findall(r'hreflang="(\S+)" lang="\S+">(.+?)</a>', pages["about/index.html"])
    assert shown == [("de", "Deutsch"), ("nb", "Norsk bokmål")]
    home = [
        ("en", "https://example.org/"),
        ("x-default", "https://example.org/"),
        ("de", "https://example.org/de/"),
        ("pt-BR", "https://example.com.br/"),
    ]
    assert alternates(pages["index.html"]) == home, "the home pages of all editions"
    assert alternates(pages["404.html"]) == []


def test_editions_agree_on_the_page_for_all_others() -> None:
    """The same page, as the other edition names it."""
    ours = "---\ntitle: Über uns\nsummary: Wir.\ntranslations: {en: /about/}\n---\n\nText.\n"
    settings = EDITIONS.replace("org/\nlanguage: en", "org/de/\nlanguage: de")
    pages = pages_of({"content/site.yml": settings, "content/ueber-uns.md": ours})
    assert alternates(pages["ueber-uns/index.html"]) == [
        ("en", "https://example.org/about/"),
        ("x-default", "https://example.org/about/"),
        ("de", "https://example.org/de/ueber-uns/"),
    ]
