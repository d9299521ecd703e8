"""What a model is called in tables and plots: its method, its modality, and only those options that tell it apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from baselines.report.benchmark import Benchmark
from baselines.report.entries import Entry

METHODS = {  # in the order of rows and legends
    "base": "Base model",
    "vanilla": "Vanilla",
    "retained": "Retained",
    "prompting": "Prompting",
    "po": "PO",
    "ga": "GA",
    "gradient_difference": "GA Difference",
    "bgd": "GA Difference + BGD",
    "kl_minimization": "KL Minimization",
    "bgd_kl": "KL Minimization + BGD",
    "siu": "SIU",
    "npo": "NPO",
    "simnpo": "SimNPO",
    "dpo": "DPO",
    "idk": "IDK",
    "unknown": "Unknown",
}
REFERENCES = ("base", "vanilla", "retained")  # they show what is possible, and do not compete
TRAINED = {"image_text": "image+text", "text": "text", "both": "both"}
MODALITIES = {"image_text": "Image + text", "text": "Text only", "both": "Both"}
PLACES = ("data", "model")  # where things lay says nothing about how a model was made
SHORT = {
    "lora_rank": "rank", "lora_alpha": "alpha", "batch_size": "batch", "min_steps": "steps", "weight_decay": "decay",
    "stop_at": "stop at", "full": "whole model",
}  # fmt: skip


def settings(entry: Entry) -> dict[str, Any]:
    """The options that make a configuration: seeds of one share them."""
    options = {name: value for name, value in entry.options.items() if name not in (*PLACES, "seed", "modality")}
    if options.get("reference", "vanilla") != "vanilla":
        options["reference"] = "a run"
    return options


def method_name(method: str, benchmark: Benchmark) -> str:
    """As the benchmark's paper calls it."""
    return benchmark.methods.get(method) or METHODS.get(method, method)


def labels(configurations: Sequence[Sequence[Entry]], benchmark: Benchmark) -> list[str]:
    """One for each configuration (the seeds of one model), none of them twice."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, entries in enumerate(configurations):
        alike[entries[0].results.method, entries[0].results.trained].append(number)
    found = {}
    for (method, trained), numbers in alike.items():
        of_these = [settings(configurations[number][0]) for number in numbers]
        for number, one in zip(numbers, of_these, strict=True):
            modality = TRAINED.get(trained, trained) if len(benchmark.modalities) > 1 else ""
            parts = [method_name(method, benchmark), modality, *_telling(one, of_these)]
            found[number] = ", ".join(part for part in parts if part)
    return _told_apart([found[number] for number in range(len(configurations))], configurations)


def _telling(one: dict[str, Any], others: Sequence[dict[str, Any]]) -> list[str]:
    """The options of `one` that not all others share."""
    names = [name for name in one if any(other.get(name) != one[name] for other in others)]
    return [_option(name, one[name]) for name in names]


def _option(name: str, value: Any) -> str:
    shown = SHORT.get(name, name.replace("_", " "))
    if isinstance(value, bool):
        return shown if value else f"not {shown}"
    return f"{shown} {_number(value) if isinstance(value, float) else value}"


def _number(value: float) -> str:
    """1e-4 as papers write it, 0.01 as it is."""
    if 0 < abs(value) < 1e-3:
        mantissa, exponent = f"{value:.3e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{value:g}"


def _told_apart(found: list[str], configurations: Sequence[Sequence[Entry]]) -> list[str]:
    """Those that are still the same get the model's name, and the file's folder if that does not help."""
    for more in (lambda entry: entry.name, lambda entry: entry.path.parent.name, lambda entry: str(entry.path)):
        twice = {label for label in found if found.count(label) > 1}
        found = [
            f"{label} ({more(entries[0])})" if label in twice else label
            for label, entries in zip(found, configurations, strict=True)
        ]
    return found
