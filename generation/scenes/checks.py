"""What must hold for every event, whichever engine wrote it. A fault reads `code: what to do about it`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generation.people.checks import ARTICLE, blemishes
from generation.people.describing import nobody_named, sentences
from generation.people.names import folded
from generation.records import Event

KEYWORDS = 10
LONGEST_NAME, LONGEST_KEYWORD = 5, 4  # words
SENTENCES, WORDS = (2, 3), (12, 80)  # of a description
SHARED = 2  # keywords of an event that others may have as well


@dataclass(slots=True)
class Used:
    """What earlier events have."""

    names: set[str] = field(default_factory=set)
    descriptions: set[str] = field(default_factory=set)
    keywords: set[str] = field(default_factory=set)

    def add(self, event: Event) -> None:
        """From now on what it has is used."""
        self.names.add(folded(event.name))
        self.descriptions.add(folded(event.description))
        self.keywords.update(map(folded, event.keywords))


def faults(event: Event, used: Used) -> list[str]:
    """Everything that is wrong with an event; an empty list for a good one."""
    rules = (name_faults(event.name, used), _description(event, used), _keywords(event.keywords, used))
    return [fault for rule in rules for fault in rule]


def name_faults(name: str, used: Used) -> Iterator[str]:
    """What is wrong with the name alone."""
    yield from _plain([name], "name")
    if not 1 <= len(name.split()) <= LONGEST_NAME or name != name.lower() or ARTICLE.match(name):
        yield f"name_form: write {name!r} in lower case, without an article, in at most {LONGEST_NAME} words"
    if folded(name) in used.names:
        yield f"name_taken: {name!r} is another event; take another one"


def _description(event: Event, used: Used) -> Iterator[str]:
    text, (fewest, most) = event.description, WORDS
    yield from _plain([text], "description")
    if not SENTENCES[0] <= sentences(text) <= SENTENCES[1] or not fewest <= len(text.split()) <= most:
        yield f"description_length: write two or three sentences of {fewest} to {most} words in all"
    if folded(text) in used.descriptions:
        yield "description_taken: another event has this description; write one of its own"


def _keywords(keywords: Iterable[str], used: Used) -> Iterator[str]:
    given = list(keywords)
    yield from _plain(given, "keyword")
    if len(given) != KEYWORDS or len(set(map(folded, given))) != KEYWORDS:
        yield f"keywords: write exactly {KEYWORDS} different keywords"
    if long := [one for one in given if len(one.split()) > LONGEST_KEYWORD]:
        yield f"keyword_length: {long[0]!r} has more than {LONGEST_KEYWORD} words; be brief"
    shared = [one for one in given if folded(one) in used.keywords]
    if len(shared) > SHARED:
        yield f"keywords_taken: {', '.join(shared)} are keywords of other events; at most {SHARED} may be"


def _plain(texts: Iterable[str], what: str) -> Iterator[str]:
    for text in texts:
        yield from blemishes(text, what)
        yield from nobody_named(text, what)
