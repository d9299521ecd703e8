"""What keeps the page from opening is said in one line."""

from __future__ import annotations

import getpass
import socket
import sys
from pathlib import Path

import pytest

import dataset_builder.review
from dataset_builder.review import page
from mllmu_bench import main

from . import small


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small.make(tmp_path / "data", [small.person(0)])


def refused(capsys: pytest.CaptureFixture[str], data: Path, *options: str) -> str:
    reviews = () if "--reviews" in options else ("--reviews", str(data.parent / "reviews.jsonl"))
    check = () if "--check" in options else ("--check", str(data.parent / "check.json"))
    assert main(["review", str(data), *reviews, *check, *options]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_a_folder_that_is_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such folder" in refused(capsys, tmp_path / "none")
    assert "no dataset (no Full_Set" in refused(capsys, tmp_path)


def test_a_busy_port(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}: Address already in use; give another --port" in refused(capsys, data, "--port", port)


def test_ports_and_hosts_that_there_are_not(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--port 99999: is no port" in refused(capsys, data, "--port", "99999")
    assert "256.1.1.1:7860" in refused(capsys, data, "--host", "256.1.1.1")


def test_a_file_that_cannot_be_written(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(data.parent)
    assert "Is a directory; name a file that can be written" in refused(capsys, data, "--reviews", folder)


def test_a_file_in_the_dataset_would_go_with_the_next_build(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inside = data / "reviews.jsonl"
    assert f"--reviews {inside}: lies in the dataset" in refused(capsys, data, "--reviews", str(inside))
    assert not inside.exists()


def test_a_file_that_holds_something_else(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = data.parent / "other.jsonl"
    other.write_text('{"no": "decision"}\n')
    assert f"{other}, line 1" in refused(capsys, data, "--reviews", str(other))
    assert other.read_text() == '{"no": "decision"}\n'


def test_a_check_that_is_none(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "check.json").write_text("[]")
    assert "is not what `mllmu-bench check` writes" in refused(capsys, data)


def test_an_empty_name(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--reviewer: is empty" in refused(capsys, data, "--reviewer", " ")


def test_gradio_is_needed(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gradio", None)
    monkeypatch.delitem(sys.modules, "dataset_builder.review.server", raising=False)
    monkeypatch.delattr(dataset_builder.review, "server", raising=False)
    assert 'gradio is not installed; pip install "mllmu-bench[review]"' in refused(capsys, data)


def test_a_container_may_know_no_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_000)  # nobody's
    with pytest.raises((KeyError, OSError)):
        getpass.getuser()
    assert page.login() == "reviewer"
