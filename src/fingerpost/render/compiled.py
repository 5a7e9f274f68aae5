"""The text of a template in; its code, and the names of the templates that it leads to, out.

Both follow from the text alone where it is said in English, so a process then reads each text once, however many sites
it builds.
"""

import functools
from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any, TypeVar

import jinja2
import jinja2.meta
import jinja2.nodes

from fingerpost.render.bounds import BoundedEnvironment, ReadingEnvironment, check_depth
from fingerpost.render.code import KeptCode
from fingerpost.render.quick import QuickContext, written
from fingerpost.render.saying import Said
from fingerpost.render.theme import DEFAULT
from fingerpost.words import ENGLISH, Words

__all__ = ["Loader", "named_in", "new_environment"]

Load = Callable[[str], tuple[str, str] | None]
"""A template's name in; its text and its path out, or None where there is none."""
FILTERS = ("day", "duration", "iso_duration", "language", "margin_notes")
"""The filters that the theme has beside Jinja's own."""
_Kind = TypeVar("_Kind", bound=BoundedEnvironment)
_KEPT = 300
"""Texts: those of several themes."""


def new_environment(loader: jinja2.BaseLoader | None = None) -> jinja2.Environment:
    """Return what all templates are run in. Whoever runs them adds the filters and translations."""
    return _set_up(BoundedEnvironment, loader)


def _set_up(kind: type[_Kind], loader: jinja2.BaseLoader | None = None) -> _Kind:
    """Return what templates are read or run in."""
    environment = kind(
        loader=loader,
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,  # all that a theme has
        extensions=["jinja2.ext.i18n"],
    )
    environment.context_class = QuickContext
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined] # what i18n adds
    return environment


class Loader(jinja2.BaseLoader):
    """Gives Jinja the code of templates. What `load` raises comes through.

    `kept` has the code of those of the default theme, in English, from one process to the next; None has none.
    """

    def __init__(self, load: Load, words: Words, kept: KeptCode | None = None) -> None:
        self._load = load
        self._words = words
        self._kept = kept

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 -- Jinja's name
    ) -> jinja2.Template:
        """Return a template. Raises `TemplateNotFound` and `TemplateSyntaxError`."""
        found = self._load(name)
        if found is None:
            raise jinja2.TemplateNotFound(name)
        if self._words.texts:
            code = _code(_parsed(found[0], name, found[1]), name, found[1], self._words)
        else:
            code = self._english(found[0], name, found[1])
        template = environment.template_class.from_code(environment, code, dict(globals or {}))
        template.root_render_func.__globals__["escape"] = written  # what its code writes values with
        return template

    def _english(self, text: str, name: str, path: str) -> CodeType:
        if self._kept is None or not path.startswith(DEFAULT):
            return _english_code(text, name, path)
        code = self._kept.load(text, name, path)
        if code is None:
            code = _english_code(text, name, path)
            self._kept.keep(code, text, name, path)
        return code


@functools.lru_cache(_KEPT)
def named_in(text: str, name: str, path: str) -> tuple[str | None, ...]:
    """Return the templates that one extends, includes or imports; None for one named by a variable.

    Raises `TemplateSyntaxError`.
    """
    return tuple(jinja2.meta.find_referenced_templates(_tree_of(text, name, path)))


@functools.lru_cache(_KEPT)
def _english_code(text: str, name: str, path: str) -> CodeType:
    return _code(_tree_of(text, name, path), name, path, ENGLISH)


def _code(tree: jinja2.nodes.Template, name: str, path: str, words: Words) -> CodeType:
    said: jinja2.nodes.Template = Said(lambda text: words.texts.get(text, (text,))[0]).visit(tree)
    return _reading().compile_tree(said, name, path)


@functools.lru_cache(_KEPT)
def _tree_of(text: str, name: str, path: str) -> jinja2.nodes.Template:
    return _parsed(text, name, path)


def _parsed(text: str, name: str, path: str) -> jinja2.nodes.Template:
    """Return the tree of a template. That of the default theme is known not to be too deep."""
    tree = _reading().parse(text, name, path)
    if not path.startswith(DEFAULT):
        check_depth(tree, name, path)
    return tree


@functools.cache
def _reading() -> ReadingEnvironment:
    """Return an environment that has our filters by name alone: what one makes of a constant waits for the words."""
    environment = _set_up(ReadingEnvironment)
    environment.filters.update(dict.fromkeys(FILTERS, _not_yet))
    return environment


def _not_yet(*_: object) -> str:
    raise NotImplementedError
