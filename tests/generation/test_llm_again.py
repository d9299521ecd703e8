"""People, wordings and wrong values that reviewers rejected, written anew by the real client from a loopback server."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generation.llm.client import Client, Connection
from generation.llm.options import Options
from generation.people.checks import Used, faults
from generation.people.llm import Again, Author, Reword, Written
from generation.people.profiles import picture_of, seats
from generation.questions import checks
from generation.questions.arrange import write_questions
from generation.questions.distractors import draw_options
from generation.records import BadInput, Face, Person

from ..llm_server import KEY, REFUSAL, LLMServer, running
from .author import answer, picture, texts_of
from .test_llm_people import YEAR, ids, make_face, supply

COUNT = 8
FIRST, THIRD, FIFTH = (f"P{number:05d}" for number in (1, 3, 5))


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[Face]:
    folder = tmp_path_factory.mktemp("faces")
    return [make_face(folder, 20 * number) for number in range(COUNT + 8)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with running(answer) as server:
        yield server


class Build:
    """One build with the store of the folder: everybody is written, then some again."""

    def __init__(self, server: LLMServer, folder: Path, faces: Sequence[Face], batch: bool = False) -> None:
        connection = Connection(server.address, backoff=0.01, timeout=5, poll=0.02, batch=batch)
        self._client = Client(Options(), folder / "responses.sqlite", connection)
        self.author, self._supply = Author(self._client, 0), supply(faces)
        self.written, _ = self.author.write(ids(COUNT), self._supply)

    def rewritten(self, *again: Again) -> list[Written]:
        return self.author.rewrite(again, self.written, self._supply)

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.__exit__(None, None, None)


def by_name(reasons: dict[str, str]) -> Callable[[Person], str]:
    return lambda person: reasons.get(person.name, "")


def nothing(person: Person) -> str:
    return ""


def requests(server: LLMServer) -> list[list[str]]:
    """The texts of each request, in the order of their arrival."""
    return [
        [text for message in payload["messages"][1:] for text in texts_of(message)]
        for payload in server.payloads.values()
    ]


def test_who_is_rejected_is_written_anew_for_the_same_face_and_nobody_else(
    server: LLMServer, tmp_path: Path, faces: list[Face]
) -> None:
    with Build(server, tmp_path, faces) as build:
        asked = len(server.asked)
        old = build.written[2]
        reason = "  The salary is\nfar too {high}: $9 " + "x" * 1000
        new = build.rewritten(Again(THIRD, old.face, by_name({old.person.name: reason})))
        profile, questions = requests(server)[asked:]
        assert "The reason: The salary is far too {high}: $9 xxx" in profile[0] and "x" * 301 not in profile[0]
        assert (
            old.person.description in profile[0] and f"Taken names in {country(old)}: {old.person.name}" in profile[0]
        )
        assert new[2].person.name in questions[0]
        assert [one for one in new if one.person.id != THIRD] == [
            one for one in build.written if one.person.id != THIRD
        ]
        assert (new[2].person.id, new[2].face, new[2].person.country) == (THIRD, old.face, old.person.country)
        setting = seats(ids(COUNT), 0)[2].setting(old.face, YEAR)
        others = Used(), Used()
        for used, people in zip(others, (build.written, new), strict=True):
            for one in people:
                if used is others[0] or one.person.id != THIRD:
                    used.add(one.person)
            assert faults(new[2].person, setting, used) == []
        for one in (old, new[2]):  # both can be asked about
            questions = write_questions(one.person, build.author, 0, 2, one.wordings)
            assert checks.faults(one.person, questions) == []


def country(one: Written) -> str:
    return str(one.person.profile["birthplace"]).rpartition(", ")[2]


def test_a_further_face_gets_another_person(server: LLMServer, tmp_path: Path, faces: list[Face]) -> None:
    with Build(server, tmp_path, faces) as build:
        new = build.rewritten(Again(FIFTH, None, nothing), Again(FIRST, None, nothing))
        assert (new[4].face, new[0].face) == (faces[COUNT], faces[COUNT + 1])
        assert {one.person.name for one in new}.isdisjoint({build.written[n].person.name for n in (0, 4)})
        assert not any("An editor" in text for texts in requests(server) for text in texts)
        with pytest.raises(BadInput, match=r"^faces: 1 too few for 8 people"):
            build.author.rewrite([Again(FIRST, None, nothing)], build.written, supply([]))


def test_a_later_round_finds_what_the_first_one_bought_and_goes_on(
    server: LLMServer, tmp_path: Path, faces: list[Face]
) -> None:
    with Build(server, tmp_path, faces) as build:
        reasons = {one.person.name: "dull" for one in build.written}
        old = build.written[4]
        (fifth,) = [one for one in build.rewritten(Again(FIFTH, None, by_name(reasons))) if one.person.id == FIFTH]
    asked = dict(server.asked)
    with Build(server, tmp_path, faces) as build:  # the new one is dull as well, and others are
        later = by_name(reasons | {fifth.person.name: "just as dull"})
        again = [Again(FIFTH, None, later), Again(FIRST, None, later), Again(THIRD, build.written[2].face, later)]
        new = build.rewritten(*again)
    assert all(server.asked[key] == times for key, times in asked.items())
    fresh = [texts for key, texts in zip(server.payloads, requests(server), strict=True) if key not in asked]
    assert len(fresh) == 6  # a profile and the questions of each
    (told,) = [texts[-1] for texts in fresh if len(texts) > 1]
    assert "rejected: an editor says: just as dull" in told
    assert new[4].face == fifth.face and new[4].person.name not in (fifth.person.name, old.person.name)
    assert new[0].face == faces[COUNT + 1] and new[2].face == build.written[2].face
    with Build(server, tmp_path, faces) as build:
        assert build.rewritten(*again) == new
    assert sum(server.asked.values()) == len(asked) + 6


@pytest.mark.parametrize("whose", ["the rejected", "another", "a new one"])
def test_nobody_new_has_the_name_of_somebody_else(
    server: LLMServer, tmp_path: Path, faces: list[Face], whose: str
) -> None:
    with Build(server, tmp_path, faces) as build:
        first, third = build.written[0], build.written[2]
        name = {"the rejected": third.person.name, "another": build.written[6].person.name}.get(whose, "Zora Quiller")

        def author(payload: dict[str, Any]) -> str:
            reply = json.loads(answer(payload))
            if "name" in reply and len(payload["messages"]) == 2:
                reply["description"] = reply["description"].replace(reply["name"], name)
                reply["name"] = name
            return json.dumps(reply)

        server.author = author
        new = build.rewritten(Again(FIRST, first.face, nothing), Again(THIRD, third.face, nothing))
        assert len({one.person.name for one in (*build.written, *new)}) == COUNT + 2
        assert (new[0].person.name == name) == (whose == "a new one")
        told = [text for texts in requests(server) for text in texts[1:] if "name_taken" in text]
        assert len(told) == (1 if whose == "a new one" else 2)


def test_all_are_asked_at_once(server: LLMServer, tmp_path: Path, faces: list[Face]) -> None:
    with Build(server, tmp_path / "single", faces) as build:
        server.takes, server.most_at_once = 0.1, 0
        again = [Again(one.person.id, one.face, nothing) for one in build.written[:4]]
        new = build.rewritten(*again)
        assert server.most_at_once == 4
    with Build(server, tmp_path / "batches", faces, batch=True) as build:
        before = len(server.batches)
        assert build.rewritten(*again) == new
        assert len(server.batches) == before + 2  # profiles, then questions


def test_who_cannot_be_written_gets_the_next_face(server: LLMServer, tmp_path: Path, faces: list[Face]) -> None:
    with Build(server, tmp_path, faces) as build:
        spoilt = picture_of(faces[COUNT + 1])

        def author(payload: dict[str, Any]) -> str:
            reply = json.loads(answer(payload))
            if "name" in reply and picture(payload) == spoilt:
                reply["name"] = "Cher"
            return json.dumps(reply)

        server.author = author
        new = build.rewritten(Again(FIRST, None, nothing), Again(THIRD, None, nothing), Again(FIFTH, None, nothing))
        assert [one.about for one in build.author.set_aside] == [f"{THIRD} profile, face {faces[COUNT + 1].id}"]
        assert [new[n].face for n in (0, 2, 4)] == [faces[COUNT], faces[COUNT + 2], faces[COUNT + 3]]


def spent(rejected: dict[tuple[str, str, str], str], attribute: str, use: str, texts: Sequence[str]) -> None:
    for text in texts:
        rejected[attribute, use, text] = f"{use} is odd"


def test_a_use_without_a_wording_left_gets_others_and_nothing_else_changes(
    server: LLMServer, tmp_path: Path, faces: list[Face]
) -> None:
    with Build(server, tmp_path, faces) as build:
        one, rejected = build.written[1], dict[tuple[str, str, str], str]()
        for use in ("ask", "cloze", "ask_anew", "cloze_anew", "answer"):
            spent(rejected, "residence", use, one.wordings["residence"][use])
        spent(rejected, "father", "ask", one.wordings["father"]["ask"][:1])  # another one is left
        asked = dict(server.asked)
        reword = Reword(one.person, one.wordings, lambda *text: rejected.get(text, ""))
        found = build.author.reword([reword])[one.person.id]
        fresh = [texts for key, texts in zip(server.payloads, requests(server), strict=True) if key not in asked]
        assert len(fresh) == 5 and all("is odd" in texts[0] for texts in fresh)
        assert {key for key in found if found[key] != one.wordings[key]} == {"residence"}
        for use, texts in found["residence"].items():
            assert texts and not set(texts) & set(one.wordings["residence"][use])
        questions = write_questions(one.person, build.author, 0, 0, found)
        assert checks.faults(one.person, questions) == []
        # a later round: one more use is spent, and one of the new wordings is rejected
        spent(rejected, "mother", "cloze", one.wordings["mother"]["cloze"])
        spent(rejected, "residence", "ask", found["residence"]["ask"])
        before = dict(server.asked)
        later = build.author.reword([reword])[one.person.id]
        assert all(server.asked[key] == times for key, times in before.items()) and len(server.asked) == len(before) + 2
        assert {use for use in found["residence"] if found["residence"][use] != later["residence"][use]} == {"ask"}
        assert later["mother"]["ask"] == one.wordings["mother"]["ask"]


@pytest.mark.parametrize("attribute", ["height", "fun_fact_1"])
def test_rejected_options_are_replaced_by_others(
    server: LLMServer, tmp_path: Path, faces: list[Face], attribute: str
) -> None:
    with Build(server, tmp_path, faces) as build:
        one, author, rejected = build.written[1], build.author, dict[tuple[str, str, str], str]()
        options = draw_options(one.person, attribute, author, random.Random(0))
        wrong = set(options) - {one.person.facts[attribute]}
        reword = Reword(one.person, one.wordings, lambda *text: rejected.get(text, ""))
        rejected[attribute, "alternatives", one.alternatives[attribute][0]] = "true as well"
        asked = len(server.asked)
        found = author.reword([reword])  # enough others are left
        assert found == {one.person.id: one.wordings} and len(server.asked) == asked
        drawn = {author.renewed.draw(one.person, attribute, random.Random(n)) for n in range(50)}
        assert drawn == set(one.alternatives[attribute][1:])
        spent(rejected, attribute, "alternatives", sorted(wrong))
        author.reword([reword])
        assert len(server.asked) == asked + 1
        assert draw_options(one.person, attribute, author, random.Random(0)) == options
        anew = draw_options(one.person, attribute, author.renewed, random.Random(0))
        assert not set(anew) & {text for _, use, text in rejected if use == "alternatives"}
        assert one.person.facts[attribute] in anew


def test_a_reply_that_breaks_a_rule_is_not_taken(server: LLMServer, tmp_path: Path, faces: list[Face]) -> None:
    with Build(server, tmp_path, faces) as build:
        one, rejected = build.written[1], dict[tuple[str, str, str], str]()
        spent(rejected, "mother", "ask", one.wordings["mother"]["ask"])
        reword = Reword(one.person, one.wordings, lambda *text: rejected.get(text, ""))
        good, mother = server.author, one.person.facts["mother"]
        bad: list[list[str]] = [
            ["Who is the mother of {person}?"],
            ["Who is the mother of {person}?", "Who is the mother of {person}?"],
            ["Who is the mother of somebody?", "Who is the mother of {person}?"],
            [f"Who is {mother}, the mother of {{person}}?", f"Who gave birth, as {mother}, to {{person}}?"],
        ]
        told = ["too_few", "repeated", "placeholders", "own_answer"]

        def author(payload: dict[str, Any]) -> str:
            tries = len(payload["messages"]) // 2 - 1
            return str({"texts": bad[tries]}).replace("'", '"') if tries < len(bad) else good(payload)

        server.author = author
        found = build.author.reword([reword])
        reasons = [texts[-1] for texts in requests(server)[-4:]]
        assert [text.partition("The reason: ")[2].partition(":")[0] for text in reasons] == told
        assert found[one.person.id]["mother"]["ask"][0].endswith("(number 8)?")


def test_what_nobody_can_word_is_told(server: LLMServer, tmp_path: Path, faces: list[Face]) -> None:
    with Build(server, tmp_path, faces) as build:
        one = build.written[1]

        def no(attribute: str, use: str, text: str) -> str:
            return "no" if (attribute, use) == ("mother", "answer") else ""

        with pytest.raises(
            BadInput, match=r"^P00002 mother answer rewording: given up \(rejected: an editor says .*\); "
        ) as told:
            build.author.reword([Reword(one.person, one.wordings, no)])
        assert "\n" not in str(told.value)
        server.faults = lambda number, payload, before: REFUSAL
        with pytest.raises(BadInput, match=r"^P00002 mother cloze rewording: given up \(.*refus"):
            build.author.reword(
                [Reword(one.person, one.wordings, lambda *text: "no" * (text[:2] == ("mother", "cloze")))]
            )
