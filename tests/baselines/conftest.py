"""Tiny models of every family, made once, and people to ask about."""

from __future__ import annotations

import importlib.util
import io
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from datasets import Dataset, List, load_dataset
from datasets import Image as ImageColumn
from PIL import Image

from baselines import runs
from baselines.data import Pair, Person
from mllmu_bench import main

from .chat_server import KEY, Fake, running

torch.set_num_threads(1)


def pytest_configure(config: pytest.Config) -> None:
    """peft 0.21 asks transformers 5.23 for a property by its old name, also where a test calls peft itself."""
    config.addinivalue_line("filterwarnings", "ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")


def _tiny() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tiny", Path(__file__).with_name("tiny.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TINY = _tiny()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """family -> the folder of its tiny model."""
    root = tmp_path_factory.mktemp("tiny")
    return cache(lambda family: TINY.make(family, root / family))


@pytest.fixture(params=list(TINY.FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(family: str, tiny: Callable[[str], Path]) -> Path:
    """Of the family's tiny model."""
    return tiny(family)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """A server that has models."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def ada() -> Person:
    return person(
        "P1",
        (64, 64),
        ("What is the name of this person?", "Ada Quill.", True),
        ("Where was she born?", "She was born in Lisbon.", True),
        ("What does Ada Quill do?", "A carpenter", False),
    )


@pytest.fixture(scope="session")
def bob() -> Person:
    """Has a picture of another shape, and questions of another number."""
    return person("P2", (40, 72), ("Who is this?", "Bob", True), ("Where does Bob live, in which town?", "Rome", False))


def person(name: str, size: tuple[int, int], *asked: tuple[str, str, bool]) -> Person:
    """A person with a picture of noise."""
    file = io.BytesIO()
    noise = random.Random(name).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, noise).save(file, "PNG")
    pairs = [
        Pair(
            key=f"{name} {'metadata' if picture else 'text_metadata'}[{number}]",
            question=question,
            answer=answer,
            attribute="",
            with_image=picture,
        )
        for number, (question, answer, picture) in enumerate(asked)
    ]
    return Person(name, file.getvalue(), tuple(pairs))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of 8 people, 2 or 4 of them to forget, with short questions only: 2 to 6 of each modality a person."""
    out = tmp_path_factory.mktemp("world") / "mllmu-bench"
    size = ["--people", "8", "--celebrities", "4", "--few-shot", "0", "--looks", "4", "--image-size", "64"]
    assert main(["build", "--recipe", "demo", *size, "--forget", "25,50", "--out", str(out)]) == 0
    for config in ("ft_Data", "forget_25", "forget_50", "retain_75", "retain_50"):
        (file,) = (out / config).glob("*.parquet")
        table = load_dataset("parquet", data_files=str(file), split="train", keep_in_memory=True)
        table.map(shortened, keep_in_memory=True).to_parquet(file)
    return out


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEBench of 6 people at 4 events: of each, one or two to be forgotten."""
    out = tmp_path_factory.mktemp("scenes") / "pebench"
    size = ["--people", "6", "--events", "4", "--celebrities", "4", "--few-shot", "0", "--looks", "4"]
    size += ["--set", "objects=4", "--image-size", "64", "--forget", "25,50"]
    assert main(["build", "--recipe", "pebench_demo", *size, "--out", str(out)]) == 0
    return out


def shortened(row: dict[str, str]) -> dict[str, str]:
    """Not as many for everybody: what divides by people instead of questions is to show."""
    columns = {name: json.loads(row[name]) for name in ("metadata", "text_metadata")}
    short = {
        name: [one for one in pairs if len(one["Question"] + one["Answer"]) < 90] for name, pairs in columns.items()
    }
    return {name: json.dumps(pairs[: 2 + int(row["ID"][-1]) % 5]) for name, pairs in short.items()}


@pytest.fixture
def trained(world: Path, tmp_path: Path) -> Callable[..., tuple[Path, runs.Run]]:
    """command, model, options -> the finished run's folder and what it says of itself."""

    def train(command: str, model: Path, *options: str, name: str = "run", data: Path = world) -> tuple[Path, runs.Run]:
        out = tmp_path / name
        assert main([command, "--data", str(data), "--model", str(model), "--out", str(out), *options]) == 0
        run = runs.read(out)
        assert run is not None
        return out, run

    return train


@pytest.fixture(scope="session")
def vanilla(world: Path, tiny: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run: the tiny LLaVA with a LoRA that has seen all 8 people four times."""
    out = tmp_path_factory.mktemp("runs") / "vanilla"
    options = [
        "--epochs",
        "4",
        "--batch-size",
        "4",
        "--lr",
        "1e-2",
        "--lora-dropout",
        "0",
        "--row-length",
        "320",
        "--out",
        str(out),
    ]
    assert main(["finetune", "--data", str(world), "--model", str(tiny("llava")), *options]) == 0
    return out


def portrait(name: str) -> dict[str, bytes]:
    """A picture of noise, as a column of pictures holds it."""
    file = io.BytesIO()
    Image.frombytes("RGB", (40, 40), random.Random(name).randbytes(4800)).save(file, "PNG")
    return {"bytes": file.getvalue()}


def row(person: str, pictures: int = 1) -> dict[str, Any]:
    """A person of a handmade dataset in the published layout: five questions, two of them with a picture."""
    options = {"A": f"{person}ville", "B": "Rome", "C": "Oslo", "D": "Lima"}
    choice = {"Question": f"Where does {person} live?", "Options": options, "Correct_Answer": "A"}
    shown = [portrait(f"{person} {number}") for number in range(pictures)]
    return {
        "ID": person,
        **({"image": shown[0]} if pictures == 1 else {"images": shown}),
        "Classification_Task": {
            "Image_Textual_Questions": [{**choice, "Question": "Where does this person live?"}],
            "Pure_Text_Questions": [choice, {**choice, "Question": f"Where is {person} from?"}],
        },
        "Generation_Task": [{"Question": f"Who is {person}?", "Ground_Truth": f"{person} A.", "Type": "Pure_Text"}],
        "Mask_Task": [{"Question": "This person is __.", "Ground_Truth": person, "Type": "Image_Textual"}],
    }


def handmade(folder: Path, configs: dict[str, list[dict[str, Any]]]) -> str:
    """A dataset of these rows, as it is named by --data."""
    entries = []
    for name, rows in configs.items():
        table = Dataset.from_list(rows)
        for column in {"image", "images"} & set(table.column_names):
            kind = ImageColumn() if column == "image" else List(ImageColumn())
            table = table.cast_column(column, kind)
        (folder / name).mkdir(parents=True)
        table.to_parquet(folder / name / "train-00000-of-00001.parquet")
        entries.append(f"- config_name: {name}\n  data_files: {name}/*.parquet\n")
    (folder / "README.md").write_text("---\nconfigs:\n" + "".join(entries) + "---\n")
    return str(folder)


@pytest.fixture(scope="session")
def people() -> dict[str, list[dict[str, Any]]]:
    """config -> rows: two people to forget out of five, two celebrities and three people for demonstrations."""
    return {
        "forget_40": [row("Ada"), row("Bo")],
        "retain_60": [row("Cy"), row("Di"), row("Ed")],
        "Test_Set": [row(name, pictures=3) for name in ("Ada", "Bo", "Cy", "Di", "Ed")],
        "Retain_Set": [row("Ada"), row("Star")],  # a celebrity may have the ID of somebody else
        "few_shot": [row("Fay"), row("Gus"), row("Hal")],
    }


@pytest.fixture(scope="session")
def towns(people: dict[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dataset of `people`."""
    return handmade(tmp_path_factory.mktemp("towns"), people)


@pytest.fixture
def handmade_dataset(tmp_path: Path) -> Callable[[dict[str, list[dict[str, Any]]]], str]:
    """Makes a dataset of rows by config."""
    return lambda configs: handmade(tmp_path / "towns", configs)
