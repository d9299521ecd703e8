"""Builds of PEBench with decisions of reviewers: what was decided is otherwise, and all else is as it was."""

from __future__ import annotations

import json
import random
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dataset_builder.build import Built, build
from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.material import Material
from dataset_builder.recipe import load_recipe
from dataset_builder.reviews import Reviews
from generation.records import BadInput
from mllmu_bench import main

from .deciding_events import Row, Rows, rows, slots
from .reviewing import Item, decide

OPTIONS = {
    "people": 6, "events": 4, "forget": [25], "few_shot": 2, "celebrities": 4, "looks": 2, "objects": 2,
    "image_size": 64,
}  # fmt: skip
RECIPE = load_recipe("pebench_demo", OPTIONS)
Place = tuple[str, ...]
PERSON, EVENT, PICTURE = "P00002", "E03", "P00002-E03"


class Studio:
    """Builds one after the other, with one file of decisions."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reviews = folder, folder / "reviews.jsonl"

    def build(self, name: str, workers: int = 1) -> Built:
        reviews = Reviews.read(self.reviews) if self.reviews.exists() else None
        return build(RECIPE, self.folder / name, Material(self.folder / "store"), workers, False, reviews)

    def rows(self, name: str) -> Rows:
        return rows(self.folder / name)

    def slots(self, name: str) -> Mapping[Place, Item]:
        return slots(self.rows(name))

    def changed(self, one: str, other: str) -> set[Place]:
        """Where the two builds differ."""
        before, after = self.slots(one), self.slots(other)
        assert before.keys() == after.keys()
        return {slot for slot in before if before[slot].digest != after[slot].digest}

    def rows_changed(self, one: str, other: str) -> set[str]:
        """IDs of the pictures whose rows differ in anything."""
        before, after = self.rows(one), self.rows(other)
        assert list(before) == list(after)
        return {row_id for row_id in before if before[row_id] != after[row_id]}

    def decide(self, name: str, place: Place, verdict: str, reviewer: str = "ann", **about: Any) -> Item:
        item = self.slots(name)[place]
        decide(self.reviews, item, verdict, reviewer, **about)
        return item


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that nobody has decided about."""
    studio = Studio(tmp_path_factory.mktemp("studio"))
    studio.build("before")
    return studio.folder


@pytest.fixture
def studio(plain: Path, tmp_path: Path) -> Studio:
    shutil.copytree(plain, tmp_path / "studio")
    return Studio(tmp_path / "studio")


def of_person(studio: Studio, person: str) -> set[str]:
    return {row_id for row_id in studio.rows("before") if row_id.startswith(f"{person}-")}


def of_event(studio: Studio, event: str) -> set[str]:
    return {row_id for row_id in studio.rows("before") if row_id.endswith(f"-{event}")}


def without(row: Row, *columns: str) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


def test_no_decisions_change_nothing(studio: Studio) -> None:
    studio.reviews.touch()
    studio.build("after")
    before, after = (sha256_of_files(studio.folder / name) for name in ("before", "after"))
    assert before.pop(MANIFEST) != after.pop(MANIFEST)
    assert before == after
    counted = json.loads((studio.folder / "after" / MANIFEST).read_text())["reviews"]
    assert counted["replaced"] == {"images": 0, "people": 0, "questions": 0} and counted["texts_edited"] == 0


def test_a_rejected_picture_is_taken_again(studio: Studio) -> None:
    studio.decide("before", ("image", PICTURE), "reject")
    built = studio.build("after")
    assert studio.rows_changed("before", "after") == {PICTURE}
    old, new = (studio.rows(name)[PICTURE] for name in ("before", "after"))
    assert without(old, "image") == without(new, "image") and old["image"]["path"] == new["image"]["path"]
    assert built.reviewed["replaced"] == {"images": 1, "people": 0, "questions": 0}
    assert built.reviewed["not_found"] == 0
    changed = {path for path, digest in sha256_of_files(studio.folder / "before").items()
               if digest != sha256_of_files(studio.folder / "after")[path]}  # fmt: skip
    assert len(changed - {MANIFEST, "README.md", "assets/contact_sheet.jpg"}) == 1


def test_a_rejected_profile_makes_the_pictures_those_of_somebody_else(studio: Studio) -> None:
    studio.decide("before", ("profile", PERSON), "reject")
    studio.decide("before", ("question", PICTURE, "person"), "edit", edits={"Question": "Who?"})  # goes with the person
    built = studio.build("after")
    assert studio.rows_changed("before", "after") == of_person(studio, PERSON)
    for row_id in of_person(studio, PERSON):
        old, new = (studio.rows(name)[row_id] for name in ("before", "after"))
        assert without(old, "person", "questions") == without(new, "person", "questions")
        same = ("ID", "age", "gender", "area", "appearance")
        assert [old["person"][key] for key in same] == [new["person"][key] for key in same]
        assert old["person"]["name"] != new["person"]["name"]
        assert [one["Question"] for one in old["questions"]] == [one["Question"] for one in new["questions"]]
        assert new["person"]["name"] in new["questions"][0]["Answer"] and old["questions"][1] == new["questions"][1]
    names = {row["person"]["name"] for row in studio.rows("after").values() if "person" in row}
    assert len(names) == RECIPE.people + RECIPE.few_shot  # type: ignore[union-attr]
    assert built.reviewed["replaced"] == {"images": 0, "people": 1, "questions": 0}
    assert built.reviewed["not_found"] == 0


def test_a_rejected_appearance_draws_all_pictures_of_somebody_with_other_looks(studio: Studio) -> None:
    studio.decide("before", ("appearance", PERSON), "reject")
    studio.decide("before", ("image", PICTURE), "reject")  # goes with the looks
    built = studio.build("after")
    assert studio.changed("before", "after") == {
        ("appearance", PERSON),
        *(("image", row_id) for row_id in of_person(studio, PERSON)),
    }
    assert built.reviewed["replaced"]["images"] == 4 and built.reviewed["not_found"] == 0


def test_a_rejected_question_is_worded_otherwise(studio: Studio) -> None:
    for concept in ("person", "event"):
        old = studio.decide("before", ("question", PICTURE, concept), "reject").what
        built = studio.build(f"after {concept}")
        new = studio.slots(f"after {concept}")["question", PICTURE, concept].what
        assert new["Question"] != old["Question"] and new["Answer"] == old["Answer"]
    assert studio.changed("before", "after event") == {("question", PICTURE, one) for one in ("person", "event")}
    assert built.reviewed["replaced"]["questions"] == 2


def test_a_portrait_of_a_public_figure_and_a_few_shot_picture(studio: Studio) -> None:
    found = studio.slots("before")
    places = [min(place for place in found if place[0] == "image" and place[1][0] == letter) for letter in "CD"]
    for place in places:
        studio.decide("before", place, "reject")
    assert studio.build("after").reviewed["replaced"]["images"] == 2
    assert studio.changed("before", "after") == {*places}


def test_an_edited_event_is_edited_wherever_it_stands(studio: Studio) -> None:
    keywords = " | ".join(f"word {number}" for number in range(10))
    edits = {"name": "open farm", "description": "Somebody feeds animals. They eat.", "keywords": keywords}
    studio.decide("before", ("event", EVENT), "edit", edits=edits)
    built = studio.build("after")
    assert studio.rows_changed("before", "after") == of_event(studio, EVENT)
    for row_id in of_event(studio, EVENT):
        old, new = (studio.rows(name)[row_id] for name in ("before", "after"))
        assert without(old, "event", "keywords", "questions") == without(new, "event", "keywords", "questions")
        assert new["event"] == {"ID": EVENT, "name": edits["name"], "description": edits["description"]}
        assert new["keywords"] == keywords.split(" | ")
        about_person, about_event = new["questions"]
        assert about_person == old["questions"][0] and about_event["Question"] == old["questions"][1]["Question"]
        assert about_event["Answer"] == "An open farm. Somebody feeds animals. They eat."
    assert built.reviewed["texts_edited"] == 1 and built.reviewed["not_possible"] == 0
    before, after = (sha256_of_files(studio.folder / name) for name in ("before", "after"))
    told = ("data/", "few_shot/", "README.md", MANIFEST)
    assert {path for path in before if before[path] != after[path] and not path.startswith(told)} == set()


def test_a_rejected_event_is_not_possible_until_somebody_edits_it(
    studio: Studio, capsys: pytest.CaptureFixture[str]
) -> None:
    item = studio.decide("before", ("event", EVENT), "reject")
    options = [part for name, value in OPTIONS.items() for part in ("--set", f"{name}={value}")]
    out = ["--out", str(studio.folder / "after0"), "--workers", "1"]
    assert main(["build", "--recipe", "pebench_demo", *options, *out, "--reviews", str(studio.reviews)]) == 0
    assert "Not possible: 1 " in capsys.readouterr().out
    assert studio.changed("before", "after0") == set()
    decide(studio.reviews, item, "edit", "bob", edits={"description": "Another description."})
    built = studio.build("after1")
    assert built.reviewed["not_possible"] == 0
    assert studio.slots("after1")["event", EVENT].what["description"] == "Another description."


def test_an_edited_profile_is_told_wherever_the_name_stands(studio: Studio) -> None:
    old = studio.decide("before", ("question", PICTURE, "person"), "accept").what
    name = studio.slots("before")["profile", PERSON].what["name"]
    studio.decide("before", ("profile", PERSON), "edit", edits={"name": "Zebedee Quux", "job": "ferryman"})
    answer = f"I would say: {name}, of course."
    studio.decide("before", ("question", PICTURE, "person"), "edit", edits={"Answer": answer})  # seen before
    built = studio.build("after")
    assert built.reviewed["not_found"] == 0 and built.reviewed["texts_edited"] == 2
    assert studio.rows_changed("before", "after") == of_person(studio, PERSON)
    new = studio.slots("after")
    assert new["profile", PERSON].what["job"] == "ferryman"
    for row_id in of_person(studio, PERSON):
        told = new["question", row_id, "person"].what["Answer"]
        assert told == (answer.replace(name, "Zebedee Quux") if row_id == PICTURE else "This is Zebedee Quux.")
    assert new["question", PICTURE, "person"].what["Question"] == old["Question"]


def test_an_edited_appearance_changes_no_picture(studio: Studio) -> None:
    studio.decide("before", ("appearance", PERSON), "edit", edits={"appearance": "Somebody in a hat."})
    studio.build("after")
    assert studio.changed("before", "after") == {("appearance", PERSON)}


@pytest.mark.parametrize(
    ("place", "edits", "said"),
    [
        (("profile", PERSON), {"age": "44"}, "age: goes with the looks; reject the appearance instead"),
        (("profile", PERSON), {"shoes": "44"}, "shoes: is no text of this; edit one of name, age"),
        (("profile", PERSON), {"name": ""}, "write name"),
        (("appearance", PERSON), {"appearance": "a  b"}, "single spaces"),
        (("event", EVENT), {"keywords": "one | two"}, "are not 10 different ones"),
        (("event", EVENT), {"description": "TODO"}, "fill in every placeholder"),
        (("question", PICTURE, "person"), {"Answer": "Nobody."}, "does not name"),
        (("question", PICTURE, "event"), {"Ground_Truth": "x"}, "Ground_Truth: is no text of this"),
    ],
)
def test_an_edit_that_does_not_fit_is_told_in_one_line(
    studio: Studio, place: Place, edits: dict[str, str], said: str
) -> None:
    item = studio.decide("before", place, "edit", edits=edits)
    with pytest.raises(BadInput) as error:
        studio.build("after")
    assert str(error.value).startswith(f"{studio.reviews}: {item.person}, ") and said in str(error.value)
    assert "\n" not in str(error.value) and not (studio.folder / "after").exists()


@pytest.mark.parametrize(("kind", "one", "other"), [("profile", PERSON, "P00003"), ("event", EVENT, "E01")])
def test_an_edit_may_give_nothing_the_name_of_another(studio: Studio, kind: str, one: str, other: str) -> None:
    name = studio.slots("before")[kind, other].what["name"].upper()
    studio.decide("before", (kind, one), "edit", edits={"name": name})
    with pytest.raises(BadInput, match=f"{one}, name: .* is taken"):
        studio.build("after")


@pytest.mark.slow
def test_every_wording_rejected_is_told(studio: Studio) -> None:
    place = ("question", PICTURE, "event")
    with pytest.raises(BadInput, match="every wording about the event that there is"):
        for number in range(40):
            studio.decide(f"after{number - 1}" if number else "before", place, "reject")
            studio.build(f"after{number}")


def test_decisions_about_another_dataset_are_counted(studio: Studio) -> None:
    for number, (_, item) in enumerate(sorted(studio.slots("before").items(), key=str)[::20]):
        decide(studio.reviews, replace(item, digest=f"{number:032x}"), "reject")
    built = studio.build("after")
    assert built.reviewed["not_found"] == number + 1 and studio.rows_changed("before", "after") == set()


def test_every_round_of_reviews_builds_on_the_ones_before(studio: Studio) -> None:
    places: tuple[Place, ...] = (
        ("profile", "P00001"), ("appearance", "P00003"), ("image", "P00002-E01"), ("question", "P00004-E02", "person"),
        ("question", "P00004-E02", "event"),
    )  # fmt: skip
    seen = defaultdict(list)
    for number in range(3):
        for place in places:
            name = f"after{number - 1}" if number else "before"
            seen[place].append(studio.decide(name, place, "reject", ("ann", "bob", "cleo")[number]).digest)
        built = studio.build(f"after{number}")
        assert built.reviewed["not_found"] == 0 and built.reviewed["rejected"] == (number + 1) * len(places)
    last = studio.slots("after2")
    for place in places:
        assert len({*seen[place], last[place].digest}) == 4
    assert studio.rows_changed("before", "after2") == {
        *of_person(studio, "P00001"), *of_person(studio, "P00003"), "P00002-E01", "P00004-E02",
    }  # fmt: skip


def test_questions_rejected_twice_go_with_a_rejected_person(studio: Studio) -> None:
    place = ("question", PICTURE, "person")
    for number, name in enumerate(("before", "after0")):
        studio.decide(name, place, "reject")
        studio.build(f"after{number}")
    studio.decide("after1", place, "edit", edits={"Question": "Who?"})
    studio.decide("after1", ("profile", PERSON), "reject")
    assert studio.build("after2").reviewed["not_found"] == 0
    assert studio.slots("after2")[place].what["Question"] == studio.slots("before")[place].what["Question"]


def test_a_later_decision_changes_nothing_that_an_earlier_one_brought_about(studio: Studio) -> None:
    people = [f"P{number:05}" for number in range(6, 0, -1)]
    for number in range(2):
        for person in people[number::2]:
            for kind in ("profile", "appearance"):
                studio.decide("before", (kind, person), "reject")
        studio.build(f"after{number}")
    changed = studio.rows_changed("after0", "after1")
    assert changed == {row_id for person in people[1::2] for row_id in of_person(studio, person)}


@pytest.mark.slow
def test_workers_change_nothing(studio: Studio) -> None:
    for place in (("profile", PERSON), ("image", PICTURE), ("appearance", "P00004"), ("image", "P00004-E01")):
        studio.decide("before", place, "reject")
    studio.build("one")
    studio.build("two", workers=2)
    assert sha256_of_files(studio.folder / "one") == sha256_of_files(studio.folder / "two")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_any_rejections_change_just_what_was_rejected(studio: Studio, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(2):
        name, after = ("before", "after0") if number == 0 else ("after0", "after1")
        found = studio.slots(name)
        wanted = rng.sample(sorted(place for place in found if place[0] != "event"), len(found) // 8)
        for place in wanted:
            studio.decide(name, place, "reject")
        assert studio.build(after).reviewed["not_found"] == 0
        assert studio.changed(name, after) == {place for one in wanted for place in follows(found, one)}
    rejected = {one.digest for one in Reviews.read(studio.reviews).decisions}
    last = studio.slots("after1")
    assert not rejected & {item.digest for item in last.values()}
    pictures = [item.what for item in last.values() if item.kind == "image"]
    assert len({*pictures}) == len(pictures)
    for place, item in last.items():
        if place[0] == "question" and place[2] == "person":
            assert last["profile", item.person].what["name"] in item.what["Answer"]


def follows(found: Mapping[Place, Item], place: Place) -> set[Place]:
    """What is another where this is rejected."""
    if place[0] == "profile":
        return {place} | {one for one in found if one[0] == "question" and one[2] == "person"
                          and found[one].person == place[1]}  # fmt: skip
    if place[0] == "appearance":
        return {place} | {one for one in found if one[0] == "image" and found[one].person == place[1]}
    return {place}
