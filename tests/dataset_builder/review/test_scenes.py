"""PEBench on the page: whom and what a folder holds, what there is to decide, and the page in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dataset_builder.pebench.rows import event_entry, person_entry
from dataset_builder.pebench.texts import appearance_texts, event_texts, profile_texts
from dataset_builder.review import findings
from dataset_builder.review.edits import edited
from dataset_builder.review.items import Item
from dataset_builder.review.people import People
from dataset_builder.review.session import Session
from dataset_builder.reviews import image_digest, question_digest, texts_digest
from generation.questions.scenes import ask
from generation.records import BadInput

from ...review_page import ReviewPage, lines, reviewing
from . import scenes, small

EACH = 2 + 3 * 3  # things to decide about somebody fictitious


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return scenes.make(tmp_path / "data")


@pytest.fixture
def session(data: Path) -> Session:
    return Session(People(data), "ann", data.parent / "reviews.jsonl")


def named(session: Session, number: int) -> dict[str, Item]:
    return {item.name: item for item in session.items(number)}


def test_people_are_listed_with_their_pictures_and_events_once(data: Path) -> None:
    people = People(data)
    assert [(one.id, one.name, one.group) for one in people.entries] == [
        *((f"P{number:05}", f"Ada Number{number}", "fictitious") for number in range(3)),
        ("C00001", "Marie Curie", "celebrity"),
        ("D00001", "Ada Number7", "few_shot"),
        *((event_id, event.name, "event") for event_id, event in scenes.EVENTS.items()),
    ]
    assert [row["ID"] for _, row in people.rows(1)] == ["P00001-E01", "P00001-E02", "P00001-E03"]
    assert [(number, row["ID"]) for number, row in people.samples(6)] == [
        (number, f"P{number:05}-E02") for number in range(3)
    ]
    assert people.samples(0) == []


def test_what_stands_in_the_rows_has_the_digests_of_what_was_built(session: Session) -> None:
    one, entry = scenes.person(1), person_entry(scenes.person(1))
    asked = [ask(f"{one.id}-{event_id}", one, event, 0) for event_id, event in scenes.EVENTS.items()]
    pictures = [image_digest(one.id, scenes.image(one.id, event_id)) for event_id in scenes.EVENTS]
    assert [item.digest for item in session.items(1)] == [
        texts_digest(one.id, profile_texts(entry)),
        texts_digest(one.id, appearance_texts(entry)),
        *(digest for shown, questions in zip(pictures, asked, strict=True)
          for digest in (shown, *map(question_digest, questions))),
    ]  # fmt: skip
    ((event_id, event), *_) = scenes.EVENTS.items()
    (item,) = session.items(5)
    assert item.digest == texts_digest(event_id, event_texts(event_entry(event), event.keywords))
    assert item.fields["keywords"] == " | ".join(event.keywords)
    (portrait,) = session.items(3)
    assert portrait.digest == image_digest("C00001", small.picture(200)) and portrait.name == "Real_Set, portrait"


def test_groups_and_findings_filter_the_list(data: Path) -> None:
    about = [{"code": code, "severity": "warning", "config": "Full_Set", "id": id}
             for code, id in (("blurred", "P00001-E02"), ("odd", "E03"), ("odd", "P00002"))]  # fmt: skip
    people = People(data)
    found = findings.read(small.findings(data.parent / "check.json", data, *about), data, people.entries)
    session = Session(people, "ann", data.parent / "reviews.jsonl", found)
    assert list(session.matching(code="blurred")) == [1] and list(session.matching(code="odd")) == [2, 7]
    assert list(session.matching(group="event")) == [5, 6, 7] and list(session.matching(group="few_shot")) == [4]
    assert list(session.matching(group="event", words="zoo")) == [6]


@pytest.mark.parametrize(
    ("number", "name", "texts", "kept"),
    [
        (1, "profile", {"name": "Zoe Quux ", "age": "40"}, {"name": "Zoe Quux"}),
        (1, "appearance", {"appearance": "A lady."}, {"appearance": "A lady."}),
        (1, "farm visit, person", {"Answer": "Ada Number1, that is."}, {"Answer": "Ada Number1, that is."}),
        (1, "farm visit, event", {"Question": "What goes on?"}, {"Question": "What goes on?"}),
        (5, "event", {"description": "Cows. And hay."}, {"description": "Cows. And hay."}),
    ],
)
def test_what_differs_is_kept(
    session: Session, number: int, name: str, texts: dict[str, str], kept: dict[str, str]
) -> None:
    assert edited(named(session, number)[f"Full_Set, {name}"], texts) == kept


@pytest.mark.parametrize(
    ("number", "name", "texts", "why"),
    [
        (1, "profile", {"gender": "male"}, "gender: goes with the looks"),
        (1, "profile", {"name": ""}, "write name"),
        (1, "appearance", {"appearance": "A  lady."}, "single spaces"),
        (1, "farm visit, person", {"Answer": "No idea."}, "'No idea.' does not name Ada Number1"),
        (1, "farm visit, event", {"Question": "What is __?"}, "fill in"),
        (1, "farm visit", {}, "nothing differs"),
        (5, "event", {"keywords": "hay | cow"}, "are not 10 different ones; write them with | between them"),
        (5, "event", {"ID": "E09"}, "no ID to edit"),
    ],
)
def test_what_cannot_stand_is_refused(
    session: Session, number: int, name: str, texts: dict[str, str], why: str
) -> None:
    with pytest.raises(BadInput) as error:
        edited(named(session, number)[f"Full_Set, {name}"], texts)
    assert why in str(error.value)


@pytest.fixture
def page(browser: Any, data: Path) -> Iterator[ReviewPage]:
    with reviewing(data, data.parent / "reviews.jsonl", "ann") as address, ReviewPage(browser, address) as page:
        yield page
        assert page.errors == [] and page.asked <= {address.removeprefix("http://"), ""}


def test_a_person_is_shown_at_all_events_and_each_picture_with_its_questions(page: ReviewPage) -> None:
    names = [event.name for event in scenes.EVENTS.values()]
    assert page.page.locator("#portraits figcaption").all_inner_texts() == names
    assert page.text("#count") == "8 people and events" and page.text("#item h2").startswith("Does the profile fit")
    for text in ("Ada Number0", "cook", "Graz, Austria, Europe", "A woman."):
        assert text in page.text("#biography")
    page.press("ArrowDown", "ArrowDown")
    page.until("#item h2", 'plainly "farm visit"?')
    assert "Somebody is at a farm visit. It is fun." in page.text("#item")
    shown = page.page.get_attribute("#item img", "src")
    page.press("ArrowDown", "ArrowDown")
    page.until("#item .answer", "A farm visit. Somebody is at a farm visit.")
    assert page.page.get_attribute("#item img", "src") == shown  # the picture that is asked about
    page.page.click("#portraits figure:nth-child(3)")
    page.until("#item h2", 'plainly "boat trip"?')
    assert page.here() == 2 + 2 * 3


def test_an_event_shows_people_whose_pictures_are_a_click_away(page: ReviewPage, data: Path) -> None:
    page.page.select_option("#group", "event")
    page.until("#count", "3 people and events")
    page.press("ArrowRight")
    page.until("#name", "farm visit")
    captions = page.page.locator("#portraits figcaption").all_inner_texts()
    assert captions == [f"Ada Number{number}" for number in range(3)]
    page.press("e")
    page.fill("keywords", "hay")
    page.press("Enter")
    page.until("#edit .fault", "'hay' are not 10 different ones")
    page.press("Escape", "r", "1")
    page.until("#progress", "1 item decided, 1 of 8 people and events done")
    page.page.click("#portraits figure:nth-child(2)")
    page.until("#name", "Ada Number1")
    page.until("#item h2", 'plainly "farm visit"?')
    page.press("r", "2")
    page.until("#progress", "2 items decided")
    first, second = lines(data.parent / "reviews.jsonl")
    said = ("person", "kind", "item", "reason")
    assert [first[name] for name in said] == ["E01", "event", "Full_Set, event", "not recognisable in the pictures"]
    assert [second[name] for name in said] == ["P00001", "image", "Full_Set, farm visit", "not that event"]
    page.press("Shift+A")
    page.until("#progress", f"{1 + EACH} items decided, 2 of 8")
