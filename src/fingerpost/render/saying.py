"""The tree of a template and the words of a language in; the same tree, its constant texts said already, out.

A text that a template marks (`_("Topics")`, `{% trans %}`) is the same on every page, so it need not be looked up, nor
its places be found, each time that a page is made. What depends on a number stays with gettext.
"""

import re
from collections.abc import Callable, Mapping

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

__all__ = ["Said"]

Say = Callable[[str], str]
"""An English text in, what stands for it out, its places (`%(name)s`) not yet filled in."""
_SAYING = ("_", "gettext")
_PLACE = re.compile(r"%\((\w+)\)s|(%%)")


class Said(NodeTransformer):
    """Says what is constant in a tree, in one pass."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 -- Jinja's name for the step
        """Put the text itself among what a template writes, and what its places hold between its parts."""
        written: list[nodes.Expr] = []
        for child in node.nodes:
            parts = self._parts(child)
            written += [self.visit(child)] if parts is None else parts
        node.nodes = written
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 -- as above
        """Put the text itself where an expression holds one without places."""
        parts = self._parts(node)
        if parts is None or not all(isinstance(part, nodes.TemplateData) for part in parts):
            self.generic_visit(node)
            return node
        text = "".join(part.data for part in parts if isinstance(part, nodes.TemplateData))
        return nodes.MarkSafeIfAutoescape(nodes.Const(text), lineno=node.lineno)

    def _parts(self, node: nodes.Node) -> list[nodes.Expr] | None:
        """Return a marked text cut at its places, each with what it holds; None for anything else."""
        match node:
            case nodes.Call(
                node=nodes.Name(name=name), args=[nodes.Const(value=str(text))], dyn_args=None, dyn_kwargs=None
            ) if name in _SAYING:
                held = {pair.key: pair.value for pair in node.kwargs}
                return _cut(self._say(text), held, node.lineno)
        return None


def _cut(text: str, held: Mapping[str, nodes.Expr], line: int) -> list[nodes.Expr] | None:
    """Cut a text at its places; None where it has others than these, which gettext will tell."""
    parts: list[nodes.Expr] = []
    end = 0
    for place in _PLACE.finditer(text):
        if "%" in text[end : place.start()] or not (place[2] or place[1] in held):
            return None
        parts += [nodes.TemplateData(text[end : place.start()], lineno=line)] if place.start() > end else []
        parts.append(nodes.TemplateData("%", lineno=line) if place[2] else held[place[1]])
        end = place.end()
    if "%" in text[end:]:
        return None
    return [*parts, nodes.TemplateData(text[end:], lineno=line)]
