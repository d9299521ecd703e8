"""Datasets whose people a language model writes, by the command, against a loopback server that fails as told."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dataset_builder.folder import sha256_of_files
from dataset_builder.reviews import Decision, append
from mllmu_bench import main

from .generation.author import answer
from .llm_server import (
    CUT,
    ERROR_500,
    HTML,
    MALFORMED,
    RATE_LIMIT,
    REFUSAL,
    TRUNCATED,
    WRONG_SCHEMA,
    LLMServer,
    by_payload,
    running,
    stall,
)

WRITTEN = ["--recipe", "paper", "--set", "faces=procedural", "--set", "celebrity_faces=procedural", "--workers", "1"]
SMALL = [*WRITTEN, "--people", "12", "--celebrities", "4", "--few-shot", "2", "--forget", "10,25", "--image-size", "64"]
WIRE = (RATE_LIMIT, ERROR_500, stall(30), CUT, HTML)
REPLY = (MALFORMED, REFUSAL, WRONG_SCHEMA, TRUNCATED)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    with running(answer) as llm:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)
        yield llm


def stored(store: Path) -> set[str]:
    """The keys of the replies that are in the store."""
    if not (store / "responses.sqlite").exists():
        return set()
    with sqlite3.connect(f"file:{store / 'responses.sqlite'}?mode=ro", uri=True) as database:
        keys = {key for (key,) in database.execute("SELECT key FROM replies")}
    database.close()
    return keys


def test_a_filled_store_rebuilds_the_same_bytes_without_a_key(
    server: LLMServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "store")]
    assert main(["build", *SMALL, *store, "--out", str(tmp_path / "one")]) == 0
    asked = sum(server.asked.values())
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr("dataset_builder.galleries.render", None)  # another version might draw other pixels
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert main(["build", *SMALL, *store, "--concurrency", "1", "--out", str(tmp_path / "other")]) == 0
    monkeypatch.undo()
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert sum(server.asked.values()) == asked >= 2 * 14
    assert sha256_of_files(tmp_path / "one") == sha256_of_files(tmp_path / "other")
    capfd.readouterr()
    assert main(["build", *SMALL, *store, "--out", str(tmp_path / "third"), "--seed", "1"]) == 2
    error = capfd.readouterr().err.strip().splitlines()[-1]
    assert "OPENAI_API_KEY: is not set, and 14 replies" in error and not (tmp_path / "third").exists()


def test_batches_give_what_single_requests_give(server: LLMServer, tmp_path: Path) -> None:
    assert main(["build", *SMALL, "--out", str(tmp_path / "one")]) == 0
    assert main(["build", *SMALL, "--batch", "--out", str(tmp_path / "other")]) == 0
    assert server.batches and sha256_of_files(tmp_path / "one") == sha256_of_files(tmp_path / "other")


def test_a_dry_run_tells_the_price_and_asks_and_writes_nothing(
    server: LLMServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", *SMALL, "--dry-run", "--out", str(tmp_path / "one")]) == 0
    told = capsys.readouterr().out
    assert "gpt-4o is asked 28 times" in told and "USD" in told and "minutes with 8 requests" in told
    assert main(["build", *SMALL, "--dry-run", "--batch", "--out", str(tmp_path / "one")]) == 0
    assert "It takes 2 batches at least" in capsys.readouterr().out
    assert not server.asked and not list(tmp_path.iterdir())


def test_a_dry_run_says_that_what_reviewers_reject_costs_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reviews, options = tmp_path / "reviews.jsonl", ["--dry-run", "--out", str(tmp_path / "one")]
    about = {"time": "2026-01-01T00:00:00Z", "reviewer": "ann", "person": "P00001", "kind": "biography", "item": ""}
    append(reviews, Decision.model_validate(about | {"digest": "0" * 32, "verdict": "reject"}))
    assert main(["build", *SMALL, *options, "--reviews", str(reviews)]) == 0
    assert f"What takes the place of rejected things comes on top of that; {reviews} has 1." in capsys.readouterr().out
    reviews.write_text("{}\n")
    assert main(["build", *SMALL, *options, "--reviews", str(reviews)]) == 2


def test_a_budget_ends_the_build_and_more_money_goes_on(
    server: LLMServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "one"
    assert main(["build", *SMALL, "--max-usd", "0.2", "--out", str(out)]) == 2
    assert "0.2" in capfd.readouterr().err.splitlines()[-1] and not out.exists()
    kept = stored(tmp_path / "one-store")
    assert 0 < len(kept) < 28
    assert main(["build", *SMALL, "--max-usd", "20", "--out", str(out)]) == 0
    assert all(server.answered[key] == 1 for key in kept)


def test_a_wrong_key_is_told_and_never_shown(
    server: LLMServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-9876543210")
    assert main(["build", *SMALL, "--out", str(tmp_path / "one")]) == 2
    told = capfd.readouterr()
    assert "OPENAI_API_KEY" in told.err.splitlines()[-1] and "9876543210" not in told.err + told.out


def test_an_interruption_says_what_is_kept(
    server: LLMServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def press_ctrl_c(payload: dict[str, object]) -> str:
        if sum(server.answered.values()) == 9:
            signal.raise_signal(signal.SIGINT)
        return answer(payload)

    server.author = press_ctrl_c
    assert main(["build", *SMALL, "--concurrency", "1", "--out", str(tmp_path / "one")]) == 130
    told = capfd.readouterr().err.splitlines()[-1]
    assert told.startswith("mllmu-bench: interrupted; what was bought") and str(tmp_path / "one-store") in told
    assert len(stored(tmp_path / "one-store")) >= 9 and not (tmp_path / "one").exists()


@pytest.mark.slow
def test_faults_and_kills_cost_nothing_twice_and_change_nothing(server: LLMServer, tmp_path: Path) -> None:
    large = [*WRITTEN, "--people", "200", "--celebrities", "4", "--few-shot", "0", "--image-size", "64"]
    large += ["--concurrency", "16", "--timeout", "3"]
    assert main(["build", *large, "--out", str(tmp_path / "clean")]) == 0
    with running(answer) as failing:
        failing.faults = by_payload(3, *WIRE, *REPLY)
        out = tmp_path / "faulty"
        for replies in (30, 90, 170, 260, 350):
            before, counts = stored(tmp_path / "faulty-store"), dict(failing.asked)
            killed(["build", *large, "--out", str(out)], failing, lambda n=replies: sum(failing.answered.values()) >= n)
            assert not out.exists()
            assert all(failing.asked[key] == counts[key] for key in before)
        before, counts = stored(tmp_path / "faulty-store"), dict(failing.asked)
        assert len(before) > 200
        subprocess.run(command(["build", *large, "--out", str(out)]), env=os.environ | failing.environment, check=True)
        assert all(failing.asked[key] == counts[key] for key in before)
    assert people(out) == people(tmp_path / "clean")


def people(dataset: Path) -> dict[str, str]:
    """Hashes of all files with rows."""
    return {name: digest for name, digest in sha256_of_files(dataset).items() if name.endswith(".parquet")}


def command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "mllmu_bench", *arguments]


def killed(arguments: list[str], server: LLMServer, when: Callable[[], bool]) -> None:
    """Start the command and end it by kill -9."""
    process = subprocess.Popen(command(arguments), env=os.environ | server.environment, stderr=subprocess.DEVNULL)
    while not when():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
