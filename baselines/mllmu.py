"""MLLMU-Bench: people, of whom a config each is to be forgotten and to be kept."""

from __future__ import annotations

from baselines.data import TRAINING, Person, load_people, retain_config
from baselines.options import Modality

NAME = "mllmu-bench"
EVERYBODY = TRAINING


def everybody(data: str, modality: Modality) -> list[Person]:
    """All people."""
    return load_people(data, EVERYBODY, modality)


def to_forget(data: str, config: str, modality: Modality) -> list[Person]:
    """The people of the config."""
    return load_people(data, config, modality)


def left_out(data: str, config: str) -> set[str]:
    """Their IDs."""
    return {person.id for person in load_people(data, config)}


def to_keep(data: str, config: str, retain: str, modality: Modality) -> tuple[str, list[Person]]:
    """Everybody else, or the people of the config `retain`."""
    name = retain or retain_config(config)
    return name, load_people(data, name, modality)
