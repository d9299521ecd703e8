"""PEBench with people written by a language model, from the command line to the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasets import load_dataset

from dataset_builder.folder import sha256_of_files
from dataset_builder.pebench.texts import profile_texts
from dataset_builder.reviews import Decision, append, texts_digest
from mllmu_bench import main

from .generation.character_author import answer
from .llm_server import ERROR_500, RATE_LIMIT, LLMServer, by_payload, running

SIZE = ["--people", "4", "--events", "2", "--celebrities", "4", "--few-shot", "1", "--looks", "0", "--image-size", "64"]
SIZE += ["--set", "objects=0", "--forget", "25,50", "--workers", "1"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    with running(answer) as llm:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)
        yield llm


def build(out: Path, *options: str) -> int:
    return main(["build", "--recipe", "pebench_demo", "--set", "text=llm", *SIZE, "--out", str(out), *options])


def people(folder: Path) -> dict[str, Any]:
    table = load_dataset(str(folder), "Full_Set", split="train", cache_dir=str(folder.parent / "cache"))
    return {row["person"]["ID"]: row["person"] for row in table.remove_columns("image")}


def test_people_are_those_of_the_model_and_the_store_alone_builds_them_again(
    server: LLMServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults = by_payload(2, RATE_LIMIT, ERROR_500)
    store = ["--store", str(tmp_path / "store")]
    assert build(tmp_path / "one", *store, "--base-url", server.address) == 0
    said = {json.loads(answer(payload))["name"] for payload in server.payloads.values()}
    found = people(tmp_path / "one")
    assert len(found) == 4 and {one["name"] for one in found.values()} < said
    monkeypatch.delenv("OPENAI_API_KEY")
    assert build(tmp_path / "two", *store, "--base-url", "http://127.0.0.1:9") == 0
    assert sha256_of_files(tmp_path / "one") == sha256_of_files(tmp_path / "two")


def test_who_is_rejected_is_written_anew_and_nobody_else(server: LLMServer, tmp_path: Path) -> None:
    options = ["--store", str(tmp_path / "store"), "--base-url", server.address]
    assert build(tmp_path / "one", *options) == 0
    before, asked = people(tmp_path / "one"), len(server.payloads)
    append(tmp_path / "reviews.jsonl", Decision.model_validate({
        "time": "2026-01-01T00:00:00Z", "reviewer": "anna", "person": "P00002", "kind": "profile", "item": "profile",
        "digest": texts_digest("P00002", profile_texts(before["P00002"])), "verdict": "reject", "reason": "odd",
    }))  # fmt: skip
    assert build(tmp_path / "two", *options, "--reviews", str(tmp_path / "reviews.jsonl")) == 0
    after = people(tmp_path / "two")
    assert {one for one in after if after[one] != before[one]} == {"P00002"}
    assert after["P00002"]["name"] != before["P00002"]["name"] and len(server.payloads) == asked + 1


def test_without_a_key_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert build(tmp_path / "one") == 2
    assert "OPENAI_API_KEY: is not set" in capsys.readouterr().err and not (tmp_path / "one").exists()
