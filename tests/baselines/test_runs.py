"""Run folders: what is refused, what is replaced, and that nothing half written counts as a run."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import ModelCard

from baselines import runs
from baselines.errors import BadInput
from baselines.options import Options
from baselines.runs import CARD, CHECKPOINTS, OPTIONS, RUN, Run, finish, open_folder, read

GIVEN = Options(data="mllmu-bench", model="runs/vanilla", method="npo", forget="forget_10", lr=0.002)
DONE = Run(
    options=GIVEN,
    base="llava-hf/llava-1.5-7b-hf",
    revision="0123abcd",
    embedded=False,
    dtype="bfloat16",
    processes=2,
    weights="ef" * 32,
    fingerprints={"forget_10": "ab" * 32, "retain_90": "cd" * 32},
    stopped="Stopped after step 7: enough.",
    metrics={"loss": 1.25, "grad_norm": 0.5},
    log=[{"step": 1, "loss": 2.5}, {"step": 2, "loss": 1.25}],
)


def start(out: Path, options: Options = GIVEN, resume: bool = False, force: bool = False) -> None:
    open_folder(out, options, resume, force)


def stopped(out: Path) -> Path:
    """An unfinished run with a checkpoint."""
    start(out)
    (out / CHECKPOINTS / "checkpoint-5").mkdir()
    return out


def finished(out: Path, run: Run = DONE) -> Path:
    """A finished run with an adapter."""
    stopped(out)
    (out / "adapter_config.json").write_text("{}")
    finish(out, run)
    return out


def refused(out: Path, options: Options = GIVEN, resume: bool = False, force: bool = False) -> str:
    """The one line that says why the folder cannot be used, and that nothing in it has changed."""
    before = content(out)
    with pytest.raises(BadInput) as raised:
        start(out, options, resume, force)
    assert content(out) == before
    message = str(raised.value)
    assert "\n" not in message
    return message


def content(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in [folder, *folder.rglob("*")]}


# From start to finish


def test_what_is_finished_can_be_read(tmp_path: Path) -> None:
    assert read(finished(tmp_path / "a" / "run")) == DONE
    assert read(str(tmp_path / "a" / "run")) == DONE


def test_a_finished_run_holds_card_model_and_run_and_nothing_else(tmp_path: Path) -> None:
    names = {path.name for path in finished(tmp_path / "run").iterdir()}
    assert names == {RUN, CARD, "adapter_config.json"}


def test_run_json_says_with_which_versions(tmp_path: Path) -> None:
    stored = json.loads((finished(tmp_path / "run") / RUN).read_text())
    assert stored["format"] == runs.FORMAT
    assert set(stored["versions"]) == {"python", *runs.VERSIONED}


def test_no_run_is_none(tmp_path: Path) -> None:
    assert read(tmp_path) is None and read(tmp_path / "missing") is None and read("llava-hf/llava-1.5-7b-hf") is None
    assert read(stopped(tmp_path / "run")) is None


def test_the_home_folder_may_be_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    finished(tmp_path / "run")
    assert read("~/run") == DONE


def test_options_are_kept_from_the_start(tmp_path: Path) -> None:
    start(tmp_path / "run")
    assert json.loads((tmp_path / "run" / CHECKPOINTS / OPTIONS).read_text()) == {
        **dataclasses.asdict(GIVEN),
        "processes": 1,
    }


def test_a_run_goes_on_with_as_many_processes(tmp_path: Path) -> None:
    """Others would take other people: the order is dealt out to the processes."""
    stopped(tmp_path)
    with pytest.raises(BadInput, match="1 processes began, now there are 2"):
        open_folder(tmp_path, GIVEN, resume=True, force=False, processes=2)


@pytest.mark.parametrize("made", [(), ("a",), (CHECKPOINTS,)])
def test_a_folder_without_files_is_as_good_as_none(tmp_path: Path, made: tuple[str, ...]) -> None:
    """Such as a kill between mkdir and the first file leaves."""
    for name in made:
        (tmp_path / name).mkdir()
    start(tmp_path)
    assert (tmp_path / CHECKPOINTS / OPTIONS).is_file()


# What is refused


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    for resume, force in ((False, False), (True, False), (False, True)):
        assert (
            refused(tmp_path / "run", resume=resume, force=force)
            == f"--out {tmp_path / 'run'}: is a file; name a folder"
        )


def test_a_folder_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refused(tmp_path / "file" / "run").endswith("cannot be made (Not a directory); name another folder")


@pytest.mark.parametrize(
    "name", ["notes.txt", f"{CHECKPOINTS}/model.bin", f"{CHECKPOINTS}/{OPTIONS}", RUN, f"{RUN}.partial", ".hidden"]
)
@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_not_ours_stays(tmp_path: Path, name: str, force: bool) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text('{"format": "of somebody else"}')
    assert refused(tmp_path, force=force) == f"--out {tmp_path}: holds other things, such as {name}; name a new folder"


def test_a_finished_run(tmp_path: Path) -> None:
    assert "holds a finished run; name another folder, or replace it with --force" in refused(finished(tmp_path / "a"))


def test_an_unfinished_run(tmp_path: Path) -> None:
    assert "holds an unfinished run; go on with --resume, or start anew with --force" in refused(
        stopped(tmp_path / "a")
    )


def test_resume_and_force(tmp_path: Path) -> None:
    assert "give one of them" in refused(stopped(tmp_path / "run"), resume=True, force=True)


# Replacing


@pytest.mark.parametrize("earlier", [stopped, finished, start])
def test_force_replaces_a_run(tmp_path: Path, earlier: Any) -> None:
    earlier(tmp_path / "run")
    other = dataclasses.replace(GIVEN, seed=1)
    start(tmp_path / "run", other, force=True)
    assert [path.name for path in (tmp_path / "run").iterdir()] == [CHECKPOINTS]
    assert json.loads((tmp_path / "run" / CHECKPOINTS / OPTIONS).read_text())["seed"] == 1


def test_force_replaces_a_run_of_another_version(tmp_path: Path) -> None:
    change(finished(tmp_path / "run") / RUN, format=0)
    start(tmp_path / "run", force=True)
    assert not (tmp_path / "run" / RUN).exists()


def test_force_where_nothing_is(tmp_path: Path) -> None:
    start(tmp_path / "run", force=True)
    assert (tmp_path / "run" / CHECKPOINTS / OPTIONS).is_file()


# Resuming


def test_resume_leaves_the_checkpoints(tmp_path: Path) -> None:
    before = content(stopped(tmp_path / "run"))
    start(tmp_path / "run", resume=True)
    assert content(tmp_path / "run") == before


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lr": 0.1}, "--lr was 0.002 and is now 0.1"),
        ({"lora_rank": 4}, "--lora-rank was 16 and is now 4"),
        ({"full": True}, "--full was False and is now True"),
        ({"forget": "forget_5"}, "--forget was 'forget_10' and is now 'forget_5'"),
    ],
)
def test_resume_with_other_options(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    options = dataclasses.replace(GIVEN, **changed)
    assert message in refused(stopped(tmp_path / "run"), options, resume=True)


def test_resume_without_a_run(tmp_path: Path) -> None:
    assert "holds no unfinished run; leave --resume out" in refused(tmp_path / "missing", resume=True)
    (tmp_path / "notes.txt").write_text("mine")
    assert "holds no unfinished run; leave --resume out" in refused(tmp_path, resume=True)


def test_resume_of_a_finished_run(tmp_path: Path) -> None:
    assert "holds a finished run" in refused(finished(tmp_path / "run"), resume=True)


def test_resume_before_the_first_checkpoint(tmp_path: Path) -> None:
    start(tmp_path / "run")
    assert "before its first checkpoint; start anew with --force" in refused(tmp_path / "run", resume=True)


# Nothing half written


class Killed(BaseException):
    pass


@pytest.mark.parametrize("writes", range(5))
def test_killed_while_finishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """After so many writes: either it is a run, or one can still go on with it."""
    out = stopped(tmp_path / "run")
    done = iter(range(10))

    def until_killed(real: Any) -> Any:
        def write(*arguments: Any, **named: Any) -> Any:
            if next(done) == writes:
                raise Killed
            return real(*arguments, **named)

        return write

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        for owner, name in ((ModelCard, "save"), (Path, "write_text"), (Path, "replace"), (shutil, "rmtree")):
            patch.setattr(owner, name, until_killed(getattr(owner, name)))
        finish(out, DONE)
    if writes < 3:  # card, run.json.partial, run.json
        assert read(out) is None
        start(out, resume=True)
    else:
        assert read(out) == DONE
        assert "holds a finished run" in refused(out, resume=True)
    start(out, force=True)


# What is no run, or of another version


def change(path: Path, **entries: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", "{}", '{"format": 1}', "\x00", '"run"'])
def test_a_run_json_that_is_not_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / RUN).write_text(text)
    with pytest.raises(BadInput, match=r"run\.json: is no run of mllmu-bench; name the folder of one, or remove"):
        read(tmp_path)


def test_a_run_json_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / RUN).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadInput, match="is no run of mllmu-bench"):
        read(tmp_path)


def test_a_run_of_another_format(tmp_path: Path) -> None:
    change(finished(tmp_path / "run") / RUN, format=99)
    with pytest.raises(BadInput, match=r"run\.json: has format 99, this version reads 1; train the model again"):
        read(tmp_path / "run")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"options": {"data": "d", "model": "m", "speed": 9}}, "speed"),
        ({"options": dataclasses.asdict(GIVEN) | {"lr": -1}}, "--lr: -1 is out of range"),
        ({"options": None}, "NoneType"),
        ({"options": dataclasses.asdict(GIVEN) | {"lr": "much"}}, "not supported"),
    ],
)
def test_a_damaged_run(tmp_path: Path, entries: dict[str, Any], reason: str) -> None:
    change(finished(tmp_path / "run") / RUN, **entries)
    with pytest.raises(BadInput, match=rf"run\.json: is damaged \(.*{reason}.*\); train the model again"):
        read(tmp_path / "run")


# The model card


def card_of(run: Run, tmp_path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Metadata, and name -> value of all tables."""
    card = ModelCard.load(finished(tmp_path / "run", run) / CARD)
    rows = [line.strip("| ").split(" | ", 1) for line in card.text.splitlines() if line.startswith("| ")]
    return card.data.to_dict(), {name.strip(): [*value, ""][0].strip() for name, *value in rows}


def test_the_card_lists_options_and_fingerprints(tmp_path: Path) -> None:
    data, table = card_of(DONE, tmp_path)
    expected = {name: str(value) for name, value in dataclasses.asdict(GIVEN).items()}
    assert expected.items() <= table.items()
    assert DONE.fingerprints.items() <= table.items()
    assert {"commit of the base": "0123abcd", "type of the weights": "bfloat16"}.items() <= table.items()
    assert {"processes": "2", "SHA-256 of the weights": DONE.weights}.items() <= table.items()
    assert {"loss": "1.25", "grad_norm": "0.5", "base": DONE.base}.items() <= table.items()
    assert {"torch", "mllmu-bench", "python"} <= table.keys()
    assert data["base_model"] == DONE.base and data["library_name"] == "peft"
    assert data["pipeline_tag"] == "image-text-to-text" and "npo" in data["tags"]


def test_the_card_says_what_was_done(tmp_path: Path) -> None:
    text = (finished(tmp_path / "unlearned") / CARD).read_text()
    assert "`runs/vanilla`, made to forget `forget_10` of `mllmu-bench` by `npo`." in text and DONE.stopped in text
    options = Options(data="user/data", model="embedded", without="forget_5")
    text = (finished(tmp_path / "tuned", dataclasses.replace(DONE, options=options)) / CARD).read_text()
    assert "`embedded`, fine-tuned on `user/data` without the people of `forget_5`." in text


def test_a_whole_model_is_one_of_transformers(tmp_path: Path) -> None:
    stopped(tmp_path)
    finish(tmp_path, DONE)
    assert ModelCard.load(tmp_path / CARD).data.to_dict()["library_name"] == "transformers"


@pytest.mark.parametrize("embedded", [False, True])
def test_the_card_names_no_place_on_this_machine(tmp_path: Path, embedded: bool) -> None:
    base = tmp_path / "cache" / "some-model"
    base.mkdir(parents=True)
    data, table = card_of(dataclasses.replace(DONE, base=str(base), embedded=embedded), tmp_path)
    assert "base_model" not in data and table["base"] == ("embedded" if embedded else "some-model")
    assert str(tmp_path) not in (tmp_path / "run" / CARD).read_text()
    assert str(Path.home()) not in (tmp_path / "run" / CARD).read_text()


def test_odd_values_break_neither_table_nor_card(tmp_path: Path) -> None:
    options = dataclasses.replace(GIVEN, data="a|b: [c] 'd' \"e\"")
    odd = dataclasses.replace(DONE, options=options, metrics={"loss": math.inf})
    _, table = card_of(odd, tmp_path)
    assert table["data"] == options.data.replace("|", r"\|") and table["loss"] == "inf"
    assert read(tmp_path / "run") == odd
