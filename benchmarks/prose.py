"""In: a seed and a template. Out: plain English about asking, work and letters, the same on every machine."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

Choice = TypeVar("Choice")

TOPIC_KINDS = ("cold", "warm", "early", "late", "formal", "friendly", "patient", "clumsy", "unsigned", "difficult")
TOPIC_THINGS = ("letters", "requests", "replies", "meetings", "refusals", "introductions")
TOPIC_LABELS = tuple(f"{kind} {thing}" for kind in TOPIC_KINDS for thing in TOPIC_THINGS)

TASKS = (
    "write to", "thank", "ask advice of", "call on", "remind", "apologise to", "say no to", "work beside",
    "follow up with", "send a list to", "make a plan with", "borrow a book from", "keep in touch with",
    "ask a favour of", "speak up to", "learn a trade from",
)  # fmt: skip
PEOPLE = (
    "a neighbour", "an old colleague", "the head of a small office", "a former teacher", "the clerk at the front desk",
    "a friend of your aunt", "someone two jobs ahead of you", "a shopkeeper", "the editor of a small paper",
    "a stranger on the morning train", "the woman who runs the library", "a retired surveyor", "a cousin in the trade",
    "the man who signed the notice", "a night nurse", "the new baker",
)  # fmt: skip
TIMES = (
    "before the week ends", "on a slow Tuesday", "after the holiday", "within two days", "at the end of the month",
    "early in the morning", "at the next meeting", "when the shop is quiet", "in the first week of a job",
    "after a long silence", "once the harvest is in", "between two trains", "on the last day", "over a cup of tea",
    "by post", "on the telephone", "in a crowded room", "at the market", "without being asked", "for the second time",
    "in three lines", "before the rain starts", "while the kettle boils", "at the top of the stairs",
)  # fmt: skip
WORDS: Mapping[str, Sequence[str]] = {
    "who": PEOPLE,
    "when": TIMES,
    "task": TASKS,
    "topic": TOPIC_LABELS,
    "they": (
        "most people", "busy people", "kind people", "strangers", "good readers", "new hands", "people in a hurry",
        "those who answer often", "the old hands", "shy people",
    ),
    "do": (
        "write one short letter", "ask one clear question", "wait for a week", "send a second note", "say thank you",
        "name a day and an hour", "leave room for a no", "keep the first line short", "read what they have written",
        "ring the office", "put the reason first", "offer an easy way out", "bring a pencil", "count to ten",
        "copy the address with care", "tell them what came of it", "start with what you know", "ask who else to ask",
    ),
    "thing": (
        "a short letter", "a reply", "a name to write to", "half an hour", "an honest answer", "a second meeting",
        "a line on a card", "a list of three questions", "a promise", "a careful no", "a page of notes",
        "an open door", "a stamped envelope", "a place at the table", "an old address book", "a quiet word",
    ),
    "why": (
        "because nobody likes to guess", "because time is what they lack", "since a letter can be read twice",
        "because a small request is easy to grant", "as the answer was never about you",
        "because the work has to be done anyway", "since most silence has a dull reason",
        "because a date is easier to keep than a wish", "as every office has its own weather",
    ),
    "how": (
        "brief", "plain", "kind", "careful", "tidy", "stiff", "shy", "cheerful", "slow", "modest", "sharp",
        "generous", "tired", "gentle",
    ),
    "key": ("ask_by", "reply_to", "next_step", "sent_on", "thanks", "remind_after", "first_line", "kept", "office"),
    "file": ("contacts.txt", "letters/draft.md", "notes.yml", "people.csv", "week.txt", "sent/list.txt"),
    "count": ("two", "three", "four", "five", "seven", "ten", "a dozen"),
}  # fmt: skip

PLAIN = (
    "if {who} asks for {thing}, {do} {when}.",
    "{they} would rather have {thing} than wait for {thing}, {why}.",
    "you may {do}, and then {do}, but not both {when}.",
    "the first attempt is often {how}; the second is {how} and better.",
    "{who} once kept {thing} for {count} years and never said so.",
    "{do} {when}, {why}.",
    "nobody is {how} all day, and {who} is no exception.",
    "it takes {count} minutes to {task} {who}, and a good deal longer to put it off.",
    "what looks like a {how} reply is often only a {how} person {when}.",
    "there is no need to {do} when {thing} will do.",
    "some {topic} end well, {why}.",
    "of {count} people who {do}, most hear back {when}.",
    "when in doubt, {do}; when certain, {do} anyway.",
    "we asked {who}, who had seen {topic} come and go, and the advice was to {do}.",
    "a {how} question earns a {how} answer, and {thing} besides.",
    "then {task} {who}, {do}, and go home.",
)
MARKED = (
    "the rule is *{how} first, {how} later*, {why}.",
    "write the date under `{key}` and the name in `{file}`, so that you can {do} {when}.",
    "**{they}** notice one thing above all: whether you {do}.",
    "set `{key}` before you {task} {who}.",
    "it is *not* rude to {do}; it is rude to let {who} wait for {thing}.",
    "keep `{file}` short, with **one line** for each person, {why}.",
)
REFERRING = (
    "what @ says about this holds {when} too.",
    "it helps to read @ first, {why}.",
    "if {who} is the one who asks, @ has a {how} example.",
    "we have told the longer story in @, with {thing} at the end.",
    "compare this with @, where {they} {do} instead.",
    "there is more on how to {do} in @.",
)


class Dice:
    """A source of chance that gives one sequence for one seed, whatever the machine or the Python version.

    Of `random.Random` only `random()` is used: its sequence is the one that Python promises to keep.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self._random.random() * limit)

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of the choices, which must not be empty."""
        return choices[self.below(len(choices))]

    def draw(self, choices: Sequence[Choice], count: int) -> tuple[Choice, ...]:
        """`count` different members in random order; fewer when there are not so many."""
        left = list(choices)
        return tuple(left.pop(self.below(len(left))) for _ in range(min(count, len(left))))


def fill(dice: Dice, template: str) -> str:
    """The template with each `{slot}` replaced by words drawn for it alone."""
    return re.sub(r"\{(\w+)\}", lambda slot: dice.pick(WORDS[slot[1]]), template)


def capital(words: str) -> str:
    """The same words with their first letter a capital, behind any marks; the rest keeps its case."""
    return re.sub(r"^\W*\w", lambda start: start[0].upper(), words)


def sentence(dice: Dice, templates: Sequence[str] = PLAIN) -> str:
    """One sentence, with its capital and its full stop."""
    return capital(fill(dice, dice.pick(templates)))
