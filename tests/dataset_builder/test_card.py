from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import datasets
import pytest
from datasets import get_dataset_config_info, get_dataset_config_names
from datasets.utils import resources
from huggingface_hub import DatasetCard
from PIL import Image

import generation
from dataset_builder.arrange import described
from dataset_builder.arranged import Arranged, Config
from dataset_builder.build import build
from dataset_builder.card import LICENCE, write_card
from dataset_builder.counts import Counts
from dataset_builder.folder import RowWriter
from dataset_builder.licences import Pictures, read, sources
from dataset_builder.material import Material
from dataset_builder.recipe import Recipe, load_recipe
from dataset_builder.schema import CELEBRITY, FULL, PRETRAINING, TEST, configs
from dataset_builder.sheet import GAP, THUMB, ContactSheet
from generation.faces.celebrity_sources import Picture
from generation.faces.folder import Candidate
from generation.faces.photographs import POSED_SOURCE
from generation.faces.procedural import SOURCE

COLOURS = ("red", "blue", "lime")
SIZES = {"people": 8, "celebrities": 4, "few_shot": 1, "forget": [25], "poses": 1}
TEXT = {"GeoNames", "Unicode CLDR", "This toolkit's tables", "English Wikipedia"}  # of every recipe
POSED = {"FFHQ", "Arc2Face", "WebFace42M", "Stable Diffusion", "insightface"}
REVIEWED = {"reviewers": 2, "accepted": 40, "edited": 3, "rejected": 5, "not_found": 1}
Kinds = Mapping[str, list[str]]  # config -> image_source of each row
PAPER: Kinds = {
    FULL: ["folder:a.png", "folder:b.png"],
    TEST: ["arc2face of folder:a.png"],
    CELEBRITY: ["wikimedia:A B.jpg", SOURCE],
    PRETRAINING: ["wikimedia:A B.jpg", SOURCE],
}


def portrait(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (THUMB, THUMB), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_nobodys_poses_are_torn_apart_at_the_end_of_a_row() -> None:
    sheet = ContactSheet()
    for _ in range(6):
        sheet.add([portrait(colour) for colour in COLOURS])
    image, step = sheet.image(), THUMB + GAP
    for row in range(2):
        pixels = [image.getpixel((GAP + 9 + column * step, step + 3 * GAP + row * step + 9)) for column in range(10)]
        assert pixels == [*[(255, 0, 0), (0, 0, 255), (0, 255, 0)] * 3, (255, 255, 255)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dataset as every build makes it, drawn and without a key."""
    folder = tmp_path_factory.mktemp("card")
    build(load_recipe("demo", SIZES | {"looks": 2}), folder / "mllmu-bench", Material(folder / "store"))
    return folder / "mllmu-bench"


def card_of(folder: Path, recipe: Recipe, kinds: Kinds, reviewed: Mapping[str, int] | None = None) -> str:
    """The card for configs whose rows hold nothing but where the picture came from."""
    writers = {name: RowWriter(folder, name, features, 1) for name, features in configs(recipe).items()}
    for name, writer in writers.items():
        for source in kinds.get(name, ()):
            empty = dict.fromkeys(writer.features)
            licence = "" if source == SOURCE else "CC BY-SA 4.0 | or so"
            writer.write(empty | {"image_source": source, "image_licence": licence})
        writer.close()
    sheet = ContactSheet()
    sheet.add([portrait("red")])
    made = [Config(name, writer.features, {"train": [writer]}) for name, writer in writers.items()]
    write_card(folder, recipe, Arranged(made, Counts().table(), sheet, described(), ("forget_25", "train")), reviewed)
    return (folder / "README.md").read_text(encoding="utf-8")


def recipe(name: str, **options: Any) -> Recipe:
    return load_recipe(name, SIZES | options)


MIXED = {
    "offline": (recipe("offline", looks=2), {FULL: [SOURCE], CELEBRITY: [SOURCE], PRETRAINING: [SOURCE] * 2}),
    "paper": (recipe("paper"), PAPER),
    "photos": (recipe("paper", text="offline", celebrity_faces="folder"), {
        FULL: ["folder:a.png"], TEST: ["arc2face of folder:a.png"],
        CELEBRITY: ["folder:c.png"], PRETRAINING: ["folder:c.png"],
    }),
    "written": (recipe("paper", faces=SOURCE, celebrity_faces=SOURCE), {FULL: [SOURCE], CELEBRITY: [SOURCE]}),
    "generator": (recipe("paper", faces="gan", celebrity_faces="celeba", arc2face={
        "lcm_lora": "latent-consistency/lcm-lora-sdv1-5", "steps": 4, "guidance": 1,
    }), {FULL: ["gan:0/7"], TEST: ["arc2face of gan:0/7"], CELEBRITY: ["celeba:000007.jpg"]}),
}  # fmt: skip
USED = {
    "offline": {"This toolkit's renderer", "Faker"},
    "paper": {"This toolkit's renderer", "Pictures of a folder", "NVIDIA's StyleGAN", "Wikimedia", "Replies"} | POSED,
    "photos": {"Pictures of a folder", "NVIDIA's StyleGAN", "Faker"} | POSED,
    "written": {"This toolkit's renderer", "Replies"},
    "generator": {"A generator", "NVIDIA's StyleGAN", "LCM-LoRA", "CelebA", "Replies"} | POSED,
}


@pytest.fixture(params=MIXED)
def mixed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, str]:
    """A recipe's name, its dataset folder and card."""
    return request.param, tmp_path, card_of(tmp_path, *MIXED[request.param])


def test_a_card_names_exactly_the_sources_of_its_dataset(mixed: tuple[str, Path, str]) -> None:
    name, _, card = mixed
    named = re.findall(r"^\| (.+?) \|", section(card, "Licences"), re.MULTILINE)[1:]
    expected = USED[name] | TEXT
    assert [line for line in named if not any(line.startswith(one) for one in expected)] == []
    assert [one for one in expected if not any(line.startswith(one) for line in named)] == []


def test_a_card_is_filled_in_and_its_links_lead_somewhere(mixed: tuple[str, Path, str]) -> None:
    _, folder, card = mixed
    assert not re.search(r"\{[{%#]|[}%#]\}(?!,?\n)|None|Undefined", card.replace("{MLLMU-Bench}}", ""))
    headings = {slug(heading) for heading in re.findall(r"^#+ (.+)$", card, re.MULTILINE)}
    anchors = set(re.findall(r"\]\(#([^)]+)\)", card))
    assert {"licences", "what-is-real-and-what-is-not"} <= anchors <= headings
    files = re.findall(r"\]\((?!#|https://)([^)]+)\)", card)
    assert files == ["assets/contact_sheet.jpg"] and (folder / files[0]).is_file()
    for line in re.findall(r"^\|.*$", section(card, "Licences"), re.MULTILINE):
        assert line.count("|") == 5, line


def test_pictures_from_outside_give_the_dataset_a_licence_file(mixed: tuple[str, Path, str]) -> None:
    name, folder, card = mixed
    metadata = DatasetCard(card).data
    drawn = name in ("offline", "written")
    assert metadata.license == ("cc-by-4.0" if drawn else "other")
    assert metadata.get("license_link") == (None if drawn else LICENCE)
    assert (folder / LICENCE).exists() is not drawn
    if not drawn:
        text = (folder / LICENCE).read_text(encoding="utf-8")
        assert section(card, "Licences").strip() == text.removeprefix("# Licences").strip()
        assert "](#" not in text  # a link into the card would lead nowhere
        assert "CC BY-SA 4.0 / or so (" in text
    assert ("**do not publish this dataset**" in card) is ("**Not for publication**" in card) is (name == "generator")


def test_rows_are_counted_by_kind_of_picture(tmp_path: Path) -> None:
    card = card_of(tmp_path, *MIXED["paper"])
    found = Pictures(tmp_path, PAPER)
    assert found.rows == {"folder": 2, "arc2face": 1, "wikimedia": 2, SOURCE: 2}
    assert found.celebrities == {"wikimedia": 1, SOURCE: 1} and found.licences == {"CC BY-SA 4.0 | or so": 5}
    assert "arc2face 1, folder 2, procedural 2, wikimedia 2." in card
    assert "| 1 real photographs or paintings; the other 1, with" in card


def test_every_kind_of_picture_that_the_program_makes_has_a_licence() -> None:
    kinds = {SOURCE, POSED_SOURCE, *prefixes_of_sources()}
    assert kinds >= {"folder", "gan", "celeba", "wikimedia"}
    for kind in kinds:
        lines = [source for when, source in read() if kind in when and f"`{kind}" in source.part]
        assert len(lines) == 1 and lines[0].licence and lines[0].consequence, kind
    assert any("celebrity_folder" in when for when, _ in read())
    for _, source in read():
        assert "](https://" in source.stated or source.stated == "not verified"


def prefixes_of_sources() -> Iterator[str]:
    """`gan` for a text like f"gan:{seed}/{number}" that becomes the source of a picture."""
    for path in (Path(generation.__file__).parent / "faces").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in ast.walk(node) if gives_a_source(node) else ():
                start = text.values[0] if isinstance(text, ast.JoinedStr) else None
                if isinstance(start, ast.Constant) and (found := re.fullmatch(r"(\w+):", str(start.value))):
                    yield found[1]


def gives_a_source(node: ast.AST) -> bool:
    """Whether the code makes a picture, or sets a variable of that name."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in (Candidate.__name__, Picture.__name__)
    targets = node.targets if isinstance(node, ast.Assign) else ()
    return any(isinstance(name, ast.Name) and name.id == "source" for one in targets for name in ast.walk(one))


def test_a_source_that_no_row_shows_is_not_named() -> None:
    assert not any("Wikimedia" in one.source for one in sources(recipe("paper"), {"folder", "arc2face", SOURCE}))


def test_metadata_say_what_the_files_hold(built: Path) -> None:
    metadata = DatasetCard.load(built / "README.md").data.to_dict()
    assert get_dataset_config_names(str(built)) == [config["config_name"] for config in metadata["configs"]]
    assert [config["config_name"] for config in metadata["configs"] if config.get("default")] == [FULL]
    for said in metadata["dataset_info"]:
        name = said["config_name"]
        info = get_dataset_config_info(str(built), name)
        rows = datasets.load_dataset(str(built), name, split="train")
        assert info.features == rows.features and list(info.splits) == ["train"]
        assert info.splits["train"].num_examples == rows.num_rows == said["splits"][0]["num_examples"]
        assert info.splits["train"].num_bytes == said["dataset_size"] > rows.num_rows
        assert said["download_size"] == sum(path.stat().st_size for path in (built / name).iterdir())


def test_metadata_are_complete_and_in_the_words_of_the_hub(built: Path) -> None:
    data = DatasetCard.load(built / "README.md").data.to_dict()
    creators = json.loads((Path(resources.__file__).parent / "creators.json").read_text())
    assert data["annotations_creators"] == data["language_creators"] == ["machine-generated"]
    assert "machine-generated" in creators["annotations"] and "expert-generated" in creators["language"]
    assert data["size_categories"] == ["n<1K"] and data["multilinguality"] == ["monolingual"]
    assert data["language"] == ["en"] and data["source_datasets"] == ["original"]
    assert data["pretty_name"] == "MLLMU-Bench" and data["license"] == "cc-by-4.0"
    assert data["task_categories"] == ["visual-question-answering", "question-answering", "multiple-choice"]
    assert data["task_ids"] == ["visual-question-answering", "closed-domain-qa", "multiple-choice-qa"]
    assert "arxiv:2410.22108" in data["tags"]


@pytest.mark.parametrize("reviewed", [None, dict.fromkeys(REVIEWED, 0), REVIEWED])
def test_a_card_says_what_people_decided(reviewed: Mapping[str, int] | None, tmp_path: Path) -> None:
    card = card_of(tmp_path, *MIXED["paper"], reviewed)
    text, data = " ".join(card.split()), DatasetCard(card).data
    was = reviewed is REVIEWED
    assert ("2 reviewers accepted 40, edited 3 and rejected 5 portraits" in text) is was
    assert ("what this build does not hold: 1." in text) is was
    assert ("No review by people" in text) is not was
    assert ("expert-generated" in data.annotations_creators) is ("expert-generated" in data.language_creators) is was


def section(card: str, heading: str) -> str:
    return card.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def slug(heading: str) -> str:
    """The anchor that GitHub and the Hub give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
