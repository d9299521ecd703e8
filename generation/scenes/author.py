"""Events by a language model: a description and ten keywords for each name, or for an event that it invents."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from pydantic import BaseModel, ConfigDict

from generation import prompt
from generation.llm.ask import Ask, Asker, SetAside
from generation.llm.authoring import replies_to, waves
from generation.people.names import folded
from generation.records import BadInput, Event
from generation.scenes.checks import Used, faults, name_faults
from generation.scenes.events import events

EXPECTED_TOKENS = 130  # of replies of the usual length, four characters a token
FIRST_WAVE = 8  # events; each further wave has twice as many
RECALLED = 400  # keywords of others that a prompt shows
INVENTED = "invent the event"
BEGINNINGS = ("the place", "what people do", "the things", "the light or the weather", "what is heard")


class EventReply(BaseModel):
    """What is asked for; prompts/event.txt says what each field holds."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: str
    description: str
    keywords: list[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """An event to be written; without a name it is to be invented. position: among all, from 0."""

    name: str
    position: int

    def faults(self, name: str, given: Collection[str]) -> Iterator[str]:
        """What is wrong with the name of a reply. given: those of all topics."""
        if self.name and name != self.name:
            yield f"name: write {self.name!r} exactly as it is given"
        if not self.name and name in given:
            yield f"name_taken: {name!r} is another event; take another one"


class EventAuthor:
    """Writes events in waves. One depends on the seed, the names and the replies, and not on when a reply comes."""

    def __init__(self, asker: Asker, seed: int) -> None:
        self.asker, self.seed = asker, seed

    def write(self, names: Sequence[str], invented: int = 0) -> tuple[list[Event], list[SetAside]]:
        """An event for each name, then so many with names of the model's own; and the requests that were given up.

        In their place came others. Raises BadInput for a name that no event may have, or if nothing usable comes.
        """
        _require(names)
        used, written, aside = Used(), list[Event](), list[SetAside]()

        def ask(topic: Topic, number: int) -> Ask[EventReply]:
            return event_ask(topic, names, written, self.seed, number)

        def check(topic: Topic, reply: EventReply) -> list[str]:
            event = event_of(reply)
            found = [*topic.faults(event.name, names), *faults(event, used)]
            if not found:
                used.add(event)
            return found

        for _, wave in waves(topics(names, invented), FIRST_WAVE):
            replies, given_up = replies_to(self.asker, wave, ask, check)
            written += map(event_of, replies)
            aside += given_up
        return written, aside


def topics(names: Sequence[str], invented: int) -> list[Topic]:
    """What is to be written, in order."""
    return [Topic(name, position) for position, name in enumerate([*names, *[""] * invented])]


def event_of(reply: EventReply) -> Event:
    """The event that the reply describes, right or wrong."""
    return Event(reply.name, reply.description, tuple(reply.keywords))


def event_ask(topic: Topic, names: Sequence[str], written: Sequence[Event], seed: int, number: int) -> Ask[EventReply]:
    """The request for one event; each number gives another beginning."""
    others = [name for name in dict.fromkeys((*names, *(event.name for event in written))) if name != topic.name]
    beginnings = random.Random(f"{seed}/beginnings/{topic.position}").sample(BEGINNINGS, len(BEGINNINGS))
    keywords = [keyword for event in written for keyword in event.keywords]
    system, text = prompt.filled(
        "event",
        name=topic.name or INVENTED,
        beginning=beginnings[number],
        taken_names="; ".join(others) or "none",
        taken_keywords="; ".join(keywords[-RECALLED:]) or "none",
    )
    return Ask(f"E{topic.position + 1:02d} event", system, text, EventReply, EXPECTED_TOKENS)


def planned_events(names: Sequence[str], invented: int, seed: int) -> list[Ask[EventReply]]:
    """What `EventAuthor.write` would ask if every reply were accepted, for estimates; offline events stand in."""
    stand_ins = list(islice(cycle(events()), len(names) + invented))
    return [
        event_ask(topic, names, stand_ins[:start], seed, 0)
        for start, wave in waves(topics(names, invented), FIRST_WAVE)
        for topic in wave
    ]


def _require(names: Iterable[str]) -> None:
    used = Used()
    for name in names:
        for fault in name_faults(name, used):
            raise BadInput(f"events: {fault.partition(': ')[2]}")
        used.names.add(folded(name))
