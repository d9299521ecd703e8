"""What a language model writes for a build passes, too: its sentences come from no template of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.checks.audit import audit
from mllmu_bench import main

from ...generation.author import answer
from ...llm_server import running

RECIPE = ["--recipe", "paper", "--set", "faces=procedural", "--set", "celebrity_faces=procedural", "--workers", "1"]
SIZE = ["--people", "12", "--celebrities", "4", "--few-shot", "2", "--forget", "10,25", "--image-size", "64"]


def test_what_a_language_model_writes_has_nothing_but_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(answer) as llm:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)
        assert main(["build", *RECIPE, *SIZE, "--out", str(tmp_path / "mllmu-bench")]) == 0
    assert {one.code for one in audit(str(tmp_path / "mllmu-bench")).findings} == {"not_checkable"}
