"""Builds with decisions of reviewers: what was decided is otherwise, and all else is as it was."""

from __future__ import annotations

import json
import random
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from dataset_builder.build import Built, build
from dataset_builder.checks.audit import audit
from dataset_builder.folder import MANIFEST, sha256_of_files
from dataset_builder.material import Material
from dataset_builder.recipe import load_recipe
from dataset_builder.reviews import Reviews
from generation.records import BadInput
from mllmu_bench import main

from .reviewing import Item, decide, items, rows

RECIPE = load_recipe(
    "demo", {"people": 12, "celebrities": 4, "few_shot": 2, "looks": 2, "image_size": 64, "forget": [25], "poses": 2}
)
CONFIGS = ("Full_Set", "ft_Data", "Test_Set", "Retain_Set", "pretrain_Data", "few_shot", "forget_25", "retain_75")
WHOLE = ("Full_Set", "few_shot", "Retain_Set")
Slots = Mapping[tuple[Any, ...], Item]


class Studio:
    """Builds one after the other, with one file of decisions."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reviews = folder, folder / "reviews.jsonl"

    def build(self, name: str, workers: int = 1) -> Built:
        reviews = Reviews.read(self.reviews) if self.reviews.exists() else None
        return build(RECIPE, self.folder / name, Material(self.folder / "store"), workers, False, reviews)

    def slots(self, name: str) -> Slots:
        return {item.slot: item for item in items(self.folder / name)}

    def changed(self, one: str, other: str) -> set[tuple[Any, ...]]:
        """Where the two builds differ."""
        before, after = self.slots(one), self.slots(other)
        assert before.keys() == after.keys()
        return {slot for slot in before if before[slot].digest != after[slot].digest}


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


def pairs(studio: Studio, name: str, person: str, config: str = "ft_Data") -> list[dict[str, str]]:
    row = rows(studio.folder / name, config)[person]
    return json.loads(row["metadata"]) + json.loads(row["text_metadata"])


def asked(what: Mapping[str, Any]) -> str:
    return str(what["Question"])


def reviewed(studio: Studio, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((studio.folder / name / MANIFEST).read_text())["reviews"]
    return found


def test_no_decisions_change_nothing(studio: Studio) -> None:
    studio.reviews.touch()
    studio.build("after")
    before, after = (sha256_of_files(studio.folder / name) for name in ("before", "after"))
    assert before.pop(MANIFEST) != after.pop(MANIFEST)
    assert before == after
    assert "reviews" not in json.loads((studio.folder / "before" / MANIFEST).read_text())
    assert reviewed(studio, "after")["replaced"] == {"images": 0, "people": 0, "questions": 0}


def test_a_rejected_choice_is_worded_otherwise_between_other_options(studio: Studio) -> None:
    slots = studio.slots("before")
    item = slots["Full_Set", "P00001", "classification", "text", 0]
    decide(studio.reviews, item, "reject", reason="two are right")
    built = studio.build("after")
    attribute, after = item.what["Attribute"], studio.slots("after")
    changed = studio.changed("before", "after")
    about = {slot for slot in slots if slot[1] == "P00001" and attribute == slots[slot].attribute}
    assert item.slot in changed and changed <= about
    assert {slot for slot in about if "classification" in slot} <= changed
    old, new = item.what, after[item.slot].what
    assert asked(new) != asked(old) and {*new["Options"].values()} != {*old["Options"].values()}
    assert new["Options"][new["Correct_Answer"]] == old["Options"][old["Correct_Answer"]]
    offered = {frozenset(after[slot].what["Options"].values()) for slot in about if "classification" in slot}
    assert len(offered) == 1
    for other in ("Full_Set", "Test_Set"):
        assert asked(old) not in {asked(after[slot].what) for slot in about if slot[0] == other}
    assert asked(old) not in {pair["Question"] for pair in pairs(studio, "after", "P00001")}
    others = [one for one in pairs(studio, "before", "P00001") if one["Attribute"] != attribute]
    assert others == [one for one in pairs(studio, "after", "P00001") if one["Attribute"] != attribute]
    assert built.reviewed["replaced"]["questions"] >= len(changed) and built.reviewed["not_found"] == 0


def test_everybody_else_is_byte_for_byte_the_same(studio: Studio) -> None:
    slots = studio.slots("before")
    for place, person in (("biography", "P00002"), (("image", 0), "P00003"), (("cloze", "text", 0), "P00004")):
        decide(studio.reviews, slots["Full_Set", person, *([place] if isinstance(place, str) else place)], "reject")
    decide(studio.reviews, slots["Test_Set", "P00005", "image", 1], "reject")
    studio.build("after")
    touched = {"P00002", "P00003", "P00004", "P00005"}
    shown = dict.fromkeys(CONFIGS, touched - {"P00005"}) | {"Test_Set": touched - {"P00004"}}
    for config in CONFIGS:
        before, after = (rows(studio.folder / name, config) for name in ("before", "after"))
        assert before.keys() == after.keys()
        assert {person for person in before if before[person] != after[person]} == shown[config] & before.keys(), config


def test_a_rejected_person_gives_way_to_another_who_fits_the_portrait(studio: Studio) -> None:
    slots = studio.slots("before")
    decide(studio.reviews, slots["Full_Set", "P00002", "biography"], "reject")
    decide(studio.reviews, slots["few_shot", "D00001", "biography"], "reject")
    built = studio.build("after")
    after = studio.slots("after")
    for config, person in (("Full_Set", "P00002"), ("few_shot", "D00001")):
        old, new = (all[config, person, "biography"].what for all in (slots, after))
        assert old["Name"] != new["Name"] and not {*old["Fun Facts"]} & {*new["Fun Facts"]}
        assert old["Gender"] == new["Gender"] and old["Date of Birth"][-4:] == new["Date of Birth"][-4:]
        assert old["Born"].rpartition(", ")[2] == new["Born"].rpartition(", ")[2]
        assert slots[config, person, "image", 0].digest == after[config, person, "image", 0].digest
    names = [item.what["Name"] for item in after.values() if item.kind == "biography"]
    assert len({*names}) == len(names) == 12 + 2 + 4
    facts = [fact for item in after.values() if item.kind == "biography" for fact in item.what.get("Fun Facts", ())]
    assert len({*facts}) == len(facts)
    assert built.reviewed["replaced"] == {"images": 0, "people": 2, "questions": 0}


def test_decisions_about_questions_go_with_a_rejected_person(studio: Studio) -> None:
    slots = studio.slots("before")
    decide(studio.reviews, slots["Full_Set", "P00002", "biography"], "reject")
    decide(studio.reviews, slots["Full_Set", "P00002", "cloze", "text", 1], "reject")
    decide(studio.reviews, slots["Test_Set", "P00002", "classification", "text", 1], "edit", edits={"A": "something"})
    assert studio.build("after").reviewed["not_found"] == 0


def test_rejected_portraits_are_drawn_otherwise(studio: Studio) -> None:
    slots = studio.slots("before")
    decide(studio.reviews, slots["Full_Set", "P00003", "image", 0], "reject")
    decide(studio.reviews, slots["Test_Set", "P00005", "image", 1], "reject")
    decide(studio.reviews, slots["Retain_Set", celebrity(slots), "image", 0], "reject")
    built = studio.build("after")
    assert studio.changed("before", "after") == {
        ("Full_Set", "P00003", "image", 0), ("Test_Set", "P00003", "image", 0), ("Test_Set", "P00003", "image", 1),
        ("Test_Set", "P00005", "image", 1), ("Retain_Set", celebrity(slots), "image", 0),
    }  # fmt: skip
    assert built.reviewed["replaced"]["images"] == 5


def celebrity(slots: Slots) -> str:
    return min(slot[1] for slot in slots if slot[0] == "Retain_Set")


def test_every_round_of_reviews_builds_on_the_ones_before(studio: Studio) -> None:
    places = (
        ("Full_Set", "P00002", "biography"), ("Full_Set", "P00003", "image", 0), ("Test_Set", "P00005", "image", 1),
        ("Full_Set", "P00004", "classification", "image_text", 2), ("Test_Set", "P00006", "cloze", "text", 0),
        ("Retain_Set", celebrity(studio.slots("before")), "cloze", "text", 0),
    )  # fmt: skip
    seen = defaultdict(list)
    for number in range(2):
        for place in places:
            item = studio.slots("before" if number == 0 else "after0")[place]
            seen[place].append(item.digest)
            decide(studio.reviews, item, "reject", reviewer=("ann", "bob")[number])
        built = studio.build(f"after{number}")
        assert built.reviewed["not_found"] == 0 and built.reviewed["rejected"] == (number + 1) * len(places)
    last = studio.slots("after1")
    for place in places:
        assert last[place].digest not in seen[place] and len({*seen[place]}) == 2
    people = {place[1] for place in places}
    assert {slot[1] for slot in studio.changed("before", "after1")} == people


def test_a_later_decision_changes_nothing_that_an_earlier_one_brought_about(studio: Studio) -> None:
    people = [f"P{number:05}" for number in range(12, 0, -1)]
    for number in range(3):
        for person in people[number::3]:
            for place in (("image", 0), ("biography",)):
                decide(studio.reviews, studio.slots("before")["Full_Set", person, *place], "reject")
        studio.build(f"after{number}")
    changed = [studio.changed(f"after{number}", f"after{number + 1}") for number in range(2)]
    assert not any(slot[1] in people[number::3] for number in range(2) for slot in changed[number])
    assert {slot[1] for slot in changed[1]} == {*people[2::3]}


def test_edits_are_taken_over_wherever_the_question_stands(studio: Studio) -> None:
    slots = studio.slots("before")
    shared = next(
        (slot, item) for slot, item in slots.items()
        if slot[0] == "Full_Set" and slot[2] == "cloze" and slot[3] == "text"
        and asked(item.what) in {pair["Question"] for pair in pairs(studio, "before", slot[1])}
    )  # fmt: skip
    slot, item = shared
    edits = {"Question": f"One thing about {name(slots, slot[1])} is __.", "Ground_Truth": "another thing"}
    decide(studio.reviews, item, "edit", edits=edits)
    built = studio.build("after")
    assert studio.changed("before", "after") == {slot}
    assert {key: studio.slots("after")[slot].what[key] for key in edits} == edits
    before, after = (pairs(studio, name, slot[1]) for name in ("before", "after"))
    others = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [(old["Question"], new["Question"], new["Answer"]) for old, new in others] == [
        (asked(item.what), edits["Question"], "another thing")
    ]
    assert built.reviewed["texts_edited"] == 2 and built.reviewed["replaced"]["questions"] == 0


def name(slots: Slots, person: str) -> str:
    return str(slots["Full_Set", person, "biography"].what["Name"])


def test_an_edited_option_is_edited_wherever_it_is_offered(studio: Studio) -> None:
    slots = studio.slots("before")
    item = slots["Full_Set", "P00001", "classification", "text", 0]
    letter = next(letter for letter in "ABCD" if letter != item.what["Correct_Answer"])
    decide(studio.reviews, item, "edit", edits={letter: "something else"})
    studio.build("after")
    after = studio.slots("after")
    about = [slot for slot in slots if slot[1] == "P00001" and slot[2] == "classification"
             and slots[slot].what["Attribute"] == item.what["Attribute"]]  # fmt: skip
    assert studio.changed("before", "after") == {*about}
    for slot in about:
        old, new = slots[slot].what, after[slot].what
        assert new == old | {"Options": {key: "something else" if text == item.what["Options"][letter] else text
                                         for key, text in old["Options"].items()}}  # fmt: skip


def test_an_edit_may_be_edited_rejected_and_taken_back(studio: Studio) -> None:
    slot = ("Test_Set", "P00007", "generation", "text", 0)
    first = studio.slots("before")[slot]
    decide(studio.reviews, first, "edit", edits={"Question": f"{asked(first.what)} Really?"})
    studio.build("after0")
    second = studio.slots("after0")[slot]
    decide(studio.reviews, second, "edit", edits={"Ground_Truth": "Nobody knows."})
    studio.build("after1")
    third = studio.slots("after1")[slot]
    assert third.what == first.what | {"Question": f"{asked(first.what)} Really?", "Ground_Truth": "Nobody knows."}
    back = {"Question": asked(first.what), "Ground_Truth": first.what["Ground_Truth"]}
    decide(studio.reviews, third, "edit", edits=back)
    assert studio.build("after2").reviewed["not_found"] == 0
    assert studio.changed("before", "after2") == set()
    decide(studio.reviews, first, "reject", reviewer="bob")
    studio.build("after3")
    assert studio.slots("after3")[slot].what["Question"] not in (asked(first.what), asked(second.what))


def test_an_edited_text_survives_when_the_options_are_drawn_anew(studio: Studio) -> None:
    slots = studio.slots("before")
    text = slots["Full_Set", "P00001", "classification", "text", 0]
    image = slots["Full_Set", "P00001", "classification", "image_text", 0]
    words = f"Tell me about {name(slots, 'P00001')}: which is right?"
    decide(studio.reviews, text, "edit", edits={"Question": words})
    decide(studio.reviews, image, "reject")
    studio.build("after")
    after = studio.slots("after")
    assert asked(after[text.slot].what) == words and asked(after[image.slot].what) != asked(image.what)
    options = [{*after[one.slot].what["Options"].values()} for one in (text, image)]
    assert options[0] == options[1] != {*text.what["Options"].values()}


def test_an_edited_biography_carries_over_to_facts_description_and_questions(studio: Studio) -> None:
    slots = studio.slots("before")
    old = slots["Full_Set", "P00001", "biography"]
    decide(studio.reviews, old, "edit", edits={"Employment": "lighthouse keeper"})
    studio.build("after")
    after = studio.slots("after")
    new = after["Full_Set", "P00001", "biography"].what
    assert new["Employment"] == "lighthouse keeper" and "lighthouse keeper" in new["Description"]
    assert old.what["Employment"] not in new["Description"]
    for slot in studio.changed("before", "after") - {("Full_Set", "P00001", "biography")}:
        before, now = slots[slot].what, after[slot].what
        assert slot[1] == "P00001" and now["Attribute"] == "occupation" and asked(now) == asked(before)
        answer = now["Ground_Truth"] if "Ground_Truth" in now else now["Options"][now["Correct_Answer"]]
        assert "lighthouse keeper" in answer
    row = rows(studio.folder / "after", "Full_Set")["P00001"]
    assert row["answer"] == new["Description"] == json.loads(row["metadata"])[0]["Answer"]


def test_every_entry_of_a_biography_can_be_edited_but_what_the_portrait_settles(studio: Studio) -> None:
    old = studio.slots("before")["Full_Set", "P00001", "biography"]
    parents = old.what["Parents"]
    surname = {key: text.split()[-1] for key, text in parents.items()}
    edits = {
        "Name": "Zebedee Quux", "Born": "Erewhon, Butler, New Zealand", "Date of Birth": "29 February 1992",
        "Height": "181 cm", "Educated at": "Unseen University, Ankh (diploma)", "Annual Salary": "EUR 12,000",
        "Residence": "Utopia, More, Belgium", "Medical Conditions": "writer's cramp", "Employment": "ferryman",
        "Father": f"Ozias {surname['Father']}", "Mother": f"Keziah {surname['Mother']}",
    }  # fmt: skip
    decide(studio.reviews, old, "edit", edits=edits)
    studio.build("after")
    new = studio.slots("after")["Full_Set", "P00001", "biography"].what
    flat = {**new, **new["Parents"]}
    assert {key: flat[key] for key in edits} == edits
    told = ("Zebedee Quux", "Erewhon", "29 February 1992", "Unseen University", "EUR 12,000", "Utopia", "Ozias")
    assert all(text in new["Description"] for text in told)
    answers = {pair["Attribute"]: pair["Answer"] for pair in pairs(studio, "after", "P00001")}
    assert answers.get("father", "Ozias") == "Ozias" and answers.get("birthplace", "Erewhon") == "Erewhon"
    assert "Zebedee Quux" in pairs(studio, "after", "P00001")[-1]["Question"]


@pytest.mark.parametrize(
    ("place", "edits", "said"),
    [
        (("biography",), {"Gender": "male"}, "Gender: goes with the portrait"),
        (("biography",), {"Shoe Size": "44"}, "Shoe Size: is no text of this biography; edit one of Name, Born"),
        (("biography",), {"Fun Facts 1": "Knits."}, "Fun Facts 1: 'Knits.' does not tell which words are asked for"),
        (("biography",), {"Date of Birth": "soon"}, "no_date: birth_date 'soon' is no day"),
        (("biography",), {"Employment": ""}, "write Employment"),
        (("biography",), {"Description": "Nobody."}, "description_length: the description has 1 words"),
        (("classification", "text", 0), {"Ground_Truth": "x"}, "Ground_Truth: is no text of a classification question"),
        (("classification", "text", 0), {"Correct_Answer": "E"}, "Correct_Answer: 'E' is no option"),
        (("classification", "text", 0), {"A": "same", "B": "Same"}, "options: 'same' stands there twice"),
        (("cloze", "text", 0), {"Question": "No blank."}, "has 0 blanks; a cloze needs one, written __"),
        (("generation", "text", 0), {"Question": " "}, "Question"),
    ],
)
def test_an_edit_that_does_not_fit_is_told_in_one_line(
    studio: Studio, place: tuple[Any, ...], edits: dict[str, str], said: str
) -> None:
    item = studio.slots("before")["Full_Set", "P00001", *place]
    decide(studio.reviews, item, "edit", edits=edits)
    with pytest.raises(BadInput) as error:
        studio.build("after")
    where = f"{studio.reviews}: P00001, Full_Set, {' '.join(map(str, place))}: "
    assert str(error.value).startswith(where) and said in str(error.value) and "\n" not in str(error.value)
    assert not (studio.folder / "after").exists()


def test_an_edit_may_give_nobody_the_name_of_another(studio: Studio) -> None:
    slots = studio.slots("before")
    item = slots["Full_Set", "P00001", "biography"]
    decide(studio.reviews, item, "edit", edits={"Name": slots["Full_Set", "P00002", "biography"].what["Name"].upper()})
    with pytest.raises(BadInput, match="P00001, biography: name_taken"):
        studio.build("after")


def test_what_cannot_be_carried_out_is_counted_and_told(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    slots = studio.slots("before")
    person = celebrity(slots)
    decide(studio.reviews, slots["Retain_Set", person, "biography"], "edit", edits={"Employment": "clown"})
    stranger = replace(slots["Full_Set", "P00001", "biography"], digest="0" * 32)
    decide(studio.reviews, stranger, "reject")
    decide(studio.reviews, replace(stranger, digest="1" * 32), "accept")
    out = str(studio.folder / "after")
    options = [part for name in ("people", "celebrities", "few_shot", "looks", "image_size", "poses")
               for part in (f"--{name.replace('_', '-')}", str(getattr(RECIPE, name)))]  # fmt: skip
    assert main(["build", "--recipe", "demo", "--forget", "25", *options, "--workers", "1", "--out", out,
                 "--reviews", str(studio.reviews)]) == 0  # fmt: skip
    told = capsys.readouterr().out
    assert "Reviews: 0 images, 0 people, 0 questions replaced; 0 texts edited" in told
    assert "Not found: 1 rejected" in told and "Not possible: 1 biographies of celebrities" in told
    found = reviewed(studio, "after")
    assert (found["accepted"], found["edited"], found["rejected"]) == (1, 1, 1)
    assert (found["not_found"], found["not_possible"]) == (1, 1)
    assert studio.changed("before", "after") == set()


@pytest.mark.parametrize(("first", "second"), [*product(("accept", "edit", "reject"), repeat=2)])
def test_one_who_rejects_is_enough_and_the_last_edit_counts(studio: Studio, first: str, second: str) -> None:
    item = studio.slots("before")["Full_Set", "P00001", "cloze", "text", 0]
    for reviewer, verdict in (("ann", first), ("bob", second)):
        edits = {"Ground_Truth": f"what {reviewer} says"} if verdict == "edit" else {}
        decide(studio.reviews, item, verdict, reviewer, edits=edits)
    studio.build("after")
    new = studio.slots("after")[item.slot].what
    if "reject" in (first, second):
        assert asked(new) != asked(item.what) and new["Ground_Truth"] == item.what["Ground_Truth"]
    elif "edit" in (first, second):
        assert new == item.what | {"Ground_Truth": f"what {'bob' if second == 'edit' else 'ann'} says"}
    else:
        assert new == item.what


def test_edits_of_several_reviewers_are_all_taken_over(studio: Studio) -> None:
    slot = ("Full_Set", "P00001", "cloze", "text", 0)
    first = studio.slots("before")[slot]
    decide(studio.reviews, first, "edit", "ann", edits={"Question": "One thing is __."})
    studio.build("after0")
    second = studio.slots("after0")[slot]
    decide(studio.reviews, second, "edit", "bob", edits={"Question": "One more thing is __."})
    decide(studio.reviews, first, "edit", "cleo", edits={"Ground_Truth": "this"})  # who saw the first version
    assert studio.build("after1").reviewed["not_found"] == 0
    assert studio.slots("after1")[slot].what == first.what | {
        "Question": "One more thing is __.",
        "Ground_Truth": "this",
    }


def test_what_was_taken_back_stays_so_when_another_edits_the_rest(studio: Studio) -> None:
    slot = ("Full_Set", "P00001", "cloze", "text", 0)
    first = studio.slots("before")[slot]
    decide(studio.reviews, first, "edit", "ann", edits={"Question": "One thing is __."})
    studio.build("after0")
    decide(studio.reviews, studio.slots("after0")[slot], "edit", "bob", edits={"Question": asked(first.what)})
    decide(studio.reviews, first, "edit", "cleo", edits={"Ground_Truth": "this"})
    studio.build("after1")
    assert studio.slots("after1")[slot].what == first.what | {"Ground_Truth": "this"}


def test_reviews_in_the_dataset_are_not_built_over(studio: Studio) -> None:
    studio.reviews = studio.folder / "before" / "reviews.jsonl"
    decide(studio.reviews, studio.slots("before")["Full_Set", "P00001", "biography"], "reject")
    with pytest.raises(BadInput, match=r"reviews\.jsonl: lies in the dataset, which a build replaces"):
        build(
            RECIPE, studio.folder / "before", Material(studio.folder / "store"), 1, True, Reviews.read(studio.reviews)
        )
    assert studio.reviews.exists()


def test_the_last_decision_of_one_reviewer_counts(studio: Studio) -> None:
    item = studio.slots("before")["Full_Set", "P00001", "biography"]
    decide(studio.reviews, item, "reject")
    decide(studio.reviews, item, "accept")
    assert studio.build("after").reviewed["rejected"] == 0
    assert studio.changed("before", "after") == set()


def test_the_order_is_that_of_the_times_and_not_of_the_lines(studio: Studio) -> None:
    """Files of two reviewers may be put together in either order."""
    slot = ("Full_Set", "P00001", "cloze", "text", 0)
    for number in range(2):
        item = studio.slots("before" if number == 0 else "after")[slot]
        decide(studio.reviews, item, "edit", ("ann", "bob")[number], edits={"Ground_Truth": f"answer {number}"})
        studio.build("after")
    lines = studio.reviews.read_text().splitlines(keepends=True)
    lines[0] = lines[0].replace("T00:00:00Z", "T02:00:00+02:00")
    studio.reviews.write_text("".join(reversed(lines)))
    studio.build("reversed")
    assert studio.slots("reversed")[slot].what["Ground_Truth"] == "answer 1"
    assert studio.changed("after", "reversed") == set()


def test_a_damaged_line_is_named_and_a_torn_one_does_not_count(studio: Studio) -> None:
    item = studio.slots("before")["Full_Set", "P00001", "biography"]
    decide(studio.reviews, item, "reject")
    whole = studio.reviews.read_bytes()
    studio.reviews.write_bytes(whole + whole[:-20])
    assert len(Reviews.read(studio.reviews).decisions) == 1
    for damage in (b"{}", b"\xff", b"[1]", whole.rstrip().replace(b'"reject"', b'"maybe"')):
        studio.reviews.write_bytes(whole + damage + b"\n" + whole)
        with pytest.raises(BadInput, match=r"reviews.jsonl, line 2: .*; restore or remove that line"):
            Reviews.read(studio.reviews)
    with pytest.raises(BadInput, match=r"line 2: verdict: 'maybe': Input should be 'accept', 'edit' or 'reject'"):
        Reviews.read(studio.reviews)
    with pytest.raises(BadInput, match=r"No such file.*mllmu-bench review"):
        Reviews.read(studio.folder / "none.jsonl")


def test_workers_change_nothing(studio: Studio) -> None:
    slots = studio.slots("before")
    for place in (("Full_Set", "P00002", "biography"), ("Full_Set", "P00003", "image", 0)):
        decide(studio.reviews, slots[place], "reject")
    studio.build("one")
    studio.build("two", workers=2)
    studio.build("three")
    assert len({json.dumps(sha256_of_files(studio.folder / name)) for name in ("one", "two", "three")}) == 1


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_any_rejections_leave_a_sound_dataset(studio: Studio, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(2):
        slots = studio.slots("before" if number == 0 else "after0")
        for item in rng.sample(sorted(slots.values(), key=lambda item: str(item.slot)), len(slots) // 8):
            if not (item.kind == "biography" and item.config == "Retain_Set"):
                decide(studio.reviews, item, "reject")
        assert studio.build(f"after{number}").reviewed["not_found"] == 0
    rejected = {one.digest for one in Reviews.read(studio.reviews).decisions}
    after = studio.slots("after1")
    assert not rejected & {item.digest for item in after.values()}
    check_soundness(studio.folder / "after1", after)
    before, now = (rows(studio.folder / name, "forget_25").keys() for name in ("before", "after1"))
    assert before == now


def check_soundness(dataset: Path, slots: Slots) -> None:
    """What the card promises."""
    found = audit(str(dataset), None)
    assert not found.errors, found.table()
    offered = defaultdict(set)
    for slot, item in slots.items():
        if item.kind == "question":
            twin = slots[tuple("text" if part == "image_text" else part for part in slot)]
            assert item.attribute == twin.attribute
            assert asked(item.what).count("__") == (slot[2] == "cloze")
        if slot[2] == "classification":
            options = item.what["Options"]
            assert len({text.casefold() for text in options.values()}) == 4
            offered[slot[1], item.attribute].add(frozenset(options.values()))
    assert {len(sets) for sets in offered.values()} == {1}
    full, test = rows(dataset, "Full_Set"), rows(dataset, "Test_Set")
    names = [json.loads(row["biography"])["Name"] for row in full.values()]
    assert len({*names}) == len(names)
    for person, row in full.items():
        trained = {pair["Question"] for key in ("metadata", "text_metadata") for pair in json.loads(row[key])}
        own = {asked(item.what) for slot, item in slots.items() if slot[:2] == ("Full_Set", person) and item.attribute}
        anew = {asked(item.what) for slot, item in slots.items() if slot[:2] == ("Test_Set", person) and item.attribute}
        assert not anew & (trained | own)
        name = json.loads(row["biography"])["Name"]
        for slot, item in slots.items():
            if slot[1] == person and item.attribute:
                assert (name in asked(item.what)) == (slot[3] == "text")
        assert test[person]["answer"] == row["answer"] == json.loads(row["biography"])["Description"]
