"""A plain scalar of YAML in, what it means out, as PyYAML tells it: a number, a day, true, false, nothing, or its text.

It stands apart since PyYAML takes its time to be imported, and most scalars are known by their looks.
"""

import datetime

import yaml

__all__ = ["meaning_of"]

_MEANINGS = yaml.resolver.Resolver.yaml_implicit_resolvers
"""What plain values may be but text, by their first character (YAML 1.1)."""


def meaning_of(text: str) -> object:
    """Return what a plain scalar means; its text, where that has no meaning or a wrong one, as the 31st of June."""
    if not any(pattern.match(text) for _, pattern in _MEANINGS.get(text[:1], ())):
        return text
    try:
        tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        value: object = yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, text))
    except (ValueError, yaml.YAMLError):
        return text
    return value.date() if isinstance(value, datetime.datetime) else value
