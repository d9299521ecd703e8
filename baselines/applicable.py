"""Options that would change nothing are refused: whoever gives one has misunderstood something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baselines import curriculum
from baselines.data import Person
from baselines.errors import BadInput
from baselines.losses import FORGOTTEN, METHODS, Method
from baselines.options import Options

READ_BY = {
    "beta": ("npo", "dpo", "simnpo"),
    "gamma": ("simnpo",),
    "stop_at": tuple(name for name, method in METHODS.items() if {*FORGOTTEN} & {*method.roles}),
}  # option -> the methods that it means something to


def check(given: Mapping[str, Any], options: Options, method: Method) -> None:
    """Raise BadInput for what means nothing to the method. given: the options that were named."""
    for name, methods in READ_BY.items():
        if name in given and options.method not in methods:
            flag = name.replace("_", "-")
            raise BadInput(f"--{flag}: means nothing to {options.method}, only to {', '.join(methods)}; leave it out")
    if options.retain and "retain" not in method.roles:
        raise BadInput(f"--retain: {options.method} looks at nobody to retain; leave it out")
    if options.reference != "vanilla" and method.reference == "none":
        raise BadInput(f"--reference: {options.method} compares with no other model; leave it out")
    if options.reference != "vanilla" and method.reference == "distributions":
        raise BadInput(f"--reference: {options.method} compares with the model it starts from; leave it out")
    for name in ("lora_rank", "lora_alpha", "lora_dropout"):
        if name in given and options.full:
            raise BadInput(f"--{name.replace('_', '-')}: without a LoRA it means nothing; leave it out, or --no-full")


def check_described(given: Mapping[str, Any], people: Sequence[Person], config: str) -> None:
    """Raise BadInput for a share of descriptions if nobody in the config has one."""
    if "descriptions" in given and not any(curriculum.is_described(person) for person in people):
        raise BadInput(f"--descriptions: nothing in {config} is such a description; leave it out")
