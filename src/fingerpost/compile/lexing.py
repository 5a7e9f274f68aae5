"""A Pygments lexer and code in, the lexer's own tokens out, sooner: a rule is tried only where it can begin.

A lexer tries all rules of its state, one after the other, at each place of the code. The characters with which a match
can begin follow from the pattern of a rule, so most rules need not be asked. A pattern of which nothing is known, and
one that may match nothing at all, always is.
"""

import functools
import importlib
import re
from collections.abc import Iterator
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

__all__ = ["first_characters", "quicken"]

_compiler: Any = importlib.import_module("re._compiler")
_parser: Any = importlib.import_module("re._parser")
"""The parser and compiler behind `re`, which tell the structure of a pattern."""

ASCII = "".join(map(chr, range(128)))
_START = ("root",)

Rule = tuple[Any, Any, Any]
"""How Pygments keeps a rule: a match method, what to do with a match, and the states that follow."""
Firsts = tuple[frozenset[str], bool] | None
"""The ASCII characters with which a part can begin, and whether it may match nothing; None where that is unknown."""


def quicken(lexer: Lexer) -> Lexer:
    """Let a lexer that reads by rules alone try only those that can match; any other is left as it is."""
    if type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed:
        states: dict[str, _State] = {}
        lexer.get_tokens_unprocessed = functools.partial(_tokens, lexer, states)  # type: ignore[method-assign]
    return lexer


def first_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return the ASCII characters with which a match of the pattern can begin; None where it can begin anywhere."""
    firsts = _of_sequence(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    return None if firsts is None or firsts[1] else firsts[0]


class _State:
    """The rules of one state of a lexer, sorted by the character at which they can begin, when it is first met."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = tuple(rules)
        self._firsts = [_first_of(rule[0]) for rule in rules]
        self._by_character: dict[str, tuple[Rule, ...]] = {}

    def rules_at(self, character: str) -> tuple[Rule, ...]:
        """Return the rules to try, in their order, where a character stands; "" is the end of the code."""
        if character not in self._by_character:
            known = character != "" and character.isascii()
            self._by_character[character] = tuple(
                rule
                for rule, first in zip(self._rules, self._firsts, strict=True)
                if first is None or not known or character in first
            )
        return self._by_character[character]


def _tokens(
    lexer: Any, states: dict[str, _State], text: str, stack: tuple[str, ...] = _START
) -> Iterator[tuple[int, _TokenType, str]]:
    """Do what `RegexLexer.get_tokens_unprocessed` does (Pygments 2.19), with fewer rules tried."""
    position, end, names = 0, len(text), list(stack)
    state = _state(lexer, states, names[-1])
    while True:
        character = text[position] if position < end else ""
        for matches, action, following in state.rules_at(character):
            found = matches(text, position)
            if found:
                if type(action) is _TokenType:
                    yield position, action, found.group()
                elif action is not None:
                    yield from action(lexer, found)
                position = found.end()
                if following is not None:
                    _follow(names, following)
                    state = _state(lexer, states, names[-1])
                break
        else:
            if not character:
                return
            if character == "\n":
                names = [*_START]
                state = _state(lexer, states, names[-1])
            yield position, Whitespace if character == "\n" else Error, character
            position += 1


def _state(lexer: Any, states: dict[str, _State], name: str) -> _State:
    if name not in states:
        states[name] = _State(lexer._tokens[name])  # where Pygments keeps the rules of a lexer
    return states[name]


def _follow(names: list[str], following: tuple[str, ...] | int | str) -> None:
    """Change the stack of states as a rule says; one state always stays."""
    if isinstance(following, int):
        del names[max(1, len(names) - abs(following)) :]
        return
    for name in following if isinstance(following, tuple) else (following,):
        if name != "#pop":
            names.append(names[-1] if name == "#push" else name)
        elif len(names) > 1:
            names.pop()


def _first_of(matches: Any) -> frozenset[str] | None:
    pattern = getattr(matches, "__self__", None)
    return first_characters(pattern) if isinstance(pattern, re.Pattern) else None


def _of_sequence(parts: Any, flags: int) -> Firsts:
    """A sequence begins as its first part, or as the next one where that may match nothing."""
    begins: frozenset[str] = frozenset()
    for name, argument in parts:
        firsts = _of_part(str(name), argument, flags)
        if firsts is None:
            return None
        begins |= firsts[0]
        if not firsts[1]:
            return begins, False
    return begins, True


def _of_part(name: str, argument: Any, flags: int) -> Firsts:
    """Return how one part of a pattern begins; `name` and `argument` are in the words of Python's own parser."""
    match name:
        case "LITERAL" | "NOT_LITERAL" | "IN" | "ANY":
            return _characters(name, tuple(argument) if name == "IN" else argument, flags), False
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset(), True
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            firsts = _of_sequence(argument[2], flags)
            return (firsts[0], firsts[1] or argument[0] == 0) if firsts else None
        case "SUBPATTERN":
            return _of_sequence(argument[3], (flags | argument[1]) & ~argument[2])
        case "BRANCH":
            ways = [_of_sequence(way, flags) for way in argument[1]]
            known = [way for way in ways if way is not None]
            union = frozenset[str]().union(*(way[0] for way in known))
            return (union, any(way[1] for way in known)) if len(known) == len(ways) else None
    return _of_sequence(argument, flags) if name == "ATOMIC_GROUP" else None


@functools.cache
def _characters(name: str, argument: Any, flags: int) -> frozenset[str]:
    """Return the ASCII characters that a part one character wide admits, by asking `re` for each."""
    part = _parser.SubPattern(_parser.State(), [(getattr(_parser, name), argument)])
    return frozenset(_compiler.compile(part, flags).findall(ASCII))
