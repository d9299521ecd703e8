"""The benchmarks that there are reports on."""

from __future__ import annotations

from baselines.errors import BadInput
from baselines.report.benchmark import Benchmark
from baselines.report.entries import Entry
from baselines.report.forgets import target_of
from baselines.report.mllmu import MLLMU
from baselines.report.pebench import PEBENCH

BENCHMARKS = {one.name: one for one in (MLLMU, PEBENCH)}


def benchmark_of(entry: Entry) -> Benchmark:
    """The one that the results are of. Raises BadInput for one that is not known, or has no table for them."""
    name = entry.results.data.get("benchmark") or MLLMU.name
    if name not in BENCHMARKS:
        raise BadInput(f"{entry.path}: is of the benchmark {name!r}; give results of {' or '.join(BENCHMARKS)}")
    if not BENCHMARKS[name].columns(target_of(entry.forget)):
        raise BadInput(
            f"{entry.path}: does not say what of {name} was to be forgotten (forget is {entry.forget!r}); "
            "score the predictions again with --forget"
        )
    return BENCHMARKS[name]
