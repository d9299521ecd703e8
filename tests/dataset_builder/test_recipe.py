from __future__ import annotations

from pathlib import Path

import pytest

from dataset_builder.recipe import load_recipe
from dataset_builder.splits import forget_sets
from generation.records import BadInput


def test_default_recipe_is_the_papers_size() -> None:
    recipe = load_recipe("offline")
    assert (recipe.people, recipe.celebrities, recipe.few_shot, recipe.forget) == (500, 153, 8, (5, 10, 15))


def test_small_and_full_recipe_train_seeing_on_as_many_faces() -> None:
    assert load_recipe("offline").looks == load_recipe("demo").looks == 3000


def test_overrides_win_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("people: 70\nposes: 1\n")
    recipe = load_recipe(str(file), {"poses": 2})
    assert (recipe.people, recipe.poses, recipe.celebrities) == (70, 2, 153)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("poeple: 5", ["unknown option 'poeple'", "did you mean people?"]),
        ("people: 0", ["people: 0", "give 1 to"]),
        ("people: many", ["people: 'many'", "whole number"]),
        ("people: true", ["people: True"]),
        ("seed: -1", ["seed: -1"]),
        ("forget: 5", ["forget: 5", "[5, 10, 15]"]),
        ("forget: []", ["forget", "empty"]),
        ("forget: [0.01]", ["0.01 % of 500", "no person"]),
        ("forget: [99.95]", ["99.95 % of 500", "everyone"]),
        ("forget: [5, 5]", ["twice"]),
        ("forget: [33.33333, 33.333334]", ["twice"]),  # both would be called forget_33.3333
        ("forget: [5, .nan]", ["no list of percentages"]),
        ("forget: [5, 100]", ["no list of percentages"]),
        ("text: gpt", ["text: 'gpt'", "'offline' or 'llm'"]),
        ("llm: 3", ["llm: 3", "indented below"]),
        ("llm: {modell: x}", ["unknown option 'llm.modell'", "did you mean model?"]),
        ("llm: {temperature: 9}", ["llm.temperature: 9", "give 0.0 to 2.0"]),
        ("arc2face: {steps: 2.5}", ["arc2face.steps: 2.5", "integer"]),
        ("arc2face: {min_yaw: 60}", ["arc2face: min_yaw: 60 leaves no poses"]),
        ("curation: {hash_distance: many}", ["curation.hash_distance: 'many'"]),
        ("gan: {value_range: 1}", ["gan.value_range: 1", "'0..255'"]),
        ("- people", ["holds list"]),
        ("people: [", ["not YAML"]),
    ],
)
def test_a_bad_recipe_names_file_value_and_remedy(tmp_path: Path, text: str, names: list[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        load_recipe(str(file))
    message = str(caught.value)
    assert all(name in message for name in ["mine.yaml", *names]), message
    assert "\n" not in message


def test_groups_are_merged_option_by_option(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("text: llm\nllm:\n  model: local\n  temperature: 0.5\n")
    recipe = load_recipe(str(file), {"llm": {"temperature": 0.7}})
    assert (recipe.llm.model, recipe.llm.temperature, recipe.llm.max_tokens) == ("local", 0.7, 4096)


def test_a_manifest_names_the_options_of_used_engines_only(tmp_path: Path) -> None:
    assert not {"llm", "gan", "curation", "arc2face", "faces_licence"} & load_recipe("offline").made_from().keys()
    paper = load_recipe("paper", {"arc2face": {"base": str(tmp_path)}}).made_from()
    assert {"llm", "curation", "arc2face"} <= paper.keys() and "gan" not in paper
    assert paper["arc2face"]["base"] == tmp_path.name and paper["arc2face"]["weights"] == "FoivosPar/Arc2Face"


def test_a_bad_option_is_not_blamed_on_the_file() -> None:
    with pytest.raises(BadInput, match=r"^option: forget: \[5, nan\]"):
        load_recipe("demo", {"forget": [5, float("nan")]})


def test_an_unknown_recipe_name_lists_the_known_ones() -> None:
    with pytest.raises(BadInput, match="demo, offline, paper"):
        load_recipe("papre")


def test_forget_sets_are_nested_and_of_the_asked_size() -> None:
    ids = [f"P{n}" for n in range(500)]
    sets = forget_sets(ids, load_recipe("offline"))
    assert {percent: len(chosen) for percent, chosen in sets.items()} == {5: 25, 10: 50, 15: 75}
    assert sets[5] < sets[10] < sets[15] < set(ids)


def test_another_seed_forgets_others_and_any_percentages_do() -> None:
    ids = [f"P{n}" for n in range(500)]
    one = forget_sets(ids, load_recipe("offline", {"forget": [2.5, 50]}))
    other = forget_sets(ids, load_recipe("offline", {"forget": [2.5, 50], "seed": 1}))
    assert (len(one[2.5]), len(one[50])) == (13, 250)  # 12.5 people: half a person is rounded up
    assert one[50] != other[50]
