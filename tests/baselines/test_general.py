"""Benchmarks of general ability, in folders of their published layouts."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset, Features, Value
from datasets import Image as ImageFeature
from PIL import Image

from baselines.errors import BadInput
from baselines.general import Benchmark, chosen, load_benchmark
from baselines.layouts import LAYOUTS, SUBJECTS
from baselines.protocol import load_protocol

Row = dict[str, Any]


def picture(shade: int, format: str = "PNG", mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (6, 4), shade).save(buffer, format)
    return buffer.getvalue()


def sha(encoded: bytes) -> str:
    return hashlib.sha256(encoded).hexdigest()


IMAGES, PICTURE = re.compile(r"image|image_\d"), ImageFeature()
ONE, TWO = picture(50), picture(60, "JPEG", "L")


def mmmu(id: str = "validation_Art_1", **changed: Any) -> Row:
    row = {
        "id": id,
        "question": "Who painted <image 1>?",
        "options": "['Giotto', 'Duccio', \"d'Arezzo\"]",
        "explanation": "",
        **{f"image_{number}": None for number in range(1, 8)},
        "image_1": ONE,
        "img_type": "['Paintings']",
        "answer": "B",
        "topic_difficulty": "Easy",
        "question_type": "multiple-choice",
        "subfield": "History of Art",
    }
    return row | changed


def llava(id: str = "0", **changed: Any) -> Row:
    row = {
        "question_id": id,
        "question": "What is this?",
        "image": ONE,
        "caption": "A field.",
        "gpt_answer": "A field in spring.",
        "category": "conv",
        "image_id": "001.jpg",
    }
    return row | changed


def pope(id: str = "1", category: str = "random", **changed: Any) -> Row:
    row = {
        "id": "0",
        "question_id": id,
        "question": "Is there a dog in the image?",
        "answer": "yes",
        "image_source": "COCO_1",
        "image": ONE,
        "category": category,
    }
    return row | changed


ROWS: dict[str, Callable[..., Row]] = {"mmmu": mmmu, "llava-bench": llava, "pope": pope}
Load = Callable[..., Benchmark]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Rows by config -> the path of a dataset as the Hub has it: a folder a config, and a card that names them."""

    def write_configs(name: str, **configs: Sequence[Row]) -> str:
        split, card = LAYOUTS[name].split, ["---", "configs:"]
        for config, rows in configs.items():
            kinds = {column: PICTURE if IMAGES.fullmatch(column) else Value("string") for column in rows[0]}
            cells = [{column: _cell(value) for column, value in row.items()} for row in rows]
            table = Dataset.from_list(cells, features=Features(kinds))
            table.to_parquet(tmp_path / name / config / f"{split}-00000-of-00001.parquet")
            card += [
                f"- config_name: {config}",
                "  data_files:",
                f"  - split: {split}",
                f"    path: {config}/{split}-*",
            ]
        (tmp_path / name / "README.md").write_text("\n".join([*card, "---", ""]))
        return str(tmp_path / name)

    return write_configs


def _cell(value: Any) -> Any:
    return {"bytes": value, "path": None} if isinstance(value, bytes) else value


@pytest.fixture
def load(write: Callable[..., str]) -> Load:
    """A benchmark of some rows, all of one config."""

    def load_rows(name: str, *rows: Row, **options: Any) -> Benchmark:
        config = "Art" if name == "mmmu" else "default"
        return load_benchmark(name, write(name, **{config: rows}), **options)

    return load_rows


def refused(name: str, load: Load, *rows: Row, **options: Any) -> str:
    with pytest.raises(BadInput) as caught:
        load(name, *rows, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_mmmu(write: Callable[..., str]) -> None:
    """A config a subject; pictures as they are; the open question is left out and counted."""
    second = mmmu(
        "validation_Math_2",
        question="Which of <image 1> and <image 2> is right?",
        options="['<image 1>', '<image 2>']",
        image_2=TWO,
        answer="A",
    )
    left = mmmu("validation_Math_3", question_type="open", options="[]", answer="12")
    data = write("mmmu", Art=[mmmu()], Math=[second, left])
    found = load_benchmark("mmmu", data)
    asked, pictures = found.questionnaire, found.questionnaire.pictures
    first, other = asked.questions
    assert (first.key, first.set, first.person) == ("mmmu/validation_Art_1", "mmmu", "validation_Art_1")
    assert (first.task, first.modality, first.attribute) == ("classification", "image_text", "Art")
    assert (first.text, first.options) == ("Who painted image 1?", ("Giotto", "Duccio", "d'Arezzo"))
    assert (first.answer, first.images) == ("B", (sha(ONE),))
    assert (other.attribute, other.text) == ("Math", "Which of image 1 and image 2 is right?")
    assert (other.options, other.images) == (("image 1", "image 2"), (sha(ONE), sha(TWO)))
    assert pictures == {sha(ONE): ONE, sha(TWO): TWO}
    assert (found.left_out, asked.configs) == (1, {"mmmu": data})


def test_mmmu_in_one_config(write: Callable[..., str]) -> None:
    """The subject is told from the id."""
    data = write("mmmu", default=[mmmu("validation_Art_Theory_7"), mmmu("my own")])
    questions = load_benchmark("mmmu", data).questionnaire.questions
    assert [one.attribute for one in questions] == ["Art_Theory", ""]


def test_subjects_of_mmmu() -> None:
    assert len(set(SUBJECTS)) == 30


def test_pictures_are_numbered_as_they_are_shown(load: Load) -> None:
    row = mmmu(question="Compare <image 3> to <image 1>.", image_3=TWO)
    [question] = load("mmmu", row).questionnaire.questions
    assert (question.text, question.images) == ("Compare image 2 to image 1.", (sha(ONE), sha(TWO)))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"question": "Who painted <image 2>?"}, "refers to <image 2>, but has no image_2; build or download"),
        ({"options": "['<image 4>', 'no']", "answer": "A"}, "refers to <image 4>"),
        ({"options": "open('secret')"}, "options is \"open('secret')\"; give a Python list of 2 to 26 texts"),
        ({"options": "['a', "}, "give a Python list"),
        ({"options": "('a', 'b')"}, "give a Python list"),
        ({"options": "['a']"}, "give a Python list"),
        ({"options": None}, "options is None; give a text"),
        ({"options": "['a', ' ', 'c']"}, "option B is empty; give a text"),
        ({"answer": "D"}, "answer is 'D'; give one of A, B, C"),
        ({"answer": "?"}, "answer is '?'; give one of A, B, C"),
        ({"question": " "}, "question is ' '; give a text"),
        ({"image_1": None}, "image_1 holds no encoded picture"),
        ({"image_1": b"nothing"}, "image_1: image of 7 bytes is broken or of an unknown format"),
    ],
)
def test_rows_that_are_no_question_of_mmmu(load: Load, changed: Row, message: str) -> None:
    told = refused("mmmu", load, mmmu("validation_Art_9"), mmmu(**changed))
    assert message in told
    assert "config Art, row 1" in told


def test_llava_bench(load: Load) -> None:
    found = load("llava-bench", llava(), llava("1", category="detail"), llava("2", image=TWO))
    asked = found.questionnaire
    first, second, third = asked.questions
    assert (first.key, first.set) == ("llava_bench/0", "llava_bench")
    assert (first.task, first.modality, first.attribute) == ("generation", "image_text", "conv")
    assert (first.text, first.options, first.answer) == ("What is this?", (), "A field in spring.")
    assert first.images == (sha(ONE),)
    assert first.person == second.person != third.person
    assert (second.attribute, list(asked.configs), found.left_out) == ("detail", ["llava_bench"], 0)


def test_pope(load: Load) -> None:
    """The categories ask about the same pictures, which are what intervals resample."""
    rows = [pope(), pope("2", answer=" No\n"), pope(category="popular"), pope("2", "popular", image_source="COCO_2")]
    asked = load("pope", *rows).questionnaire
    keys = ["pope/random/1", "pope/random/2", "pope/popular/1", "pope/popular/2"]
    assert [one.key for one in asked.questions] == keys
    assert [one.answer for one in asked.questions] == ["yes", "no", "yes", "yes"]
    assert [one.person for one in asked.questions] == ["COCO_1", "COCO_1", "COCO_1", "COCO_2"]
    first = asked.questions[0]
    assert (first.set, first.task, first.modality, first.attribute) == ("pope", "yes_no", "image_text", "random")
    assert asked.pictures == {sha(ONE): ONE}


def test_pope_answers(load: Load) -> None:
    assert "row 0: answer is 'perhaps'; give yes or no" in refused("pope", load, pope(answer="perhaps"))


@pytest.mark.parametrize("name", ROWS)
def test_missing_columns(load: Load, name: str) -> None:
    row = ROWS[name]()
    del row["question"]
    told = refused(name, load, row)
    assert f"--also {name}=" in told
    assert "no column 'question' (it has " in told
    assert told.endswith(f"; name a folder or a Hub id in the layout of {LAYOUTS[name].data}")


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("column", ["image", "image_1"])
def test_pictures_that_are_none(load: Load, name: str, column: str) -> None:
    if column in ROWS[name]():
        assert "is broken or of an unknown format" in refused(name, load, ROWS[name](**{column: b"x"}))
        assert "holds no encoded picture" in refused(name, load, ROWS[name](**{column: None}))


@pytest.mark.parametrize("name", ROWS)
def test_the_same_question_twice(load: Load, name: str) -> None:
    told = refused(name, load, ROWS[name](), ROWS[name]())
    assert "row 1: " in told
    assert "stands in several rows" in told


def test_only_open_questions(load: Load) -> None:
    assert "holds no questions to ask; name a folder" in refused("mmmu", load, mmmu(question_type="open"))


@pytest.mark.parametrize("name", ROWS)
def test_no_such_dataset(name: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(BadInput, match=f"--also {name}={missing}: no such folder; name a folder or a Hub id in the"):
        load_benchmark(name, str(missing))
    with pytest.raises(BadInput, match=rf"--also {name}={tmp_path}: .*cannot be loaded \(.*\); name a folder"):
        load_benchmark(name, str(tmp_path))


@pytest.mark.parametrize("name", ROWS)
def test_the_hub_while_offline(name: str) -> None:
    with pytest.raises(BadInput, match=rf"--also {name}={LAYOUTS[name].data}: config \w+ cannot be loaded"):
        load_benchmark(name, LAYOUTS[name].data)


def test_a_folder_without_a_card(tmp_path: Path, write: Callable[..., str]) -> None:
    data = Path(write("pope", data=[pope()]))
    (data / "README.md").unlink()
    assert len(load_benchmark("pope", str(data)).questionnaire.questions) == 1


def test_a_limit_draws_by_the_seed_and_keeps_the_order(load: Load) -> None:
    """The count of what is left out is that of the whole; pictures are those of the questions drawn."""
    rows = [mmmu(f"validation_Art_{n}", image_1=picture(n)) for n in range(30)]
    rows.append(mmmu("validation_Art_30", question_type="open"))

    def keys(**options: Any) -> list[str]:
        found = load("mmmu", *rows, **options)
        assert found.left_out == 1
        assert len(found.questionnaire.pictures) == len(found.questionnaire.questions)
        return [one.key for one in found.questionnaire.questions]

    everything, drawn = keys(), keys(limit=10, seed=1)
    assert (len(everything), len(drawn)) == (30, 10)
    assert drawn == [key for key in everything if key in drawn] == keys(limit=10, seed=1)
    assert drawn != keys(limit=10, seed=2)
    assert keys(limit=30) == keys(limit=99) == everything


def test_a_limit_out_of_range(load: Load) -> None:
    assert "--also-limit: -1 is out of range" in refused("pope", load, pope(), limit=-1)


def test_chosen() -> None:
    assert chosen("") == {}
    assert chosen("mmmu, llava-bench,pope=my/folder") == {
        "mmmu": "MMMU/MMMU",
        "llava-bench": "lmms-lab/llava-bench-in-the-wild",
        "pope": "my/folder",
    }
    with pytest.raises(BadInput, match=r"--also: 'pop' is unknown; did you mean pope\?"):
        chosen("mmmu,pop")
    with pytest.raises(BadInput, match="--also pope,pope=x: names pope twice"):
        chosen("pope,pope=x")


@pytest.mark.parametrize("name", ["default", "published"])
def test_how_protocols_ask(load: Load, name: str) -> None:
    """Of benchmarks, no question has demonstrations, and replies of LLaVA-Bench may be long."""
    protocol = load_protocol(name)
    [choice] = load("mmmu", mmmu()).questionnaire.questions
    [free] = load("llava-bench", llava()).questionnaire.questions
    [yes_no] = load("pope", pope()).questionnaire.questions
    assert not any(map(protocol.takes_demonstrations, (choice, free, yes_no)))
    by_letter = protocol.request(choice, "letters")
    assert (by_letter.options, by_letter.images) == (("A", "B", "C"), (sha(ONE),))
    assert "Who painted image 1?" in by_letter.conversation[0].text
    assert protocol.request(free, "reply").max_new_tokens == 512
    asked = protocol.request(yes_no, "letters")
    text = "Is there a dog in the image? Answer the question using a single word or phrase."
    assert (asked.conversation[0].text, asked.options) == (text, ())
    assert asked.max_new_tokens == protocol.max_new_tokens
    with pytest.raises(ValueError, match="pope/random/1: no prompt for the task 'other'"):
        protocol.request(replace(yes_no, task="other"), "reply")
