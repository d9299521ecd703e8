"""Whom a folder holds, and what there is to decide about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.review.items import items
from dataset_builder.review.people import People
from dataset_builder.reviews import biography_digest, image_digest, question_digest
from dataset_builder.rows import biography_json
from generation.records import BadInput

from . import small


@pytest.mark.parametrize("published", [False, True], ids=["ours", "published"])
def test_everybody_is_found_with_the_rows_of_every_config(tmp_path: Path, published: bool) -> None:
    everybody = [small.person(number) for number in range(5)]
    people = People(small.make(tmp_path, everybody, [small.person(7, "P00002")], published))
    assert [(one.id, one.name, one.group) for one in people.entries] == [
        *((one.id, one.name, "fictitious") for one in everybody),
        ("P00002", "Ada Number7", "celebrity"),
    ]
    for number, entry in enumerate(people.entries):
        rows = dict(people.rows(number))
        assert set(rows) == ({"Retain_Set"} if entry.group == "celebrity" else {"Full_Set", "Test_Set"})
        assert {row["ID"] for row in rows.values()} == {entry.id}
        assert all(entry.name in row["biography"] for row in rows.values())


@pytest.mark.parametrize("published", [False, True], ids=["ours", "published"])
def test_what_stands_in_a_row_has_the_digests_of_what_was_built(tmp_path: Path, published: bool) -> None:
    one = small.person(3)
    rows = dict(People(small.make(tmp_path, [one], published=published)).rows(0))
    found = items(one.id, list(rows.items()))
    pictures = [rows["Full_Set"]["image"], *rows["Test_Set"]["images"]]
    asked = [question for word in ("Which", "What") for question in small.questions(one, word).direct]
    assert sorted(item.digest for item in found) == sorted(
        [
            *(image_digest(one.id, picture["bytes"]) for picture in pictures),
            biography_digest(one.id, biography_json(one)),
            *map(question_digest, asked),
        ]
    )
    assert [item.name for item in found][:6] == [
        "Full_Set, portrait",
        "Test_Set, transformed portrait 1",
        "Test_Set, transformed portrait 2",
        "Full_Set, biography",
        "Full_Set, image_text classification 1",
        "Full_Set, text classification 1",
    ]
    assert found[-1].name == "Test_Set, text cloze 1"
    assert found[-1].fields == {"Question": "What city of Ada Number3 is __.", "Ground_Truth": "Porto"}
    assert found[-1].key == ("" if published else "Born")
    assert found[3].fields["Fun Facts 2"] == "Sings to tomatoes." and found[3].fields["Father"] == "Otto"


def test_a_row_with_holes_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    choice = {"Question": "Who?", "Options": {"A": "x", "B": None}, "Correct_Answer": "E"}
    tasks = {"Image_Textual_Questions": [choice], "Pure_Text_Questions": None}
    row = {
        "ID": 7,
        "image": {"bytes": b"no picture", "path": None},
        "biography": "no JSON",
        "Classification_Task": tasks,
    }
    small.write(tmp_path / "Full_Set" / "a.parquet", [row])
    people = People(tmp_path)
    assert (people.entries[0].id, people.entries[0].name) == ("7", "")
    portrait, biography, question = items("7", people.rows(0))
    assert portrait.image == b"no picture" and biography.fields == {}
    assert question.fields == {"Question": "Who?", "A": "x", "B": "", "C": "", "D": "", "Correct_Answer": "E"}


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no dataset"):
        People(tmp_path)


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Full_Set").mkdir()
    (tmp_path / "Full_Set" / "a.parquet").write_bytes(b"broken")
    with pytest.raises(BadInput, match=r"Full_Set: cannot be read \(.+\); build or download"):
        People(tmp_path)


def test_people_without_ids_are_refused(tmp_path: Path) -> None:
    small.write(tmp_path / "Full_Set" / "a.parquet", [{"biography": "{}"}])
    with pytest.raises(BadInput, match="no column ID"):
        People(tmp_path)
