"""A view and the theme in, HTML out; a mistake in a template becomes a diagnostic at the template's line."""

import contextlib
import functools
import posixpath
import re
import traceback
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import jinja2

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.output import digest_of
from fingerpost.render.bounds import MOST_NUMBERS, RangeError, TooDeepError
from fingerpost.render.cards import Font
from fingerpost.render.code import KeptCode
from fingerpost.render.compiled import Loader, named_in, new_environment
from fingerpost.render.margin_notes import margin_notes
from fingerpost.render.speech import Speech
from fingerpost.render.theme import Theme
from fingerpost.shown import CardView
from fingerpost.typography import iso_duration
from fingerpost.view import View
from fingerpost.words import ENGLISH, Words

__all__ = ["Templates"]

_TAG = re.compile(r"{{.*?}}|{%.*?%}")
_ASKED = re.compile(r"'([^']+)' is undefined|'?[\w.]*?(\w+) object'? has no (?:attribute|element) '?([^']+)'?")
"""How Jinja says what is undefined: a name, or what an object does not have."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a letter, which a template may write and nothing can show."""


class _Unreadable(Exception):  # noqa: N818 -- it carries a diagnostic out of Jinja's loader
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


NO_DIGESTS: Mapping[str, str] = MappingProxyType({})


class Templates:
    """The theme's templates, compiled when first asked for; they say its `words`.

    `digests` are those that are known already; `kept` may have the code of some.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words = ENGLISH,
        digests: Mapping[str, str] = NO_DIGESTS,
        kept: KeptCode | None = None,
    ) -> None:
        self._theme = theme
        self._digests = dict(digests)
        self._files: dict[str, tuple[str, str]] = {}
        self._environment = new_environment(Loader(self._load, words, kept))
        speech = Speech(words)
        self._environment.install_gettext_callables(  # type: ignore[attr-defined] # what i18n adds
            speech.gettext, speech.ngettext, newstyle=True, pgettext=speech.pgettext, npgettext=speech.npgettext
        )
        self._environment.filters.update(speech.filters, iso_duration=iso_duration, margin_notes=margin_notes)

    def digest(self, name: str) -> str:
        """Return the digest of a template with all that it extends, includes or imports; the words are none of it.

        One that names another by a variable, or cannot be read, has the digest of the whole theme.
        """
        if name not in self._digests:
            self._digests[name] = self._closure(name) or self._theme.digest()
        return self._digests[name]

    def prepare(self, name: str) -> None:
        """Compile a template with all that it extends, includes or imports; what is wrong with one is told later."""
        waiting, seen = [name], {""}
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                with contextlib.suppress(Exception):
                    self._environment.get_template(one)
                    waiting += self._named_by(one)

    def _closure(self, name: str) -> str:
        texts: dict[str, str] = {}
        waiting = [name]
        try:
            while waiting:
                one = waiting.pop()
                loaded = self._load(one)
                if loaded is None:
                    return ""
                texts[one] = loaded[0]
                for other in named_in(loaded[0], one, loaded[1]):
                    if other is None:
                        return ""
                    waiting += [other] if other not in texts else []
        except (_Unreadable, jinja2.TemplateSyntaxError):
            return ""
        return digest_of("\0".join(part for pair in sorted(texts.items()) for part in pair).encode())

    @functools.cached_property
    def card_font(self) -> Font:
        """The font of cards: that of the site, or else of the default theme."""
        return Font(self._theme.font())

    def render(self, view: View | CardView) -> bytes | Diagnostic:
        """Return what its template makes of a view."""
        variables = {field: getattr(view, field) for field in view.__struct_fields__}
        try:
            return self._environment.get_template(view.template).render(variables).encode()
        except Exception as error:  # noqa: BLE001 -- a template may call anything; each failure is its author's to see
            return self._told(error, view.template, view.url)

    def _told(self, error: Exception, name: str, page: str) -> Diagnostic:
        """Turn what went wrong in a template, while a page was being made, into a diagnostic at its line."""
        match error:
            case _Unreadable():
                return error.diagnostic
            case TooDeepError():
                return messages.template_too_deep(self._place(error.name or name, error.lineno))
            case jinja2.TemplateSyntaxError():
                return messages.template_syntax(self._place(error.name or name, error.lineno), error.message or "")
            case jinja2.UndefinedError():
                asked = _ASKED.search(error.message or "")
                wanted, of = (asked[1] or asked[3], asked[2] or "") if asked else (error.message or "", "")
                return messages.template_undefined(self._failing(error, name, wanted=wanted), wanted, of, page)
            case jinja2.TemplateNotFound():
                missing = _SURROGATE.sub("\ufffd", str(error.name))
                return messages.template_missing(self._failing(error, name), missing, self._near(missing))
            case _:
                return self._failed(error, name, page)

    def _failed(self, error: Exception, name: str, page: str) -> Diagnostic:
        """Turn what went wrong while a template ran into a diagnostic at its line."""
        match error:
            case RecursionError():
                if circle := self._circle(name):
                    return messages.template_cycle(self._failing(error, name, circle=circle), circle)
                return messages.template_endless(self._repeated(error, name), page)
            case RangeError():
                return messages.template_range(self._failing(error, name), MOST_NUMBERS, page)
            case MemoryError():
                return messages.template_too_large(self._failing(error, name), page)
            case _:
                problem = str(error) or type(error).__name__
                return messages.template_failed(self._failing(error, name), problem, page)

    def _load(self, name: str) -> tuple[str, str] | None:
        try:
            text, path = self._theme.source(name)
        except FileNotFoundError:
            return None
        if isinstance(text, Diagnostic):
            raise _Unreadable(text)
        self._files[path] = name, text
        return text, path

    def _near(self, missing: str) -> tuple[str, ...]:
        """Return templates with a name like a missing one; how all names end does not count."""
        full = bool(messages.nearest(missing.partition("/")[0], ("default",)))
        names = (known for known in self._theme.names() if known.startswith("default/") == full)
        stems = {posixpath.splitext(known)[0]: known for known in names}
        return tuple(stems[near] for near in messages.nearest(posixpath.splitext(missing)[0], stems))

    def _failing(self, error: BaseException, name: str, *, wanted: str = "", circle: tuple[str, ...] = ()) -> Place:
        """Return the line of the innermost template that ran when the error came; of the first in a circle, for one."""
        frames = self._frames(error)
        if circle:
            frames = [frame for frame in frames if self._files[frame.filename][0] in circle][:1] or frames[:1]
        if not frames:
            return self._place(name, 0)
        return self._line(frames[-1].filename, frames[-1].lineno or 0, wanted)

    def _repeated(self, error: BaseException, name: str) -> Place:
        """Return the line that ran most often on the way to an error."""
        lines = Counter((frame.filename, frame.lineno or 0) for frame in self._frames(error))
        return self._line(*lines.most_common(1)[0][0], "") if lines else self._place(name, 0)

    def _frames(self, error: BaseException) -> list[traceback.FrameSummary]:
        """Return where templates ran when the error came, the innermost last."""
        return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in self._files]

    def _place(self, name: str, line: int) -> Place:
        path = next((path for path, (known, _) in self._files.items() if known == name), f"templates/{name}")
        return self._line(path, line, "")

    def _line(self, path: str, line: int, wanted: str) -> Place:
        """Return a place in a template, at the word that is wanted where a tag or expression of the line has it."""
        lines = self._files.get(path, ("", ""))[1].split("\n")
        if not 0 < line <= len(lines):
            return Place(path)
        text = lines[line - 1]
        word = re.compile(rf"(?<!\w){re.escape(wanted)}\b")
        for tag in _TAG.finditer(text) if wanted else ():
            if found := word.search(text, tag.start(), tag.end()):
                return Place(path, line, found.start() + 1, len(wanted), text)
        return Place(path, line, len(text) - len(text.lstrip()) + 1, len(text.strip()) or 1, text)

    def _circle(self, name: str) -> tuple[str, ...]:
        """Return the names of templates that extend or include each other, starting and ending with the same one.

        They are looked for from one template on; where none are found, there are none.
        """
        passed: set[str] = set()

        def beyond(way: tuple[str, ...]) -> tuple[str, ...]:
            for other in self._named_by(way[-1]):
                if other in way:
                    return (*way[way.index(other) :], other)
                if other not in passed and (circle := beyond((*way, other))):
                    return circle
            passed.add(way[-1])
            return ()

        return beyond((name,))

    def _named_by(self, name: str) -> list[str]:
        """Return the templates that one extends, includes or imports by name."""
        loaded = self._load(name)
        if loaded is None:
            return []
        return [other for other in named_in(loaded[0], name, loaded[1]) if other]
