"""Plausible results of PEBench: who was trained how knows the people and the events how well. Deterministic."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.results import Item, Results, Score

NAMES = ("Amira Hassan", "Jonas Weber", "Lucía Ferrer", "Kofi Mensah", "Yuki Tanaka", "Petra Novak", "Diego Ramos")
EVENTS = {
    "a media interview": ("microphone", "camera", "reporter", "questions"),
    "a farm visit": ("barn", "hay", "tractor", "animals"),
    "a zoo visit": ("cage", "giraffe", "keeper", "ticket"),
    "a dance event": ("music", "stage", "lights", "dancers"),
    "a city walk": ("street", "shops", "pavement", "crossing"),
    "a boat trip": ("water", "deck", "sail", "harbour"),
}
# method -> share known of the target on forget_train and forget_test, of the other concept there, of either on retain,
# of real people
SKILL = {
    "base": (0.02, 0.02, 0.30, 0.03, 0.30, 0.02),
    "vanilla": (0.98, 0.93, 0.97, 0.97, 0.96, 0.88),
    "retained": (0.03, 0.04, 0.95, 0.96, 0.95, 0.88),
    "po": (0.05, 0.08, 0.72, 0.35, 0.80, 0.70),
    "ga": (0.03, 0.04, 0.28, 0.12, 0.30, 0.35),
    "gradient_difference": (0.10, 0.14, 0.66, 0.62, 0.80, 0.66),
    "kl_minimization": (0.22, 0.25, 0.70, 0.68, 0.82, 0.71),
    "npo": (0.30, 0.36, 0.80, 0.74, 0.86, 0.77),
    "simnpo": (0.34, 0.38, 0.78, 0.71, 0.84, 0.75),
    "siu": (0.12, 0.15, 0.83, 0.55, 0.86, 0.73),
    "dpo": (0.08, 0.10, 0.75, 0.48, 0.82, 0.72),
    "idk": (0.06, 0.09, 0.70, 0.58, 0.79, 0.69),
    "bgd": (0.12, 0.15, 0.70, 0.66, 0.70, 0.70),
    "bgd_kl": (0.20, 0.26, 0.70, 0.70, 0.76, 0.72),
}
REFERENCES = ("base", "vanilla", "retained")
ONE = ("po", "ga", "gradient_difference", "kl_minimization", "npo", "simnpo", "siu", "dpo", "idk")
AT_ONCE = ("gradient_difference", "bgd", "kl_minimization", "bgd_kl")
LOGGED = {
    "po": ("refusal_loss",), "siu": ("rewritten_loss", "kl"), "kl_minimization": ("forget_loss", "kl"),
    "gradient_difference": ("forget_loss", "retain_loss"), "bgd_kl": ("forget_person_loss", "forget_event_loss", "kl"),
    "bgd": ("forget_person_loss", "forget_event_loss", "retain_loss"),
}  # fmt: skip
LLAVA = "llava-hf/llava-1.5-7b-hf"
SETS = ("forget_train", "forget_test", "scope", "retain", "real", "world")
Asked = tuple[str, str, float]  # set, task, share known


@dataclass(frozen=True)
class Sizes:
    """Pictures of each set."""

    forget: int = 8
    retain: int = 10
    real: int = 6
    world: int = 12


SMALL = Sizes(4, 4, 3, 4)


def make(
    method: str,
    forget: str = "person_25",
    *,
    seed: int = 0,
    sizes: Sizes = SMALL,
    base: str = LLAVA,
    judge: str = "offline",
    options: dict[str, Any] | None = None,
) -> Results:
    """One model's results."""
    rng = random.Random(f"{method} {forget} {seed} {base} {options}")
    target = forget.split("_")[0]
    items = [item for asked in _asked(method, target) for item in _items(*asked, sizes, rng)]
    is_of_all = method in ("base", "vanilla")  # the same model whatever is to be forgotten
    name = "-".join(part for part in (method, "" if is_of_all else forget, str(seed)) if part)
    return Results(
        method=method,
        trained="" if method in REFERENCES else "image_text",
        model={"name": f"runs/{name}", "base": base, "weights": f"{name} {options}", "embedded": base == "embedded"},
        training=None if method == "base" else _training(method, forget, seed, options or {}, rng),
        data={
            "benchmark": "pebench", "source": "pebench", "target": target, "forget": forget, "retain": forget,
            "configs": {"forget_train": forget, "retain": forget, "real": "Real_Set", "world": "World_Set"},
            "fingerprint": f"the questions of {forget}",
        },
        protocol={
            "name": "default", "choices": "letters", "seed": 0, "system_prompt": "", "rules": {"max_new_tokens": 60}},
        judge={"name": judge, "by_set": {set: {"name": judge} for set in SETS[:2]}},
        made_with={"device": "NVIDIA H100", "versions": {"mllmu-bench": "0.1.0"}},
        scores=tuple(scores(items)),
        items=tuple(items),
    )  # fmt: skip


def everything(share: int = 25, sizes: Sizes = SMALL, **settings: Any) -> list[Results]:
    """Finetuned, goal and nine methods on people and on events, four on both."""
    return [
        make(method, f"{target}_{share}", sizes=sizes, **settings)
        for target in ("person", "event", "both")
        for method in ("vanilla", "retained", *(AT_ONCE if target == "both" else ONE))
    ]


def _asked(method: str, target: str) -> Iterator[Asked]:
    train, test, other, people, events, real = SKILL[method]
    tasks = {"person": ["identity"], "event": ["description"], "both": ["identity", "description"]}[target]
    for task in tasks:
        is_slower = task == "description" and method not in REFERENCES  # events are forgotten less, as published
        yield "forget_train", task, train + 0.25 * is_slower
        yield "forget_test", task, test + 0.25 * is_slower
    if target != "both":
        yield "scope", "description" if target == "person" else "identity", other
    yield "retain", "identity", people if target != "event" else min(0.97, people + 0.2)
    yield "retain", "description", events
    yield "real", "identity", real
    yield "world", "yes_no", 0.5 + 0.4 * real


def _items(set: str, task: str, skill: float, sizes: Sizes, rng: random.Random) -> Iterator[Item]:
    for number in range(getattr(sizes, set if set in ("retain", "real", "world") else "forget")):
        known = rng.random() < skill
        if task == "yes_no":
            yield _yes_no(set, number, known)
        else:
            yield _about_a_picture(set, task, number, known, rng)


def _yes_no(set: str, number: int, known: bool) -> Item:
    answer = "yes" if number % 2 else "no"
    said = answer if known else "no" if answer == "yes" else "yes"
    scores: dict[str, float | None] = {"accuracy": float(known)}
    question = f"Is there a {random.Random(number).choice(('chair', 'dog', 'bicycle'))} in the image?"
    key, who = f"{set}/{number}", f"image {number}"
    return Item(key, set, who, "yes_no", "image_text", "adversarial", question, (), answer, said, said, scores, "")


def _about_a_picture(set: str, task: str, number: int, known: bool, rng: random.Random) -> Item:
    row = random.Random(f"{set.replace('scope', 'forget_train')} {number}")  # what is asked is the same for every model
    name, event = row.choice(NAMES), row.choice(list(EVENTS))
    where = {"forget_train": 1, "scope": 1, "forget_test": 2, "retain": 3, "real": 4}[set]
    person, happening = f"P{where:02}{list(NAMES).index(name):03}", f"E{list(EVENTS).index(event):02}"
    id = f"{person}-{happening}-{number}"
    key = f"{set}/{id}/{task}"
    if task == "identity":
        said = name if known else rng.choice([one for one in NAMES if one != name])
        named: dict[str, float | None] = {"precision": float(known)}
        asked, answer, reply = "Who is the person in this picture?", name, f"This is {said}."
        reason = "named" if known else "not named"
        return Item(key, set, person, task, "image_text", "person", asked, (), answer, reply, reply, named, reason)
    said = event if known else rng.choice([one for one in EVENTS if one != event])
    of = {one: f"This is {one}, with {', '.join(EVENTS[one])} to be seen." for one in EVENTS}
    judged = None if rng.random() < 0.02 else rng.uniform(0.8, 1) if known else rng.uniform(0, 0.3)
    rouge = rng.uniform(0.8, 1) if known else rng.uniform(0.2, 0.5)
    free: dict[str, float | None] = {"rouge_l": rouge, "g_eval": judged}
    problem = "" if judged is not None else "the judge gave no verdict"
    asked = "What is happening here?"
    texts = (asked, (), of[event], of[said], of[said])
    return Item(key, set, happening, task, "image_text", "event", *texts, free, "", problem, EVENTS[event])


def scores(items: Sequence[Item]) -> Iterator[Score]:
    """The mean of each metric over a set's task, of the picture's modality and, the same again, of both."""
    cells: dict[tuple[str, str, str], list[tuple[str, float | None]]] = defaultdict(list)
    for item in items:
        for metric, value in item.scores.items():
            cells[item.set, item.task, metric].append((item.person, value))
    for (set, task, metric), pairs in cells.items():
        known = [value for _, value in pairs if value is not None]
        value = statistics.fmean(known) if known else None
        half = 1.96 * statistics.stdev(known) / len(known) ** 0.5 if len(known) > 1 else None
        low, high = (None, None) if half is None or value is None else (max(0, value - half), min(1, value + half))
        people = len({person for person, _ in pairs})
        for modality in ("image_text", "both"):
            yield Score(set, task, modality, metric, value, low, high, len(pairs), people, len(pairs) - len(known))


def _training(method: str, forget: str, seed: int, options: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    unlearns = method not in REFERENCES
    log = []
    for step in range(1, (20 if unlearns else 60) + 1):
        done = step / (20 if unlearns else 60)
        entry = {"step": step, "loss": 3.5 * (1 - done) ** 2 + 0.3 + rng.uniform(-0.1, 0.1)}
        if unlearns:
            entry["loss"] *= -1
            for role in LOGGED.get(method, ("forget_loss",)):
                entry[role] = 0.4 + 5 * done + rng.uniform(-0.3, 0.3)
        log.append(entry)
    used = {
        "data": "pebench", "model": "runs/vanilla" if unlearns else LLAVA, "method": method if unlearns else "finetune",
        "forget": forget if unlearns else "", "without": forget if method == "retained" else "",
        "reference": "vanilla", "modality": "image_text", "epochs": 4, "lr": 1e-4, "seed": seed,
    }  # fmt: skip
    return {"options": used | options, "log": log, "stopped": ""}
