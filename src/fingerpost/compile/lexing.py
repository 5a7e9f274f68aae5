"""A Pygments lexer and code in, the lexer's own tokens out, sooner: a rule is tried only where it can begin.

A lexer tries all rules of its state, one after the other, at each place of the code. The characters with which a match
can begin, and whether it can only at the start of a line, follow from the pattern of a rule, so most rules need not be
asked. A pattern of which nothing is known, and one that may match nothing at all, always is.
"""

import functools
import importlib
import re
from typing import Any

from pygments.lexer import ExtendedRegexLexer, Lexer, LexerContext, RegexLexer
from pygments.lexers.data import YamlLexer, YamlLexerContext
from pygments.token import Error, Text, Whitespace, _TokenType

__all__ = ["beginning_of", "quicken"]

_compiler: Any = importlib.import_module("re._compiler")
_parser: Any = importlib.import_module("re._parser")
"""The parser and compiler behind `re`, which tell the structure of a pattern."""

ASCII = "".join(map(chr, range(128)))
_START = ("root",)

Token = tuple[int, _TokenType, str]
"""Where a token stands, its kind, and its text."""
Rule = tuple[Any, _TokenType | None, Any, Any]
"""A match method, the kind of the one token that a match is, or else what to do with it, and the states that follow."""
Firsts = tuple[frozenset[str], bool] | None
"""The ASCII characters with which a part can begin, and whether it may match nothing; None where that is unknown."""


def quicken(lexer: Lexer) -> Lexer:
    """Let a lexer that reads by rules alone try only those that can match; any other is left as it is."""
    own: Any = type(lexer).get_tokens_unprocessed
    quick: Any = None
    if own is RegexLexer.get_tokens_unprocessed:
        quick = functools.partial(_tokens, lexer, _States(lexer))
    elif own in _CONTEXTS:
        quick = functools.partial(_tokens_in_context, lexer, _States(lexer), _CONTEXTS[own])
    if quick:
        lexer.get_tokens_unprocessed = quick  # type: ignore[method-assign]
    return lexer


_CONTEXTS: dict[Any, type[LexerContext]] = {
    ExtendedRegexLexer.get_tokens_unprocessed: LexerContext,
    YamlLexer.get_tokens_unprocessed: YamlLexerContext,
}
"""By how a lexer reads whose rules may look at all that was read before, the kind of its memory."""


@functools.cache
def beginning_of(pattern: re.Pattern[str]) -> tuple[frozenset[str] | None, bool]:
    """Return how a match of the pattern begins.

    The ASCII characters with which it can, None where it can begin anywhere; and whether it is known that it only does
    at the start of a line.
    """
    parts = _parser.parse(pattern.pattern, pattern.flags)
    firsts = _of_sequence(parts, pattern.flags)
    return None if firsts is None or firsts[1] else firsts[0], _begins_a_line(parts)


class _Rules(dict[str, tuple[Rule, ...]]):
    """Rules of one state to try within a line, in their order, by the character that stands there; "" for the end."""

    def __init__(self, rules: list[tuple[Rule, frozenset[str] | None]]) -> None:
        super().__init__()
        self._rules = rules
        self.starting = self
        """The same at the start of a line."""

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        """Choose the rules when a character is first met. A rule whose first characters are known never matches ""."""
        self[character] = tuple(
            rule for rule, first in self._rules if first is None or character in first or not character.isascii()
        )
        return self[character]


class _States(dict[str, _Rules]):
    """The states of a lexer, by name."""

    def __init__(self, lexer: Any) -> None:
        super().__init__()
        self._lexer = lexer

    def __missing__(self, name: str) -> _Rules:
        """Sort the rules of a state when it is first met."""
        begun = [
            ((matches, action if type(action) is _TokenType else None, action, following), *_begin_of(matches))
            for matches, action, following in self._lexer._tokens[name]  # where Pygments keeps the rules of a lexer
        ]
        self[name] = rules = _Rules([(rule, first) for rule, first, at_line in begun if not at_line])
        rules.starting = _Rules([(rule, first) for rule, first, _ in begun])
        return rules


def _tokens(lexer: Any, states: _States, text: str, stack: tuple[str, ...] = _START) -> list[Token]:
    """Do what `RegexLexer.get_tokens_unprocessed` does (Pygments 2.21), with fewer rules tried."""
    tokens: list[Token] = []
    append = tokens.append
    position, last, names = 0, len(text), list(stack)
    rules = states[names[-1]]
    while True:
        possible = rules if position and text[position - 1] != "\n" else rules.starting
        character = text[position] if position < last else ""
        for matches, kind, action, following in possible[character]:
            if found := matches(text, position):
                end = found.end()
                if kind is not None:
                    append((position, kind, text[position:end]))
                elif action is not None:
                    tokens.extend(action(lexer, found))
                position = end
                if following is not None:
                    _follow(names, following)
                    rules = states[names[-1]]
                break
        else:
            if not character:
                return tokens
            if character == "\n":
                names = [*_START]
                rules = states[names[-1]]
            tokens.append((position, Whitespace if character == "\n" else Error, character))
            position += 1


def _tokens_in_context(
    lexer: Any, states: _States, remembers: type[LexerContext], text: str = "", context: Any = None
) -> list[Token]:
    """Do what `ExtendedRegexLexer.get_tokens_unprocessed` does (Pygments 2.21), with fewer rules tried."""
    context = remembers(text, 0) if context is None else context
    text, last = context.text, len(context.text)
    tokens: list[Token] = []
    rules = states[context.stack[-1]]
    while True:
        position = context.pos
        possible = rules if position and text[position - 1] != "\n" else rules.starting
        character = text[position] if position < last else ""
        for matches, kind, action, following in possible[character]:
            if found := matches(text, position, context.end):
                if kind is not None:
                    tokens.append((position, kind, found.group()))
                    context.pos = found.end()
                elif action is not None:
                    tokens.extend(action(lexer, found, context))
                    if not following:
                        rules = states[context.stack[-1]]
                if following is not None:
                    _follow(context.stack, following)
                    rules = states[context.stack[-1]]
                break
        else:
            if context.pos >= context.end or not character:
                return tokens
            if character == "\n":
                context.stack = [*_START]
                rules = states["root"]
            tokens.append((position, Text if character == "\n" else Error, character))
            context.pos += 1


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


def _begin_of(matches: Any) -> tuple[frozenset[str] | None, bool]:
    """Return how what a rule matches begins."""
    pattern = getattr(matches, "__self__", None)
    return beginning_of(pattern) if isinstance(pattern, re.Pattern) else (None, False)


def _begins_a_line(parts: Any) -> bool:
    """Tell whether a sequence begins with a `^`, in groups or not."""
    if not len(parts):
        return False
    name, argument = parts[0]
    if str(name) == "SUBPATTERN":
        return _begins_a_line(argument[3])
    return str(name) == "AT" and str(argument) in {"AT_BEGINNING", "AT_BEGINNING_STRING"}


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
