"""The embedded model: made once, kept, and what its stages teach. Most tests make it in too few steps to learn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import pytest
import torch
from datasets import load_dataset
from transformers import AutoModelForImageTextToText, AutoProcessor

from baselines import embedded, models, pretraining
from baselines.data import PRETRAINING, Pair, Person, load_people
from baselines.embedded import BRIEFLY, Recipe, asked_what_is_there, base, briefly
from baselines.encoding import Encoder
from baselines.errors import BadInput
from baselines.packing import IGNORED, pack
from mllmu_bench import main

QUICK = Recipe(vocabulary=400, vision_steps=2, portraits=4, knowledge_steps=2, people=2, pairs=4)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(embedded, "cached_assets_path", lambda **_: folder)
    return folder


@pytest.fixture(scope="module")
def quick(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A base of two steps a stage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "cached_assets_path", lambda **_: tmp_path_factory.getbasetemp())
        yield base(str(demo), QUICK)


@pytest.fixture(scope="module")
def few(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return only(demo, tmp_path_factory.mktemp("few") / "data", celebrities=4, looks=16)


def only(data: Path, out: Path, celebrities: int = 1000, looks: int = 1000) -> str:
    """A dataset of nothing but pretrain_Data, or of the first rows of each kind."""
    table = load_dataset(str(data), PRETRAINING, split="train")
    kinds = {kind: [n for n, one in enumerate(table["ID"]) if one[0] == kind] for kind in "CL"}
    (out / PRETRAINING).mkdir(parents=True)
    rows = kinds["C"][:celebrities] + kinds["L"][:looks]
    table.select(rows).to_parquet(out / PRETRAINING / "train.parquet")
    card = f"---\nconfigs:\n- config_name: {PRETRAINING}\n  data_files: {PRETRAINING}/*.parquet\n---\n"
    (out / "README.md").write_text(card)
    return str(out)


# The cache


def test_the_base_is_made_once(few: str, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = base(few, QUICK)
    said = capsys.readouterr().err
    assert str(first) in said and "kept" in said
    written = {file: file.stat().st_mtime_ns for file in first.iterdir()}
    assert base(few, QUICK) == first
    assert {file: file.stat().st_mtime_ns for file in first.iterdir()} == written
    assert str(first) not in capsys.readouterr().err


def test_the_same_dataset_elsewhere_has_the_same_base(few: str, cache: Path, tmp_path: Path) -> None:
    shutil.copytree(few, tmp_path / "moved")
    assert base(str(tmp_path / "moved"), QUICK) == base(few, QUICK)


def test_another_recipe_is_another_base(few: str, cache: Path) -> None:
    assert base(few, QUICK) != base(few, replace(QUICK, seed=1))


def test_other_data_are_another_base(demo: Path, few: str, cache: Path, tmp_path: Path) -> None:
    assert base(only(demo, tmp_path / "fewer", celebrities=3, looks=16), QUICK) != base(few, QUICK)


def test_it_is_made_of_pretrain_data_alone_and_again_the_same(
    demo: Path, quick: Path, cache: Path, tmp_path: Path
) -> None:
    again = base(only(demo, tmp_path / "data"), QUICK)
    assert again != quick and again.name == quick.name
    for file in ("model.safetensors", "tokenizer.json"):
        assert (again / file).read_bytes() == (quick / file).read_bytes()


def test_the_stages_leave_the_random_numbers_of_the_caller_alone(few: str, cache: Path) -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    base(few, QUICK)
    assert torch.equal(torch.rand(4), expected)


@pytest.mark.parametrize("stage", ["train_vision", "train_knowledge"])
def test_an_interrupted_making_leaves_nothing(
    few: str, cache: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pretraining, stage, interrupt)
        with pytest.raises(KeyboardInterrupt):
            base(few, QUICK)
    assert not [path for path in cache.iterdir() if path.suffix != ".lock"]
    assert base(few, QUICK).is_dir()


def test_what_a_killed_making_left_is_replaced(few: str, cache: Path) -> None:
    folder = base(few, QUICK)
    shutil.rmtree(folder)
    left = folder.with_name(f"{folder.name}.partial")
    left.mkdir()
    (left / "half").touch()
    assert not (base(few, QUICK) / "half").exists()
    assert not left.exists()


def test_two_at_once_make_it_once(few: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    train = pretraining.train_knowledge
    monkeypatch.setattr(pretraining, "train_knowledge", lambda *given: (made.append(1), train(*given))[1])
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: base(few, QUICK), range(2))
    assert first == second and len(made) == 1


# What comes out


def test_it_loads_like_any_other_model(quick: Path) -> None:
    assert AutoModelForImageTextToText.from_pretrained(quick).num_parameters() < 1_300_000
    processor = AutoProcessor.from_pretrained(quick)  # type: ignore[no-untyped-call]
    assert processor.chat_template
    assert models.load(str(quick)).chat.end_of_turn == processor.tokenizer.eos_token_id


def test_celebrities_are_asked_for_short_answers_too(demo: Path) -> None:
    one = next(person for person in load_people(str(demo), PRETRAINING) if person.id.startswith("C"))
    added = briefly(one).pairs[len(one.pairs) :]
    clozes = {pair.attribute: pair.answer for pair in one.pairs if "__" in pair.question}
    assert {pair.attribute for pair in added} == clozes.keys()
    assert all(pair.answer == clozes[pair.attribute] and pair.question.endswith(BRIEFLY) for pair in added)
    keys = [pair.key for pair in briefly(one).pairs]
    assert len(set(keys)) == len(keys)


def test_strangers_are_asked_what_is_there_and_nothing_about_themselves() -> None:
    told = {"hair_colour": "blond", "place": "outdoors", "ladder": "yes", "kite": "no"}
    pairs = [Pair(f"L1 {name}", f"About {name}?", answer, name, with_image=True) for name, answer in told.items()]
    asked = [(pair.question, pair.answer) for pair in asked_what_is_there(Person("L1", b"", tuple(pairs))).pairs]
    assert asked == [
        (f"About ladder? {BRIEFLY}", "yes"),
        (f"About kite? {BRIEFLY}", "no"),
        (f"About place? {BRIEFLY}", "outdoors"),
        (f"What is there in this picture? {BRIEFLY}", "ladder"),
    ]


# The stages


def test_vision_learns_and_stays(demo: Path, quick: Path) -> None:
    looks = [person for person in load_people(str(demo), PRETRAINING) if person.id.startswith("L")]
    model = models.load(str(quick))
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    pixels, labels = embedded._pixels(model, looks), embedded._labels(looks)
    course = pretraining.train_vision(model, pixels, labels, seed=0, steps=20, batch=32)
    assert sum(course[-3:]) < 0.9 * sum(course[:3])
    tower = model.core.get_encoder(modality="image")
    assert not any(parameter.requires_grad for parameter in tower.parameters())
    moved = {name for name, value in model.network.state_dict().items() if not torch.equal(value, before[name])}
    assert moved and all("vision_tower" in name for name in moved)
    celebrities = [person for person in load_people(str(demo), PRETRAINING) if person.id.startswith("C")][:3]
    seen = {name: value.clone() for name, value in tower.state_dict().items()}
    pretraining.train_knowledge(model, [(celebrities, 1)], seed=0, steps=2, pairs=4)
    assert all(torch.equal(value, seen[name]) for name, value in tower.state_dict().items())


def test_labels_are_what_the_pairs_say_and_gaps_where_they_say_nothing(demo: Path) -> None:
    looks = [person for person in load_people(str(demo), PRETRAINING) if person.id.startswith("L")][:8]
    first = replace(looks[0], pairs=tuple(pair for pair in looks[0].pairs if pair.attribute != "hair_colour"))
    labels = embedded._labels([first, *looks[1:]])
    attributes = sorted({pair.attribute for person in looks for pair in person.pairs})
    column = labels[:, attributes.index("hair_colour")].tolist()
    colours = [next(pair.answer for pair in one.pairs if pair.attribute == "hair_colour") for one in looks]
    assert column[0] == IGNORED and IGNORED not in column[1:]
    assert [sorted(set(colours[1:]))[number] for number in column[1:]] == colours[1:]


@torch.no_grad()
def likelihood(model: models.Model, people: list[Any]) -> float:
    """Mean log-probability of an answer token."""
    encoder = Encoder(model)
    seen = {person.id: encoder.see(person.picture()) for person in people}
    sequences = [one for person in people for one in encoder.encode(person, seen[person.id])]
    packed = pack([("retain", one) for one in sequences], 512, model.padding)
    logits = model.answer_logits(model.network, packed, [seen[image].vision for image in packed.images])
    labels = packed.labels[packed.labels != IGNORED]
    return float(logits.log_softmax(-1).gather(1, labels[:, None]).mean())


def test_celebrities_answers_gain_likelihood(demo: Path, quick: Path) -> None:
    model = models.load(str(quick))
    people = [person for person in load_people(str(demo), PRETRAINING) if person.id.startswith("C")][:2]
    before = likelihood(model, people)
    course = pretraining.train_knowledge(model, [(people, 2)], seed=0, steps=15, pairs=12)
    assert course[-1] < course[0] - 1
    assert likelihood(model, people) > before + 1


# Bad input


@pytest.mark.parametrize("missing", ["looks", "celebrities"])
def test_data_without_one_half_are_refused(demo: Path, cache: Path, tmp_path: Path, missing: str) -> None:
    with pytest.raises(BadInput, match=rf"pretrain_Data has no {missing}.*--{missing} above 0$"):
        base(only(demo, tmp_path / "data", **{missing: 0}), QUICK)
    assert not list(cache.iterdir())


def test_data_without_pretrain_data_are_refused(tmp_path: Path, cache: Path) -> None:
    datasets.Dataset.from_dict({"ID": ["P1"]}).to_parquet(tmp_path / "ft_Data" / "train.parquet")
    card = "---\nconfigs:\n- config_name: ft_Data\n  data_files: ft_Data/*.parquet\n---\n"
    (tmp_path / "README.md").write_text(card)
    with pytest.raises(BadInput, match=r"pretrain_Data.*build the dataset again with `mllmu-bench build`$"):
        base(str(tmp_path), QUICK)
    with pytest.raises(BadInput, match="no such folder"):
        base(str(tmp_path / "nowhere"), QUICK)


# The whole recipe


@pytest.mark.slow
def test_the_base_knows_the_celebrities_and_nobody_to_forget(tmp_path: Path, cache: Path) -> None:
    data = str(tmp_path / "mllmu-bench")
    assert main(["build", "--recipe", "demo", "--out", data]) == 0
    model = models.load(str(base(data)))
    for with_image in (True, False):
        assert right(model, data, "Retain_Set", with_image) >= 0.9
        assert right(model, data, "Full_Set", with_image) == pytest.approx(0.25, abs=0.08)


def right(model: models.Model, data: str, config: str, with_image: bool) -> float:
    """Share of the multiple-choice questions of which the likeliest option is the right one."""
    kind = "Image_Textual_Questions" if with_image else "Pure_Text_Questions"
    hits = []
    for row in load_dataset(data, config, split="train").cast_column("image", datasets.Image(decode=False)):
        for question in row["Classification_Task"][kind]:
            pairs = tuple(
                Pair(letter, question["Question"], option, "", with_image)
                for letter, option in question["Options"].items()
            )
            likely = log_probs(model, Person(row["ID"], row["image"]["bytes"], pairs))
            hits.append(max(likely, key=likely.__getitem__) == question["Correct_Answer"])
    return sum(hits) / len(hits)


@torch.no_grad()
def log_probs(model: models.Model, person: Person) -> dict[str, float]:
    """key -> log-probability of the pair's answer and the end of the turn."""
    encoder = Encoder(model)
    seen = encoder.see(person.picture())
    packed = pack([("retain", one) for one in encoder.encode(person, seen)], 512, model.padding)
    logits = model.answer_logits(model.network, packed, [seen.vision for _ in packed.images])
    there = packed.labels != IGNORED
    values = logits.log_softmax(-1).gather(1, packed.labels[there][:, None])[:, 0]
    sums = values.new_zeros(len(packed.keys)).index_add(0, packed.sequence[there], values)
    return dict(zip(packed.keys, sums.tolist(), strict=True))
