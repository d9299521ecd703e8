"""results.json: what is written can be read, older ones are told apart, and nothing half written counts."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baselines.errors import BadInput
from baselines.results import FORMAT, RESULTS, Item, Results, Score, read, write

ITEM = Item(
    "test/P1/classification/text/0", "test", "P1", "classification", "text", "birthplace", "Where?", ("Rome", "Łódź"),
    "B", "Łódź", "B", {"accuracy": 1.0, "factuality": None}, "named by its text",
)  # fmt: skip
SCORE = Score("test", "classification", "text", "accuracy", 1.0, None, None, 1, 1)
RESULT = Results(
    method="npo",
    trained="both",
    model={"name": "m", "weights": "ab"},
    training={"log": [{"loss": 1.5}]},
    data={"source": "d"},
    protocol={"choices": "texts"},
    judge={"name": "none"},
    made_with={"batch_size": 64},
    scores=(SCORE, replace(SCORE, metric="gap", value=-0.5, low=-1.0, high=0.0)),
    items=(ITEM, replace(ITEM, key="other", reply="", prediction=None, problem="NaN")),
)


def changed(folder: Path, **entries: Any) -> Path:
    """Results of which something is otherwise; ... leaves an entry out."""
    write(RESULT, folder)
    content = json.loads((folder / RESULTS).read_text()) | entries
    (folder / RESULTS).write_text(json.dumps({name: one for name, one in content.items() if one is not ...}))
    return folder


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_what_is_written_can_be_read_by_folder_and_by_file(tmp_path: Path) -> None:
    write(RESULT, tmp_path / "a" / "b")
    assert read(tmp_path / "a" / "b") == read(str(tmp_path / "a" / "b" / RESULTS)) == RESULT
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == [RESULTS]


def test_the_schema_is_what_its_format_says(tmp_path: Path) -> None:
    """Whoever changes a name here has to raise FORMAT, or older files are misread."""
    write(RESULT, tmp_path)
    content = json.loads((tmp_path / RESULTS).read_text(encoding="utf-8"))
    assert FORMAT == 1
    assert list(content) == [
        "format", "method", "trained", "model", "training", "data", "protocol", "judge", "made_with", "scores", "items"
    ]  # fmt: skip
    assert content["format"] == FORMAT
    assert list(content["scores"][0]) == [
        "set", "task", "modality", "metric", "value", "low", "high", "n_items", "n_people", "not_scorable"
    ]  # fmt: skip
    assert list(content["items"][0]) == [
        "key", "set", "person", "task", "modality", "attribute", "question", "options", "answer", "reply", "prediction",
        "scores", "reason", "problem", "keywords",
    ]  # fmt: skip
    assert content["items"][0]["options"] == ["Rome", "Łódź"] and "Łódź" in (tmp_path / RESULTS).read_text("utf-8")


def test_what_is_no_number_becomes_null(tmp_path: Path) -> None:
    training = {"log": [{"loss": math.nan, "norm": math.inf}]}
    write(replace(RESULT, training=training, items=(replace(ITEM, scores={"accuracy": math.nan}),)), tmp_path)
    content = json.loads((tmp_path / RESULTS).read_text(), parse_constant=lambda name: pytest.fail(name))
    assert content["training"]["log"] == [{"loss": None, "norm": None}]
    assert read(tmp_path).items[0].scores == {"accuracy": None}


def test_a_score_is_found_by_what_it_is_of() -> None:
    found = RESULT.score("test", "classification", "text", "accuracy")
    assert found is SCORE and RESULT.score("test", "cloze", "text", "accuracy") is None


@pytest.mark.parametrize("name", ["write_text", "replace"])
def test_writing_that_breaks_off_leaves_the_older_ones(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(RESULT, tmp_path)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(Path, name, lambda *_, **__: (_ for _ in ()).throw(OSError("full")))
        write(replace(RESULT, method="ga"), tmp_path)
    assert read(tmp_path) == RESULT


@pytest.mark.parametrize("version", [0, FORMAT + 1, None, "1"])
def test_another_format_says_what_to_do(tmp_path: Path, version: Any) -> None:
    said = refused(changed(tmp_path, format=version))
    assert said == (
        f"{tmp_path / RESULTS}: has format {version!r}, this version reads {FORMAT}; "
        "score its predictions again: `mllmu-bench score`"
    )


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ({"scores": [{"set": "test"}]}, "scores.0"),
        ({"items": 5}, "items"),
        ({"method": ...}, "method"),
        ({"model": []}, "model"),
    ],
)
def test_damage_is_located(tmp_path: Path, entries: dict[str, Any], place: str) -> None:
    assert f"{RESULTS}: is damaged at {place}" in refused(changed(tmp_path, **entries))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"5", b"{}", b'{"a": 1}'])
def test_what_holds_no_results(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RESULTS).write_bytes(content)
    said = refused(tmp_path)
    assert "is no JSON" in said or "holds no results of mllmu-bench; name what `mllmu-bench evaluate` made" in said


def test_nothing_there(tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory); name what" in refused(tmp_path / "missing")
    assert "cannot be read" in refused(tmp_path)
