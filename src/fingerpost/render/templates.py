"""A view and the theme in, HTML out; a mistake in a template becomes a diagnostic at the template's line."""

import re
import traceback
from datetime import date

import jinja2
import jinja2.meta

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.render.theme import Theme
from fingerpost.view import View

__all__ = ["Templates", "day", "duration", "iso_duration"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NAME = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'|No template named '([^']+)'")


def day(iso: str) -> str:
    """Write an ISO date for readers: 2026-11-23 is November 23, 2026."""
    value = date.fromisoformat(iso)
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def duration(minutes: int) -> str:
    """Write minutes for readers: 9 min, 1 h, 1 h 15 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))


def iso_duration(minutes: int) -> str:
    """Write minutes as an ISO 8601 duration: PT1H15M."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


class Templates:
    """The theme's templates, compiled when first asked for."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._files: dict[str, tuple[str, str]] = {}
        self._environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.filters.update(day=day, duration=duration, iso_duration=iso_duration)

    def render(self, view: View) -> str | Diagnostic:
        """Return what its template makes of a view."""
        name, page = view.template, view.url
        variables = {field: getattr(view, field) for field in view.__struct_fields__}
        try:
            return self._environment.get_template(name).render(variables)
        except jinja2.TemplateSyntaxError as error:
            return messages.template_syntax(self._place(error.name or name, error.lineno), error.message or "")
        except jinja2.UndefinedError as error:
            return messages.template_undefined(self._failing(error, name), error.message or "", page)
        except jinja2.TemplateNotFound as error:
            missing = str(error.name)
            near = messages.nearest(missing, self._theme.names())
            return messages.template_missing(self._failing(error, name), missing, near)
        except RecursionError as error:
            return messages.template_cycle(self._failing(error, name), self._circle(name))
        except Exception as error:  # noqa: BLE001 -- a template may call anything, and each failure is its author's to see
            return messages.template_failed(self._failing(error, name), f"{error}", page)

    def _load(self, name: str) -> tuple[str, str, None] | None:
        try:
            text, path = self._theme.source(name)
        except FileNotFoundError:
            return None
        self._files[path] = name, text
        return text, path, None

    def _failing(self, error: BaseException, name: str) -> Place:
        """Return the line of the innermost template that ran when the error came."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in self._files]
        if not frames:
            return self._place(name, 0)
        if isinstance(error, RecursionError):
            frames = frames[:1]
        wanted = next((part for match in [_NAME.search(str(error))] if match for part in match.groups() if part), "")
        return self._line(frames[-1].filename, frames[-1].lineno or 0, wanted)

    def _place(self, name: str, line: int) -> Place:
        path = next((path for path, (known, _) in self._files.items() if known == name), f"templates/{name}")
        return self._line(path, line, "")

    def _line(self, path: str, line: int, wanted: str) -> Place:
        """Return a place in a template, at the word that is wanted where the line has it."""
        lines = self._files.get(path, ("", ""))[1].split("\n")
        if not 0 < line <= len(lines):
            return Place(path)
        text = lines[line - 1]
        column = text.find(wanted) if wanted else len(text) - len(text.lstrip())
        return Place(path, line, max(column, 0) + 1, len(wanted) or len(text.strip()) or 1, text)

    def _circle(self, name: str) -> tuple[str, ...]:
        """Return the names of templates that extend or include each other, starting and ending with the same one."""
        way = [name]
        while len(way) < 50:
            source = self._theme.source(way[-1])[0]
            found = jinja2.meta.find_referenced_templates(self._environment.parse(source))
            following = next((other for other in found if other and self._reaches_itself(other)), None)
            if following is None:
                return tuple(way)
            if following in way:
                return (*way[way.index(following) :], following)
            way.append(following)
        return tuple(way)

    def _reaches_itself(self, name: str) -> bool:
        """Tell whether a template leads back to itself, or to a circle."""
        seen: set[str] = set()
        ahead = [name]
        while ahead:
            one = ahead.pop()
            if one in seen:
                return True
            seen.add(one)
            try:
                source = self._theme.source(one)[0]
            except FileNotFoundError:
                continue
            ahead += [
                other for other in jinja2.meta.find_referenced_templates(self._environment.parse(source)) if other
            ]
        return False
