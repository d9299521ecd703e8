"""What a reviewer decided: kept at once, read again, filtered by, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.review import findings
from dataset_builder.review.people import People
from dataset_builder.review.session import Session
from dataset_builder.review.tallies import Status
from dataset_builder.reviews import Reviews
from generation.records import BadInput

from . import small

EACH = 16  # things to decide about somebody fictitious


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small.make(tmp_path / "data", [small.person(number) for number in range(5)], [small.person(8, "P00001")])


def opened(data: Path, reviewer: str = "ann") -> Session:
    return Session(People(data), reviewer, data.parent / "reviews.jsonl")


def digest(session: Session, number: int, name: str) -> str:
    return next(item.digest for item in session.items(number) if item.name == name)


def test_a_decision_is_in_the_file_at_once_and_found_again(data: Path) -> None:
    session = opened(data)
    made = session.decide(1, digest(session, 1, "Full_Set, portrait"), "reject", " not  clear ")
    assert Reviews.read(data.parent / "reviews.jsonl").decisions == (made,)
    assert (made.reviewer, made.person, made.kind, made.item) == ("ann", "P00001", "image", "Full_Set, portrait")
    assert (made.verdict, made.reason, dict(made.edits)) == ("reject", "not clear", {})
    assert opened(data).decided == session.decided == {made.digest: made}
    assert opened(data, "ben").decided == {}


def test_deciding_again_supersedes(data: Path) -> None:
    session = opened(data)
    one = digest(session, 0, "Full_Set, text cloze 1")
    session.decide(0, one, "reject", "poor wording")
    session.decide(0, one, "edit", "", {"Ground_Truth": "Wien"})
    assert session.status(0) == {"open", "edited"}
    again = opened(data)
    assert again.status(0) == {"open", "edited"} and dict(again.decided[one].edits) == {"Ground_Truth": "Wien"}
    assert session.decide(0, one, "accept").time > again.decided[one].time
    assert session.status(0) == {"open"} and session.progress() == {"items": 1, "done": 0, "people": 6}


def test_accepting_the_rest_leaves_what_is_decided(data: Path) -> None:
    session = opened(data)
    rejected = digest(session, 2, "Full_Set, biography")
    session.decide(2, rejected, "reject", "not plausible")
    assert len(session.accept_rest(2)) == EACH - 1 and session.accept_rest(2) == []
    assert session.status(2) == {"done", "rejected"} and session.decided[rejected].verdict == "reject"
    session.accept_rest(3)
    for one in (session, opened(data)):
        assert one.status(3) == {"done", "accepted"}
        assert one.progress() == {"items": 2 * EACH, "done": 2, "people": 6}


@pytest.mark.parametrize(
    ("status", "numbers"),
    [("open", [0, 1, 4, 5]), ("done", [2, 3]), ("accepted", [3]), ("rejected", [2]), ("edited", [1]), (None, range(6))],
)
def test_people_of_a_status(data: Path, status: Status | None, numbers: list[int]) -> None:
    session = opened(data)
    session.decide(1, digest(session, 1, "Test_Set, text cloze 1"), "edit", "", {"Question": "Her city is __."})
    session.decide(2, digest(session, 2, "Full_Set, portrait"), "reject", "artefacts")
    session.accept_rest(2)
    session.accept_rest(3)
    assert list(session.matching(status)) == list(numbers) == list(opened(data).matching(status))


def test_people_by_words_and_by_finding(data: Path, tmp_path: Path) -> None:
    lines = [
        {"code": "leak", "severity": "warning", "config": config, "id": "P00001", "value": "v", "expected": "e"}
        for config in ("Full_Set", "forget_5")
    ] + [
        {
            "code": "picture_blank",
            "severity": "error",
            "config": "Retain_Set",
            "id": "P00001",
            "value": "",
            "expected": "",
        }
    ]
    people = People(data)
    found = findings.read(small.findings(tmp_path / "check.json", data, *lines), data, people.entries)
    session = Session(people, "ann", tmp_path / "reviews.jsonl", found)
    assert list(session.matching(code="leak")) == [1]
    assert list(session.matching(code="picture_blank")) == [5]
    assert list(session.matching(words="NUMBER3")) == [3] and list(session.matching(words="p00001")) == [1, 5]
    assert list(session.matching(words="ada 00004")) == [4] and list(session.matching(code="leak", words="3")) == []


def test_findings_of_another_dataset_or_of_nothing(data: Path, tmp_path: Path) -> None:
    people = People(data)
    assert findings.read(tmp_path / "none.json", data, people.entries) == {}
    other = small.findings(tmp_path / "other.json", tmp_path / "elsewhere")
    assert findings.read(other, data, people.entries) is None
    other.write_text('{"findings": [{"id": "P00001"}]}')
    with pytest.raises(BadInput, match=r"other\.json: is not what `mllmu-bench check` writes"):
        findings.read(other, data, people.entries)


def test_what_changed_in_the_dataset_is_open_again(data: Path) -> None:
    opened(data).accept_rest(0)
    small.make(data, [small.person(0, description="Another description."), *map(small.person, range(1, 5))])
    session = opened(data)
    assert session.status(0) == {"open"} and session.progress()["items"] == EACH - 1
    assert [one.item for one in session.accept_rest(0)] == ["Full_Set, biography"]


def test_nothing_is_decided_about_a_dataset_that_is_there_no_more(data: Path) -> None:
    session = opened(data)
    session.accept_rest(0)
    small.make(data, [small.person(number) for number in range(5)])
    one = digest(session, 1, "Full_Set, portrait")
    for act in (session.reload, lambda: session.decide(1, one, "accept")):
        with pytest.raises(BadInput, match="was built anew meanwhile; end the review with Ctrl-C"):
            act()
    assert opened(data).progress()["items"] == EACH


@pytest.mark.parametrize(
    ("verdict", "name", "reason", "why"),
    [
        ("reject", "Full_Set, portrait", " ", "needs a reason"),
        ("edit", "Full_Set, portrait", "", "nothing differs"),
        ("accept", "", "", "load the page again"),
    ],
)
def test_what_is_no_decision_is_not_kept(data: Path, verdict: str, name: str, reason: str, why: str) -> None:
    session = opened(data)
    given = digest(session, 0, name) if name else "0" * 32
    with pytest.raises(BadInput, match=why):
        session.decide(0, given, verdict, reason)  # type: ignore[arg-type]
    assert not (data.parent / "reviews.jsonl").exists() and session.decided == {}


def test_what_cannot_be_written_is_not_decided(data: Path) -> None:
    session = Session(People(data), "ann", data / "missing" / "reviews.jsonl")
    with pytest.raises(BadInput, match="No such file or directory; nothing was kept"):
        session.accept_rest(0)
    assert session.decided == {} and session.progress()["items"] == 0


def test_agreement_on_what_both_decided(data: Path) -> None:
    ann, ben = opened(data), opened(data, "ben")
    assert ann.agreement() == []
    for session, rejected in ((ann, {"Full_Set, portrait"}), (ben, {"Full_Set, portrait", "Full_Set, biography"})):
        for name in rejected:
            session.decide(0, digest(session, 0, name), "reject", "other")
        session.accept_rest(0)
    (pair,) = ann.agreement()
    assert (pair.one, pair.other, pair.items) == ("ann", "ben", EACH)
    by_chance = (15 / 16) * (14 / 16) + (1 / 16) * (2 / 16)
    assert pair.kappa == pytest.approx((15 / 16 - by_chance) / (1 - by_chance))


def test_agreement_is_not_defined_without_overlap_or_with_one_verdict(data: Path) -> None:
    opened(data, "ann").accept_rest(0)
    opened(data, "ben").accept_rest(0)
    opened(data, "cleo").accept_rest(1)
    pairs = {(pair.one, pair.other): (pair.items, pair.kappa) for pair in opened(data).agreement()}
    assert pairs == {("ann", "ben"): (EACH, None), ("ann", "cleo"): (0, None), ("ben", "cleo"): (0, None)}
