"""Seconds, people per second and peak memory of `mllmu-bench build` at two sizes.

The smaller size is the reference: building ten times the people should take about ten times as long and no more memory.
Without the further faces of pretrain_Data, whose number does not depend on the people's.
Memory is the sum over the build's processes of what each holds alone plus its share of what they share (PSS, Linux).

    python benchmarks/build_speed.py [--people 500 5000] [--workers 2]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil


def main() -> None:
    """Build at each size and print a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    print(f"{'people':>8}{'seconds':>10}{'people/s':>10}{'peak MiB':>10}{'time/person':>13}{'memory':>8}")
    first: tuple[float, float] | None = None
    for people in arguments.people:
        seconds, peak = timed_build(people, arguments.workers)
        first = first or (seconds / people, peak)
        ratios = f"{seconds / people / first[0]:>12.2f}x{peak / first[1]:>7.2f}x"
        print(f"{people:>8}{seconds:>10.1f}{people / seconds:>10.1f}{peak:>10.0f}{ratios}", flush=True)


def timed_build(people: int, workers: int) -> tuple[float, float]:
    """(seconds, peak MiB) of a build in processes of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mllmu_bench", "build", "--out", str(Path(folder) / "mllmu-bench")]
        start, peak = time.perf_counter(), 0.0
        process = psutil.Popen(
            [*command, "--people", str(people), "--looks", "0", "--workers", str(workers)], stdout=subprocess.DEVNULL
        )
        while process.poll() is None:
            peak = max(peak, memory_mib(process))
            time.sleep(0.1)
        if process.returncode:
            sys.exit(process.returncode)
        return time.perf_counter() - start, peak


def memory_mib(process: psutil.Process) -> float:
    """PSS of the process and its children, MiB."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it ended between the listing and the reading
    return total / 2**20


if __name__ == "__main__":
    main()
