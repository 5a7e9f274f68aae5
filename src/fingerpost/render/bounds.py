"""A template that asks for too much in, an error that says so out.

What templates make is the same each time, so nothing that goes by chance or by the process is there for them.
"""

import re
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import do_attr
from jinja2.parser import Parser

from fingerpost.render.quick import QuickEnvironment

__all__ = [
    "MOST_LEVELS",
    "MOST_NUMBERS",
    "BoundedEnvironment",
    "RangeError",
    "ReadingEnvironment",
    "TooDeepError",
    "check_depth",
]

MOST_NUMBERS = 100_000
"""How many numbers a `range` may have, as in Jinja's own sandbox."""
MOST_LEVELS = 100
"""How deep the tree of a template may be. Python nests no more than that, and what people write has about 20 levels."""
_BY_CHANCE_FILTERS = ("random",)
_BY_CHANCE_NAMES = ("lipsum",)
_FRAMES = ("gi_frame", "gi_code")
"""What leads from a filter, as `map`, to all of Python, and so to the end of the program."""
_TOO_DEEP = re.compile(r"too many (?:statically )?nested|too many levels")
"""How Python says that it nests no deeper."""


class TooDeepError(jinja2.TemplateSyntaxError):
    """A template that is nested too deep to be read or run."""


class RangeError(Exception):
    """A range of more numbers than a page can need."""


class BoundedEnvironment(QuickEnvironment):
    """Runs templates without what goes by chance, and without the insides of Python's objects."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name in _BY_CHANCE_FILTERS:
            del self.filters[name]
        for name in _BY_CHANCE_NAMES:
            del self.globals[name]
        self.globals["range"] = _numbers
        self.filters["attr"] = _attribute

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item or attribute of an object, undefined for what is hidden."""
        try:
            return obj[argument]
        except (AttributeError, TypeError, LookupError):
            if isinstance(argument, str) and _is_hidden(argument):
                return self.undefined(obj=obj, name=argument)
            return super().getitem(obj, argument)


class ReadingEnvironment(BoundedEnvironment):
    """Reads and compiles templates. Raises `TooDeepError` for one that is nested too deep.

    What is hidden is found here, so that no template takes longer to run for it.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute or item of a constant, which may be known before a template runs."""
        return self.getitem(obj, attribute) if _is_hidden(attribute) else super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parser = Parser(self, source, name, filename)
        try:
            return parser.parse()
        except RecursionError:
            raise TooDeepError("", parser.stream.current.lineno, name, filename) from None

    def compile_tree(self, tree: nodes.Template, name: str, path: str) -> CodeType:
        """Return the code of a template. Raises `TemplateSyntaxError`, at its line, for what Python does not take."""
        source = self.compile(tree, name, path, raw=True)
        try:
            return self._compile(source, path)
        except SyntaxError as error:
            kind = TooDeepError if _TOO_DEEP.search(error.msg) else jinja2.TemplateSyntaxError
            raise kind(error.msg, _line_of(source, error.lineno or 0), name, path) from None


class _Code(CodeGenerator):
    """Looks hidden attributes up as items, which finds none."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 -- Jinja's name for the step
        if _is_hidden(node.attr):
            item = nodes.Getitem(node.node, nodes.Const(node.attr, lineno=node.lineno), "load", lineno=node.lineno)
            self.visit(item, frame)
        else:
            super().visit_Getattr(node, frame)


ReadingEnvironment.code_generator_class = _Code


def check_depth(tree: nodes.Template, name: str, path: str) -> None:
    """Raise `TooDeepError` for a tree of too many levels, at the line of the first one."""
    level: list[nodes.Node] = [tree]
    for _ in range(MOST_LEVELS):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise TooDeepError("", level[0].lineno, name, path)


def _line_of(source: str, line: int) -> int:
    """Return the line of a template from which a line of its code comes; the code's last line says which is which."""
    pairs = re.findall(r"(\d+)=(\d+)", source[source.rindex("debug_info = ") :])
    return max((int(mine) for mine, of_code in pairs if int(of_code) <= line), default=0)


def _numbers(*bounds: int) -> range:
    """Return a range. Raises `RangeError` for one that is too long; one may be longer than Python can count."""
    numbers = range(*bounds)
    if numbers[MOST_NUMBERS:]:
        raise RangeError
    return numbers


@jinja2.pass_environment
def _attribute(environment: jinja2.Environment, obj: object, name: str) -> Any:
    return environment.undefined(obj=obj, name=name) if _is_hidden(name) else do_attr(environment, obj, name)


def _is_hidden(name: str) -> bool:
    """Tell whether a name is of Python's own, as `__class__`, or of the inside of a class."""
    return (name.startswith("_") and "__" in name) or name in _FRAMES
