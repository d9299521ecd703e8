"""People at events and events by a language model, through the client, against a loopback server that fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generation import prompt
from generation.llm.authoring import FIRST_WAVE, TRIES, objected, steps, waves
from generation.llm.client import ATTEMPTS, Client, Connection, estimate
from generation.llm.options import Options
from generation.people import character_author
from generation.people.character_author import CharacterAuthor, planned_characters
from generation.people.character_checks import Used, faults
from generation.people.characters import sample_characters
from generation.records import BadInput, Character, Event
from generation.scenes import author as event_author
from generation.scenes import checks
from generation.scenes.author import EventAuthor, planned_events
from generation.scenes.events import events

from ..llm_server import CUT, ERROR_500, MALFORMED, RATE_LIMIT, WRONG_SCHEMA, LLMServer, by_payload, running, usage
from .author import texts_of
from .character_author import answer

NAMES = [event.name for event in events()]
FAULTS = (RATE_LIMIT, ERROR_500, CUT, MALFORMED, WRONG_SCHEMA)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    with running(answer) as llm:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)
        yield llm


@pytest.fixture
def client(server: LLMServer, tmp_path: Path) -> Iterator[Client]:
    with opened(server.address, tmp_path) as found:
        yield found


def opened(address: str, folder: Path, **settings: Any) -> Client:
    connection = Connection(address, backoff=0.01, timeout=5, poll=0.02)
    return Client(Options(), folder / "responses.sqlite", replace(connection, **settings))


def ids(count: int) -> list[str]:
    return [f"P{number:05d}" for number in range(1, count + 1)]


def spoiled(wrong: Callable[[dict[str, str], int], dict[str, Any]]) -> Callable[[dict[str, Any]], str]:
    """The good reply with what `wrong` changes, given the reply and the number of the attempt."""

    def author(payload: dict[str, Any]) -> str:
        reply = json.loads(answer(payload))
        return json.dumps(reply | wrong(reply, (len(payload["messages"]) - 2) // 2))

    return author


def asked(server: LLMServer) -> list[str]:
    """Everything that was told to the model."""
    return [text for payload in server.payloads.values() for one in payload["messages"] for text in texts_of(one)]


def test_people_are_whom_the_ids_settle_and_keep_the_rules(client: Client) -> None:
    written, aside = CharacterAuthor(client, 0).write(ids(90))
    used = Used()
    for one, offline in zip(written, sample_characters(ids(90), 0), strict=True):
        assert replace(one, name="", job="", appearance="") == replace(offline, name="", job="", appearance="")
        assert not faults(one, used)
        used.add(one)
    assert not aside


def test_faults_of_the_server_change_nothing_and_a_full_store_needs_no_network(
    server: LLMServer, client: Client, tmp_path: Path
) -> None:
    def both(asker: Client) -> tuple[list[Character], list[Event]]:
        return CharacterAuthor(asker, 0).write(ids(30))[0], EventAuthor(asker, 0).write(NAMES[:10], 2)[0]

    server.faults = by_payload(3, RATE_LIMIT, ERROR_500, CUT)
    found = both(client)
    assert server.requests > sum(server.answered.values()) == 42
    with opened("http://127.0.0.1:9/v1", tmp_path) as offline:
        assert both(offline) == found
    with running(answer) as sound, opened(sound.address, tmp_path / "other", concurrency=1) as other:
        assert both(other) == found
    server.faults = by_payload(3, *FAULTS)
    with opened(server.address, tmp_path / "third") as third:  # asked again, so others
        assert [one.id for one in both(third)[0]] == ids(30)
    with opened(server.address, tmp_path / "fourth", batch=True) as fourth:
        assert [one.name for one in both(fourth)[1]][:10] == NAMES[:10]


def test_what_cannot_be_used_is_asked_again_with_the_reason(server: LLMServer, client: Client) -> None:
    server.author = spoiled(lambda reply, attempt: {} if attempt else {"name": "Marie Curie"})
    written, aside = CharacterAuthor(client, 0, ["marie CURIE"]).write(ids(3))
    assert "Marie Curie" not in {one.name for one in written} and not aside
    assert sum("name_taken: somebody else is called 'Marie Curie'" in text for text in asked(server)) == 3


def test_a_name_twice_in_a_wave_goes_to_who_comes_first(server: LLMServer, client: Client) -> None:
    server.author = spoiled(lambda reply, attempt: {} if attempt else {"name": "Ada Lund"})
    written, _ = CharacterAuthor(client, 0).write(ids(5))
    assert [one.name == "Ada Lund" for one in written] == [True, False, False, False, False]
    assert len({one.name for one in written}) == 5


def test_a_later_wave_is_told_what_is_used_up(server: LLMServer, client: Client) -> None:
    written, _ = CharacterAuthor(client, 0).write(ids(FIRST_WAVE + 5))
    late = [text for text in asked(server) if "Taken jobs" in text and "in that sector: none" not in text]
    assert len(late) == 5
    for one in written[FIRST_WAVE:]:
        (told,) = [text for text in late if f"At home in: {one.area}\n" in text]
        namesakes = [other.name for other in written[:FIRST_WAVE] if other.area == one.area]
        assert namesakes and all(name in told for name in namesakes)


def test_who_is_set_aside_is_asked_for_with_other_looks_and_at_last_given_up(server: LLMServer, client: Client) -> None:
    looks: list[str] = []

    def lasting(wrong: int) -> Callable[[dict[str, Any]], str]:
        def author(payload: dict[str, Any]) -> str:
            given = next(line for line in texts_of(payload["messages"][1])[0].splitlines() if line.startswith("Looks"))
            looks.extend([given] if given not in looks else [])
            reply = json.loads(answer(payload))
            return json.dumps(reply | ({"job": "a baker"} if looks.index(given) < wrong else {}))

        return author

    server.author = lasting(1)
    (one,), (aside,) = CharacterAuthor(client, 0).write(["P00001"])
    assert aside.about == "P00001 character" and len(aside.reasons) == ATTEMPTS and len(looks) == 2
    assert all(reason.startswith("job_form") for reason in aside.reasons) and one.job != "a baker"
    looks.clear()
    server.author = lasting(TRIES)
    with pytest.raises(BadInput, match=r"P00002 character: given up 3 times \(job_form: .*\); take another model"):
        CharacterAuthor(client, 1).write(["P00002"])


def test_whom_an_editor_rejects_somebody_else_replaces(server: LLMServer, client: Client) -> None:
    author = CharacterAuthor(client, 0)
    written, _ = author.write(ids(6))
    first = {"P00002": lambda one: "too rare a name" if one == written[1] else "", "P00005": lambda one: ""}
    anew, _ = author.rewrite(first, written)
    assert [one == other for one, other in zip(anew, written, strict=True)] == [True, False, True, True, False, True]
    told = [text for text in asked(server) if "An editor rejected" in text]
    assert len(told) == 1 and "too rare a name" in told[0] and written[1].appearance in told[0]
    again = {"P00002": lambda one: "too rare a name" if one in (written[1], anew[1]) else ""}
    third, _ = author.rewrite(again, written)
    assert author.rewrite({}, written) == (written, [])
    assert third[1] not in (written[1], anew[1])
    assert any("rejected: an editor says: too rare a name" in text for text in asked(server))


def test_events_have_the_names_given_and_names_of_the_model(client: Client) -> None:
    written, aside = EventAuthor(client, 0).write(NAMES, 4)
    assert [event.name for event in written[:40]] == NAMES and len({event.name for event in written}) == 44
    used = checks.Used()
    for event in written:
        assert not checks.faults(event, used)
        used.add(event)
    assert not aside


def test_later_events_are_told_the_names_and_keywords_of_earlier_ones(server: LLMServer, client: Client) -> None:
    written, _ = EventAuthor(client, 0).write(NAMES[:9], 1)
    last = [text for text in asked(server) if "Name: invent the event" in text]
    assert len(last) == 1 and all(name in last[0] for name in NAMES[:9])
    assert all(keyword in last[0] for event in written[:8] for keyword in event.keywords)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "zoo visits"}, "name: write 'zoo visit' exactly"),
        ({"description": "Sofia looks at a giraffe in the zoo. It has a long neck and eats leaves."}, "names_somebody"),
        ({"keywords": ["zoo"] * 10}, "keywords: write exactly 10"),
        ({"keywords": [f"animal {number}" for number in range(9)]}, "keywords: write exactly 10"),
        ({"keywords": ["one of the wild animals", *(f"animal {number}" for number in range(9))]}, "keyword_length"),
        ({"description": "A giraffe and an elephant look over the rail of their enclosure."}, "description_length"),
    ],
)
def test_each_rule_of_events_has_the_model_asked_again(
    server: LLMServer, client: Client, wrong: dict[str, Any], code: str
) -> None:
    server.author = spoiled(lambda reply, attempt: {} if attempt else wrong)
    (event,), _ = EventAuthor(client, 0).write(["zoo visit"])
    assert event.name == "zoo visit" and any(code in text for text in asked(server))


def test_the_offline_events_keep_the_rules_and_what_breaks_them_is_found() -> None:
    used = checks.Used()
    for event in events():
        assert not checks.faults(event, used)
        used.add(event)
    zoo = events()[5]
    others = replace(zoo, name="animal park visit")
    assert codes(zoo, used) == {"name_taken", "description_taken", "keywords_taken"}
    assert codes(others, used) == {"description_taken", "keywords_taken"}
    few = (*zoo.keywords[: checks.SHARED], *(f"new {number}" for number in range(10 - checks.SHARED)))
    fresh = replace(
        others, description="Apes climb on ropes behind a wide pane of glass. Visitors watch.", keywords=few
    )
    assert not codes(fresh, used)
    assert codes(replace(fresh, keywords=(zoo.keywords[5], *few[:9])), used) == {"keywords_taken"}
    for name in ("Zoo", "a zoo", "one two three four five six", "", "zoo  visit"):
        assert codes(replace(fresh, name=name), used)


def codes(event: Event, used: checks.Used) -> set[str]:
    return {fault.partition(":")[0] for fault in checks.faults(event, used)}


@pytest.mark.parametrize(
    ("names", "told"), [(["Zoo Visit"], "Zoo Visit"), (["zoo", "park", "zoo"], "'zoo' is another")]
)
def test_names_that_no_event_may_have_are_refused_before_anything_is_asked(
    server: LLMServer, client: Client, names: list[str], told: str
) -> None:
    with pytest.raises(BadInput, match=f"events: .*{told}"):
        EventAuthor(client, 0).write(names)
    assert not server.requests


def test_estimates_are_of_what_is_asked(server: LLMServer, client: Client, tmp_path: Path) -> None:
    people, scenes = planned_characters(ids(90), 0), planned_events(NAMES, 3, 0)
    CharacterAuthor(client, 0).write(ids(90))
    asked_of_people = server.requests
    EventAuthor(client, 0).write(NAMES, 3)
    assert (len(people), len(scenes)) == (90, 43) == (asked_of_people, server.requests - asked_of_people)
    read = estimate([*people, *scenes], Options(), Connection(), tmp_path / "none.sqlite").prompt_tokens
    assert 0.8 < read / sum(usage(payload, "")["prompt_tokens"] for payload in server.payloads.values()) < 1.25
    assert (steps(90), steps(43, event_author.FIRST_WAVE)) == (2, 3)


def example(prompt_name: str) -> str:
    """The worked example of a prompt, as a model would write it."""
    (found,) = re.findall(r"^\{.*?\}$", prompt.whole(prompt_name), re.MULTILINE | re.DOTALL)
    return str(found).replace("\n", " ")


def test_the_worked_examples_keep_the_rules_and_have_the_length_that_is_expected() -> None:
    someone = character_author.CharacterReply.model_validate_json(example("character"))
    place = character_author.places_of(["P1"], 0)[0]
    assert not faults(character_author.character_of(someone, place), Used())
    event = event_author.event_of(event_author.EventReply.model_validate_json(example("event")))
    assert not checks.faults(event, checks.Used())
    for author, name in ((character_author, "character"), (event_author, "event")):
        assert 0.6 < author.EXPECTED_TOKENS / (len(example(name)) / 4) < 1.6


def test_waves_double_and_take_everybody_once() -> None:
    found = list(waves(range(100), 8))
    assert [start for start, _ in found] == [0, 8, 24, 56] and [one for _, some in found for one in some] == [
        *range(100)
    ]
    assert not list(waves([])) and steps(0) == 0


def test_nothing_is_said_of_an_editor_who_gives_no_reason() -> None:
    (ask,) = planned_characters(ids(1), 0)
    assert objected(ask, "somebody", "") is ask
    assert character_author.CharacterReply is ask.reply and "somebody" in objected(ask, "somebody", "why").text
