"""Jinja's way of running a template with fewer steps where it asks the same again and again, and the same text out."""

from collections.abc import MutableMapping
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

__all__ = ["QuickContext", "QuickEnvironment", "written"]


class QuickEnvironment(jinja2.Environment):
    """Gives a template that it has loaded by its name alone. No template of it ever changes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[str, jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 -- Jinja's name
    ) -> jinja2.Template:
        """Return a template. Raises `TemplateNotFound` and `TemplateSyntaxError`."""
        if type(name) is not str or globals:
            return super().get_template(name, parent, globals)
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent)
        return found


class QuickContext(Context):
    """Calls a macro at once. Of anything else Jinja asks first whether it wants the context, the environment …"""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 -- so that a template may name anything
        """Return what a macro or function gives."""
        if type(__obj) is Macro:
            if kwargs:
                kwargs.pop("_block_vars", None)
                kwargs.pop("_loop_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs)
        return Context.call(__self, __obj, *args, **kwargs)


def written(value: object) -> str:
    """Return a value as a template writes it: `escape` without a new object for what is safe, or holds no mark."""
    kind = type(value)
    if kind is str:
        text: str = value  # type: ignore[assignment] # its type says so
        return (
            text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace('"', "&#34;")
            .replace("'", "&#39;")
        )
    return value if kind is Markup else escape(value)  # type: ignore[return-value] # as above
