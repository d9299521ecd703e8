"""A grid of runs and evaluations: what a recipe asks for, as jobs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from baselines import embedded, evaluation, guards, results, runs, train
from baselines.data import fingerprint
from baselines.errors import BadInput
from baselines.grids import PROMPTING, Recipe
from baselines.options import resolve
from baselines.published import Published, published
from baselines.quiet import hush
from baselines.score import Judge
from baselines.train import Running
from baselines.workers import Job, run

SWEEP = "sweep.json"  # the recipe that a folder was made by


@dataclass(frozen=True, slots=True)
class Cell:
    """A model of the grid: how it is trained, and what it is asked about.

    command: "finetune" or "unlearn"; given: its options. start: name of the cell it begins with, or "".
    """

    name: str
    command: str
    given: Mapping[str, Any]
    start: str
    forget: tuple[str, ...]

    @property
    def is_vanilla(self) -> bool:
        """Whether it knows everybody."""
        return self.command == "finetune" and "without" not in self.given


def sweep(recipe: Recipe, data: str, out: Path, workers: int) -> list[Path]:
    """Train and evaluate the whole grid in `out`, going on with what is there. Returns the folders of results.

    Raises BadInput for an option that cannot be right before anything starts, and for what fails when the rest is done.
    """
    cells = list(_cells(recipe, data, out))
    benchmark = published(data)
    _check(recipe, cells, benchmark)
    people = fingerprint(benchmark.everybody(data, "both"))
    _open(out, {"data": data, "people": people, "recipe": TypeAdapter(Recipe).dump_python(recipe, mode="json")})
    base = [Job("base", partial(_make_base, data), alone=True)] if recipe.model == embedded.NAME else []
    evaluations = list(_evaluations(recipe, data, out, cells))
    run([*base, *_trainings(cells, out, [job.name for job in base]), *(job for job, _ in evaluations)], workers)
    return [folder for _, folder in evaluations]


def _cells(recipe: Recipe, data: str, out: Path) -> Iterator[Cell]:
    """Vanilla and retained models first: the others wait for them."""
    tuning = {"data": data, "model": recipe.model, **recipe.finetune}
    ends = {seed: f"-seed{seed}" if len(recipe.seeds) > 1 else "" for seed in recipe.seeds}
    for seed, end in ends.items():
        yield Cell(f"vanilla{end}", "finetune", {**tuning, "seed": seed}, "", recipe.forget)
        for forget in recipe.forget:
            given = {**tuning, "seed": seed, "without": forget}
            yield Cell(f"retained-{forget}{end}", "finetune", given, "", (forget,))
    asked = [(forget, method) for forget in recipe.forget for method in recipe.methods_for(forget)]
    for seed, (forget, method), modality, lr in product(recipe.seeds, asked, recipe.modalities, recipe.lr or (None,)):
        if method != PROMPTING:
            start = f"vanilla{ends[seed]}"
            own = {"model": str(out / "runs" / start), "method": method, "forget": forget, "modality": modality}
            rate = {} if lr is None else {"lr": lr}
            name = f"{method}-{modality}-{forget}" + (f"-lr{lr:g}" if len(recipe.lr) > 1 else "") + ends[seed]
            yield Cell(name, "unlearn", {"data": data, "seed": seed, **own, **rate, **recipe.unlearn}, start, (forget,))


def _check(recipe: Recipe, cells: Sequence[Cell], benchmark: Published) -> None:
    """Raise BadInput for options that are out of range, and for what the benchmark cannot have to be forgotten."""
    for forget in recipe.forget:
        benchmark.target(forget, "recipe: forget")
    for cell in cells:
        resolve(cell.command, cell.given, recipe.model == embedded.NAME, benchmark.NAME)
    evaluation.Options(data="", model="", **recipe.evaluate)
    recipe.judge.check()


def _open(out: Path, content: Mapping[str, Any]) -> None:
    """Make `out`, or find that it was made by the same recipe. Raises BadInput."""
    file = out / SWEEP
    there = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    if there == content:
        return
    if any(path for part in ("runs", "results") for path in (out / part).glob("*")):
        known = "the grid of another recipe or dataset" if there else "other runs or results"
        raise BadInput(f"--out {out}: holds {known}; name a new folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--out {out}: cannot be made ({error.strerror}); name another folder") from None
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _trainings(cells: Sequence[Cell], out: Path, before: Sequence[str]) -> Iterator[Job]:
    for cell in cells:
        after = (cell.start,) if cell.start else tuple(before)
        yield Job(cell.name, partial(_train, cell.command, dict(cell.given), out / "runs" / cell.name), after)


def _evaluations(recipe: Recipe, data: str, out: Path, cells: Sequence[Cell]) -> Iterator[tuple[Job, Path]]:
    for cell in cells:
        given = {"data": data, "model": str(out / "runs" / cell.name), **recipe.evaluate}
        for forget in cell.forget:
            asked = {**given, "forget": forget}
            name = f"{cell.name}-{forget}" if cell.is_vanilla else cell.name
            yield _evaluation(name, asked, recipe.judge, out, cell.name)
            if cell.is_vanilla and PROMPTING in recipe.methods_for(forget):
                prompted = name.replace("vanilla", PROMPTING)
                yield _evaluation(prompted, asked | {"system_prompt": "privacy"}, recipe.judge, out, cell.name)


def _evaluation(name: str, given: Mapping[str, Any], judge: Judge, out: Path, after: str) -> tuple[Job, Path]:
    folder = out / "results" / name
    return Job(f"evaluate {name}", partial(_evaluate, dict(given), judge, folder), (after,)), folder


def _make_base(data: str) -> str:
    hush()
    start = time.monotonic()
    embedded.base(data)
    return f"made in {time.monotonic() - start:.0f} s"


def _train(command: str, given: Mapping[str, Any], out: Path) -> str:
    """Train, or go on training, unless it is done."""
    hush()
    start = time.monotonic()
    if runs.read(out) is not None:
        return "trained before"
    resume = bool(guards.checkpoints(out))
    running = Running(out, resume=resume, force=out.exists() and not resume)
    finished = (train.finetune if command == "finetune" else train.unlearn)(given, running)
    terms = ", ".join(f"{name} {value:.2f}" for name, value in finished.metrics.items() if name.endswith("loss"))
    return f"trained in {time.monotonic() - start:.0f} s, {terms}. {finished.stopped}".strip()


def _evaluate(given: Mapping[str, Any], judge: Judge, out: Path) -> str:
    hush()
    start = time.monotonic()
    if (out / results.RESULTS).is_file():
        return "evaluated before"
    found = evaluation.evaluate(evaluation.Options(**given), judge, out)
    return f"{_summary(found)} ({time.monotonic() - start:.0f} s)"


def _summary(found: results.Results) -> str:
    """Of each set the first task's first metric: with and without the picture, where both are asked about."""
    said = []
    for set_ in dict.fromkeys(item.set for item in found.items):
        first = next(one for one in found.scores if one.set == set_)
        scores = [found.score(set_, first.task, modality, first.metric) for modality in ("image_text", "text")]
        said.append(f"{set_} " + "/".join(f"{one.value:.2f}" for one in scores if one and one.value is not None))
    return ", ".join(said)
