"""What is said while a template is read comes out as gettext would say it while a page is made."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from fingerpost.files import Disk, MemoryFiles
from fingerpost.render import Templates, Theme, theme_folder
from fingerpost.render.compiled import FILTERS, new_environment
from fingerpost.render.quick import written
from fingerpost.render.saying import Said

GERMAN = {
    "Topics": "Themen",
    "<b>Next</b>": "<b>Weiter</b> & mehr",
    "%(time)s to read": "%(time)s zu lesen",
    "%(one)s of %(all)s, 100%%": "%(all)s: %(one)s, 100 %%",
    "%(lost)s": "%(other)s",
    "50 %": "50 %",
}
TEMPLATES = (
    '{{ _("Topics") }}',
    '{{ gettext("Topics") }}, {{ _("Unknown") }}',
    "{% trans %}Topics{% endtrans %}",
    "{% trans time=x %}{{ time }} to read{% endtrans %}",
    '{{ _("<b>Next</b>") }}',
    '{{ _("%(time)s to read", time=x) }}',
    '{{ _("%(time)s to read", time="<i>") }}',
    '{{ _("%(one)s of %(all)s, 100%%", one=x, all=2) }}',
    '<a title="{{ _("Topics") }}">{{ _("Topics")|length }}</a>',
    '{% set word = _("%(time)s to read", time=x) %}{{ word }}{{ word|upper }}',
    '{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(_("<b>Next</b>")) }}{{ m(_("%(time)s to read", time=x)) }}',
    '{% if _("Topics") == "Themen" %}yes{% endif %}',
    '{{ ngettext("%(num)s part", "%(num)s parts", 2) }}',
    "{{ _(x) }}",
)
WRONG = ('{{ _("%(lost)s", lost=1) }}', '{{ _("50 %") }}', '{{ _("%(time)s to read") }}')
"""Texts with places that nothing fills, or marks that are no places."""


def render(source: str, *, said: bool, autoescape: bool = True) -> str:
    environment = new_environment()
    environment.autoescape = autoescape
    environment.install_gettext_callables(  # type: ignore[attr-defined] # what i18n adds
        say, lambda one, many, number: one if number == 1 else many, newstyle=True
    )
    tree = environment.parse(source)
    code = environment.compile(Said(say).visit(tree) if said else tree, "t", "t")
    template = environment.template_class.from_code(environment, code, environment.make_globals(None))
    return template.render(x="<x>")


def say(text: str) -> str:
    return GERMAN.get(text, text)


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("source", TEMPLATES)
def test_a_text_comes_out_as_gettext_says_it(source: str, autoescape: bool) -> None:
    assert render(source, said=True, autoescape=autoescape) == render(source, said=False, autoescape=autoescape)


@pytest.mark.parametrize("source", WRONG)
def test_what_gettext_refuses_is_refused(source: str) -> None:
    for said in (True, False):
        with pytest.raises((KeyError, ValueError, TypeError, jinja2.UndefinedError)):
            render(source, said=said)


def test_a_constant_text_is_looked_up_once() -> None:
    asked: list[str] = []

    def heard(text: str) -> str:
        asked.append(text)
        return text

    environment = new_environment()
    tree = Said(heard).visit(environment.parse('{{ _("Topics") }}'))
    template = environment.template_class.from_code(environment, environment.compile(tree, "t", "t"), {})
    assert [template.render() for _ in range(3)] == ["Topics"] * 3
    assert asked == ["Topics"]


def test_templates_are_read_with_the_filters_that_they_run_with() -> None:
    there = Templates(Theme(MemoryFiles({}), Disk(theme_folder())))._environment.filters
    assert there.keys() - new_environment().filters.keys() == set(FILTERS)


@given(st.text(st.sampled_from("a\"'<>&é\n")) | st.text().map(Markup) | st.integers() | st.none() | st.lists(st.text()))
def test_a_value_is_written_as_jinja_writes_it(value: object) -> None:
    assert written(value) == escape(value)


@pytest.mark.parametrize("name", ["wrong.html", "missing.html", "circle.html", "broken.html"])
def test_what_is_wrong_with_a_template_stops_nothing_before_it_is_asked_for(name: str) -> None:
    files = {
        "templates/wrong.html": b"{% if %}",
        "templates/broken.html": b"\xff",
        "templates/circle.html": b'{% include "circle.html" %}{% include "lost.html" %}',
    }
    templates = Templates(Theme(MemoryFiles(files), Disk(theme_folder())))
    templates.prepare(name)
