"""The default PEBench at full size: what the paper counts, nothing that an audit finds, and memory that stays flat."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dataset_builder.checks.audit import audit

from ...conftest import built

PICTURES = 176 << 20  # bytes of all pictures together
PEAK = """
import resource, sys
from mllmu_bench import main
assert main(["build", "--recipe", "pebench", "--set", "looks=0", "--workers", "1", *sys.argv[1:]]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_counts_are_the_papers_and_the_audit_finds_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    report = audit(str(built(tmp_path_factory, "--recipe", "pebench", "--looks", "0")))
    assert list(report.findings) == []
    counts = {name: here for name, _, here in report.counts}
    assert {name: counts[name] for name in ("images", "questions", "people", "events", "keywords an event")} == {
        "images": "8,000", "questions": "16,000", "people": "200", "events": "40", "keywords an event": "10",
    }  # fmt: skip
    assert int(counts["jobs"]) >= 74 and int(counts["areas"]) >= 55  # the paper's: about 75, and 55
    rows = report.figures["rows"]
    for target, counted in {"person": (400, 800), "event": (400, 800), "both": (780, 1520)}.items():
        for percent, gone in zip((5, 10), counted, strict=True):
            parts = [rows[f"{target}_{percent}/{split}"] for split in ("forget_train", "forget_test", "retain")]
            assert parts == [gone // 2, gone // 2, 8000 - gone]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_pictures(tmp_path: Path) -> None:
    peaks = []
    for people in ("20", "200"):
        options = ("--people", people, "--out", str(tmp_path / people), "--store", str(tmp_path / "store"))
        done = subprocess.run([sys.executable, "-c", PEAK, *options], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.splitlines()[-1]) << 10)
    assert peaks[1] - peaks[0] < PICTURES / 2
