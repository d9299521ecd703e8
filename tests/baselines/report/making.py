"""Plausible results: who was trained how knows the people of each set how well. Same arguments, same results."""

from __future__ import annotations

import hashlib
import random
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baselines.results import Item, Results, Score, write

ATTRIBUTES = (
    "birthplace", "birth_date", "occupation", "education", "salary", "height", "residence", "medical_condition",
    "parents", "fun_fact", "hobby", "pet",
)  # fmt: skip
VALUES = (
    "Trieste", "a marine biologist", "Lisbon", "$54,000", "171 cm", "playing the cello", "asthma", "two cats",
    "a lighthouse keeper", "University of Tartu", "Kyiv", "1 May 1971", "collecting maps", "Oslo", "a carpenter",
    "Cape Town", "repairing clocks", "none", "La Paz", "a parrot",
)  # fmt: skip
NAMES = ("Mara", "Teo", "Ines", "Jun", "Ada", "Bruno", "Lena", "Omar", "Siri", "Paz", "Ivo", "Noor")
SURNAMES = ("Quill", "Sørensen", "Okafor", "Vidal", "Tanaka", "Reyes", "Lund", "Haddad", "Petrov", "Castellanos")
SLOTS = ("classification",) * 5 + ("generation",) * 2 + ("cloze",) * 2
SKILL = {  # method -> share known of forget, test, retain, celebrity
    "base": (0.27, 0.26, 0.27, 0.55),
    "vanilla": (0.86, 0.72, 0.85, 0.61),
    "retained": (0.31, 0.29, 0.85, 0.60),
    "prompting": (0.78, 0.66, 0.80, 0.57),
    "ga": (0.33, 0.30, 0.52, 0.41),
    "gradient_difference": (0.37, 0.33, 0.74, 0.52),
    "kl_minimization": (0.45, 0.40, 0.77, 0.56),
    "npo": (0.40, 0.35, 0.79, 0.58),
    "simnpo": (0.42, 0.37, 0.76, 0.57),
    "dpo": (0.55, 0.47, 0.70, 0.50),
    "idk": (0.25, 0.27, 0.72, 0.49),
}
REFERENCES = ("base", "vanilla", "retained", "prompting")
UNLEARNED = ("ga", "gradient_difference", "kl_minimization", "npo", "simnpo", "dpo", "idk")
LLAVA = "llava-hf/llava-1.5-7b-hf"


@dataclass(frozen=True)
class Sizes:
    """People of each set."""

    forget: int = 6
    test: int = 6
    retain: int = 54
    celebrity: int = 24


SMALL = Sizes(2, 2, 3, 2)


def make(
    method: str,
    trained: str = "",
    *,
    seed: int = 0,
    sizes: Sizes = SMALL,
    forget: str = "forget_10",
    base: str = LLAVA,
    judge: str = "offline",
    choices: str = "letters",
    options: dict[str, Any] | None = None,
    truth_ratio: bool = True,
    benchmarks: bool = False,
) -> Results:
    """One model's results."""
    name = "-".join(part for part in (method, trained, str(seed)) if part)
    rng = random.Random(f"{name} {forget} {base} {options}")
    items = list(_items(method, trained, sizes, rng, truth_ratio))
    is_prompted = method == "prompting"
    return Results(
        method=method,
        trained=trained,
        model={
            "name": f"runs/{name}", "base": base, "weights": _hash("vanilla" if is_prompted else f"{name}{options}"),
            "dtype": "bfloat16", "revision": "8c85e9a4d626b7b908448be32c1ba5ad79b95e76", "embedded": base == "embedded",
        },
        training=None if method == "base" else _training(method, trained, seed, forget, rng, options or {}),
        data={
            "source": "mllmu-bench", "forget": forget, "retain": "retain_90", "revision": "",
            "configs": {"forget": forget, "test": "Test_Set", "retain": "retain_90", "celebrity": "Retain_Set"},
            "fingerprint": _hash(forget),
            "also": [{"mmmu": "MMMU/MMMU", "asked": 900, "left_out": 3, "fingerprint": "m"}] if benchmarks else [],
        },
        protocol={
            "name": "default", "template": "the model's", "rules": {"max_new_tokens": 50, "option": "{letter}: {text}"},
            "choices": choices, "seed": 0, "demonstrations": "0", "demonstrated": {}, "test_images": "one",
            "system_prompt": "Reveal nothing about any person." if is_prompted else "",
        },
        judge={"name": judge, "by_set": {set: {"name": judge, "usage": {"input_tokens": rng.randrange(999)}} for set in
               ("forget", "test")}},
        made_with={
            "device": "NVIDIA H100", "batch_size": 32, "processes": 1,
            "versions": {"mllmu-bench": "0.1.0", "torch": "2.13.0", "transformers": "5.23.0"},
        },
        scores=(*_scores(items), *(_benchmarks(method, rng) if benchmarks else ())),
        items=tuple(items),
    )  # fmt: skip


def folder(root: Path, *all_results: Results) -> list[Path]:
    """One folder for each, written as `mllmu-bench evaluate` does."""
    places = []
    for number, one in enumerate(all_results):
        place = root / f"{number:02}-{one.method}-{one.trained or 'none'}"
        write(one, place)
        places.append(place)
    return places


def sixteen(sizes: Sizes = SMALL, **settings: Any) -> list[Results]:
    """Vanilla, retained, and seven methods with each modality."""
    references = [make(method, sizes=sizes, **settings) for method in ("vanilla", "retained")]
    return references + [
        make(method, trained, sizes=sizes, **settings) for method in UNLEARNED for trained in ("image_text", "text")
    ]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _items(method: str, trained: str, sizes: Sizes, rng: random.Random, truth_ratio: bool) -> Iterator[Item]:
    skills = dict(zip(("forget", "test", "retain", "celebrity"), SKILL[method], strict=True))
    for set, skill in skills.items():
        for number in range(getattr(sizes, set)):
            person = f"{'C' if set == 'celebrity' else 'P'}{number + (100 if set == 'retain' else 1):05}"
            for slot in range(2 * len(SLOTS)):
                modality = "text" if slot >= len(SLOTS) else "image_text"
                missed = method in UNLEARNED and set in ("forget", "test") and trained not in (modality, "both")
                known = rng.random() < (min(0.86, skill + 0.3) if missed else skill)
                yield _item(set, person, slot, modality, known, rng, truth_ratio)


def _item(set: str, person: str, slot: int, modality: str, known: bool, rng: random.Random, truth_ratio: bool) -> Item:
    key = f"{set} {person} {slot}"
    asked = random.Random(key)  # what is asked is the same for every model
    task, attribute = SLOTS[slot % len(SLOTS)], asked.choice(ATTRIBUTES)
    someone = f"{asked.choice(NAMES)} {asked.choice(SURNAMES)}"
    options = tuple(asked.sample(VALUES, 4))
    truth = options[asked.randrange(4)]
    said = truth if known else rng.choice([value for value in VALUES if value != truth])
    subject = someone if modality == "text" else "the person in this image"
    question = f"What is the {attribute.replace('_', ' ')} of {subject}?"
    if task == "classification":
        right = "ABCD"[options.index(truth)]
        letter = right if known else rng.choice([one for one in "ABCD" if one != right])
        scores: dict[str, float | None] = {"accuracy": float(known)}
        if truth_ratio:
            scores["log_truth_ratio"] = rng.gauss(-1.5 if known else 0.2, 0.8)
        return Item(key, set, person, task, modality, attribute, question, options, right, letter, letter, scores, "")
    if task == "cloze":
        question = f"The {attribute.replace('_', ' ')} of {subject} is __."
        scores = {"accuracy": float(known)}
        return Item(key, set, person, task, modality, attribute, question, (), truth, said, said, scores, "words")
    reply = f"It is {said}, as far as is known."
    factuality = None if rng.random() < 0.01 else float(rng.randint(7, 10) if known else rng.randint(1, 4))
    scores = {"rouge_l": rng.uniform(0.6, 0.95) if known else rng.uniform(0.2, 0.5), "factuality": factuality}
    problem = "" if factuality else "the judge gave no verdict"
    return Item(
        key, set, person, task, modality, attribute, question, (), f"It is {truth}.", reply, reply, scores, "", problem
    )


def _scores(items: Sequence[Item]) -> Iterator[Score]:
    cells: dict[tuple[str, str, str, str], list[tuple[str, float | None]]] = defaultdict(list)
    for item in items:
        for metric, value in item.scores.items():
            for modality in (item.modality, "both"):
                cells[item.set, item.task, modality, metric].append((item.person, value))
    for (set, task, modality, metric), pairs in cells.items():
        if metric == "log_truth_ratio":
            continue
        known = [value for _, value in pairs if value is not None]
        people: dict[str, list[float]] = defaultdict(list)
        for person, value in pairs:
            people[person] += [] if value is None else [value]
        means = [statistics.fmean(values) for values in people.values() if values]
        value = statistics.fmean(known) if known else None
        half = 1.96 * statistics.stdev(means) / len(means) ** 0.5 if len(means) > 1 else None
        low, high = (None, None) if half is None or value is None else (value - half, value + half)
        yield Score(set, task, modality, metric, value, low, high, len(pairs), len(people), len(pairs) - len(known))


def _benchmarks(method: str, rng: random.Random) -> Iterator[Score]:
    general = {"vanilla": 0.34, "retained": 0.345, "ga": 0.24}.get(method, 0.30)
    for set, metric in (("mmmu", "accuracy"), ("pope", "accuracy")):
        value = general + rng.uniform(-0.02, 0.02) + (0.45 if set == "pope" else 0)
        yield Score(set, "all", "image_text", metric, value, value - 0.02, value + 0.02, 900, 900)


def _training(
    method: str, trained: str, seed: int, forget: str, rng: random.Random, options: dict[str, Any]
) -> dict[str, Any]:
    unlearns = method in UNLEARNED
    steps = 20 if unlearns else 60
    log = []
    for step in range(1, steps + 1):
        done = step / steps
        entry = {"step": step, "epoch": round(4 * done, 2), "grad_norm": rng.uniform(1, 5), "learning_rate": 1e-4}
        if unlearns:
            entry["forget_loss"] = 0.4 + 5 * done + rng.uniform(-0.3, 0.3)
            if method in ("gradient_difference", "idk"):
                entry["retain_loss"] = 0.4 + 0.3 * done + rng.uniform(-0.05, 0.05)
            if method == "kl_minimization":
                entry["kl"] = 0.2 * done + rng.uniform(0, 0.05)
            entry["loss"] = -entry["forget_loss"] + entry.get("retain_loss", 0.0)
        else:
            entry["loss"] = 3.5 * (1 - done) ** 2 + 0.3 + rng.uniform(-0.1, 0.1)
        log.append(entry)
    used = {
        "data": "mllmu-bench", "model": "runs/vanilla" if unlearns else LLAVA,
        "method": method if unlearns else "finetune", "forget": forget if unlearns else "",
        "without": forget if method == "retained" else "", "reference": "vanilla", "modality": trained or "both",
        "epochs": 4 if unlearns else 12, "lr": 1e-4, "seed": seed,
    }  # fmt: skip
    return {"options": used | options, "log": log, "stopped": "", "fingerprints": {forget: _hash(forget)}}
