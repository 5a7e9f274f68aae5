"""A Pygments lexer and code in, the lexer's own tokens out, sooner: a rule is tried only where it can begin.

A lexer tries all rules of its state, one after the other, at each place of the code. The characters with which a match
can begin follow from the pattern of a rule, so most rules need not be asked. A pattern of which nothing is known, and
one that may match nothing at all, always is.
"""

import functools
import importlib
import re
from typing import Any

from pygments.lexer import ExtendedRegexLexer, Lexer, LexerContext, RegexLexer
from pygments.lexers.data import YamlLexer, YamlLexerContext
from pygments.token import Error, Text, Whitespace, _TokenType

__all__ = ["first_characters", "quicken"]

_compiler: Any = importlib.import_module("re._compiler")
_parser: Any = importlib.import_module("re._parser")
"""The parser and compiler behind `re`, which tell the structure of a pattern."""

ASCII = "".join(map(chr, range(128)))
UNSORTED = 200
"""For the few blocks of one page it takes longer to tell how the rules of a state begin than to try them all."""
_START = ("root",)
_END = "\0"
"""Stands behind the code; to try rules there that cannot match does no harm."""

Token = tuple[int, _TokenType, str]
"""Where a token stands, its kind, and its text."""
Rule = tuple[Any, _TokenType | None, Any, Any]
"""A match method, the kind of the one token that a match is, or else what to do with it, and the states that follow."""
Firsts = tuple[frozenset[str], bool] | None
"""The ASCII characters with which a part can begin, and whether it may match nothing; None where that is unknown."""


def quicken(lexer: Lexer, unsorted: int = UNSORTED) -> Lexer:
    """Let a lexer that reads by rules alone try only those that can match; any other is left as it is.

    So many times (`unsorted`) all rules of a state are tried, before it is told how they begin.
    """
    own: Any = type(lexer).get_tokens_unprocessed
    quick: Any = None
    if own is RegexLexer.get_tokens_unprocessed:
        quick = functools.partial(_tokens, lexer, _States(lexer, unsorted))
    elif own in _CONTEXTS:
        quick = functools.partial(_tokens_in_context, lexer, _States(lexer, unsorted), _CONTEXTS[own])
    if quick:
        lexer.get_tokens_unprocessed = quick  # type: ignore[method-assign]
    return lexer


_CONTEXTS: dict[Any, type[LexerContext]] = {
    ExtendedRegexLexer.get_tokens_unprocessed: LexerContext,
    YamlLexer.get_tokens_unprocessed: YamlLexerContext,
}
"""By how a lexer reads whose rules may look at all that was read before, the kind of its memory."""


@functools.cache
def first_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return the ASCII characters with which a match of the pattern can begin; None where it can begin anywhere."""
    firsts = _of_sequence(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    return None if firsts is None or firsts[1] else firsts[0]


class _Rules(dict[str, tuple[Rule, ...]]):
    """The rules of one state to try, in their order, by the character that stands there."""

    def __init__(self, rules: list[Any], unsorted: int) -> None:
        super().__init__()
        self._unsorted = unsorted
        self._rules = tuple(
            (matches, action if type(action) is _TokenType else None, action, following)
            for matches, action, following in rules
        )

    def __missing__(self, character: str) -> tuple[Rule, ...]:
        """Choose the rules when a character is first met; all of them, as long as it is not worth the choice."""
        if self._unsorted:
            self._unsorted -= 1
            return self._rules
        self[character] = tuple(
            rule for rule, first in self._firsts if first is None or character in first or not character.isascii()
        )
        return self[character]

    @functools.cached_property
    def _firsts(self) -> list[tuple[Rule, frozenset[str] | None]]:
        return [(rule, _first_of(rule[0])) for rule in self._rules]


class _States(dict[str, _Rules]):
    """The states of a lexer, by name."""

    def __init__(self, lexer: Any, unsorted: int) -> None:
        super().__init__()
        self._lexer = lexer
        self._unsorted = unsorted

    def __missing__(self, name: str) -> _Rules:
        """Sort the rules of a state when it is first met."""
        self[name] = _Rules(self._lexer._tokens[name], self._unsorted)  # where Pygments keeps the rules of a lexer
        return self[name]


def _tokens(lexer: Any, states: _States, text: str, stack: tuple[str, ...] = _START) -> list[Token]:
    """Do what `RegexLexer.get_tokens_unprocessed` does (Pygments 2.21), with fewer rules tried."""
    tokens: list[Token] = []
    append = tokens.append
    position, last, names = 0, len(text), list(stack)
    characters = text + _END
    rules = states[names[-1]]
    while True:
        character = characters[position]
        for matches, kind, action, following in rules[character]:
            found = matches(text, position)
            if found is not None:
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
            if position == last:
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
        character = text[position] if position < last else _END
        for matches, kind, action, following in rules[character]:
            found = matches(text, position, context.end)
            if found is not None:
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
            if position >= context.end or position >= last:
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
    """Return the ASCII characters that a part one character wide admits, by asking `re` for each.

    A set may name all letters of the world, and takes long then; where case counts, those beyond ASCII change nothing.
    """
    if name == "IN" and not flags & re.IGNORECASE:
        argument = [item for item in argument if not _is_beyond_ascii(*item)]
        if not argument:
            return frozenset()
    part = _parser.SubPattern(_parser.State(), [(getattr(_parser, name), argument)])
    return frozenset(_compiler.compile(part, flags).findall(ASCII))


def _is_beyond_ascii(name: Any, argument: Any) -> bool:
    """Tell whether an item of a set, in the words of Python's own parser, names characters beyond ASCII alone."""
    first = argument[0] if str(name) == "RANGE" else argument if str(name) == "LITERAL" else 0
    return bool(first >= len(ASCII))
