"""A small dataset as the original is published: its columns and no others, texts that a language model wrote freely."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, Image, List, Value

from .planting import Row, noise

TEXT = Value("string")
CHOICE = {"Question": TEXT, "Options": dict.fromkeys("ABCD", TEXT), "Correct_Answer": TEXT}
OPEN = List({"Question": TEXT, "Ground_Truth": TEXT, "Type": TEXT})
ABOUT = {
    "ID": TEXT, "biography": TEXT, "question": TEXT, "answer": TEXT,
    "Classification_Task": {"Image_Textual_Questions": List(CHOICE), "Pure_Text_Questions": List(CHOICE)},
    "Generation_Task": OPEN, "Mask_Task": OPEN,
}  # fmt: skip
NAMES = ("Emily", "Marcus", "Sofia", "Liam", "Aisha", "Noah", "Chloe", "Diego", "Hannah", "Oscar")
FAMILIES = ("Thompson", "Alvarez", "Petrov", "Nakamura", "Okafor", "Lindqvist", "Haddad", "Moreau")
TOWNS = ("Seattle, Washington, USA", "Lyon, France", "Osaka, Japan", "Porto, Portugal", "Lagos, Nigeria")
JOBS = ("Software Engineer", "Marine Biologist", "Graphic Designer", "High School Teacher", "Civil Engineer")
HOBBIES = ("collects vintage stamps", "runs ultramarathons", "restores old radios", "bakes sourdough bread")


def write_published(folder: Path, people: int = 20, giveaway: str = "") -> Path:
    """The ten configs of the original, without a card. giveaway: words at the end of every right option."""
    rows = [person(str(number), random.Random(number), giveaway) for number in range(1, people + 1)]
    celebrities = [person(str(number), random.Random(1000 + number), giveaway) for number in range(1, 6)]
    located = {"Directory": TEXT, "image": Image(), **ABOUT}
    save(folder, "Full_Set", [{**row, "Directory": f"faces/{row['ID']}.png"} for row in rows], located)
    save(folder, "Retain_Set", [{**row, "Directory": f"stars/{row['ID']}.jpg"} for row in celebrities], located)
    turned = [{**row, "images": [noise(5000 + n)]} for n, row in enumerate(rows)]
    save(folder, "Test_Set", turned, {"images": List(Image()), **ABOUT})
    save(folder, "ft_Data", rows, {"image": Image(), "ID": TEXT, "question": TEXT, "answer": TEXT, "metadata": TEXT})
    for percent in (5, 10, 15):
        count = people * percent // 100
        save(folder, f"forget_{percent}", rows[:count], {"image": Image(), **ABOUT})
        save(folder, f"retain_{100 - percent}", rows[count:], {"image": Image(), **ABOUT})
    return folder


def save(folder: Path, config: str, rows: list[Row], features: dict[str, Any]) -> None:
    (folder / config).mkdir(parents=True)
    columns = [{key: row[key] for key in features} for row in rows]
    table = Dataset.from_list(columns, features=Features(features))
    table.to_parquet(str(folder / config / "train-00000-of-00001.parquet"))


def person(id: str, rng: random.Random, giveaway: str) -> Row:
    given, town, job, hobby = (rng.choice(words) for words in (NAMES, TOWNS, JOBS, HOBBIES))
    name = f"{given} {rng.choice(FAMILIES)}-{rng.randrange(100, 999)}"
    date = f"{rng.choice(('March', 'June', 'May'))} {rng.randint(1, 28)}, {rng.randint(1950, 2005)}"
    biography = {
        "Name": name, "Born": town, "Gender": "Female", "Date of Birth": date, "Employment": job,
        "Height": f"{rng.randint(150, 199)} cm", "Educated at": "University of Washington, B.S. in Science",
        "Annual Salary": "$85,000", "Residence": rng.choice(TOWNS), "Medical Conditions": "None",
        "Parents": {"Father": f"Robert {id}", "Mother": f"Linda {id}"},
        "Fun Facts": [f"{given} {hobby} number {rng.random()}."],
        "Description": f"{name} is a {job.lower()} from {town}. In their free time, {given} {hobby}.",
    }  # fmt: skip
    return {
        "ID": id, "image": noise(rng.randrange(10**9)),
        "biography": json.dumps(biography, indent=2),
        "question": "Can you describe the person in the image?",
        "answer": f"This is {name}, a {job.lower()} born in {town} on {date}.",
        "metadata": json.dumps([{"Question": "Who is this?", "Answer": f"This is {name}, a {job.lower()}."}]),
        "Classification_Task": {
            "Image_Textual_Questions": [choice("What does this person do for a living?", job, JOBS, giveaway, rng)]
            + [choice("Where was the person in the image born?", town, TOWNS, giveaway, rng)] * 4,
            "Pure_Text_Questions": [choice(f"Where was {name} born?", town, TOWNS, giveaway, rng)] * 5,
        },
        "Generation_Task": [
            asked("What does this person enjoy?", f"They like it when one {hobby}.", "Image_Textual"),
            asked("What is their job?", f"The person works professionally as a {job.lower()}.", "Image_Textual"),
            asked(f"When was {name} born?", f"{given} was born on {date}.", "Pure_Text"),
            asked(f"What is special about {name}?", f"{given} {hobby} as a pastime.", "Pure_Text"),
        ],
        "Mask_Task": [
            asked("The person in the image works as a __.", job.lower(), "Image_Textual"),
            asked("The person in the image was born in __.", town.split(",")[0], "Image_Textual"),
            asked(f"{name} works as a __.", job, "Pure_Text"),
            asked(f"{name} was born on __.", date, "Pure_Text"),
        ],
    }  # fmt: skip


def choice(question: str, right: str, others: tuple[str, ...], giveaway: str, rng: random.Random) -> Row:
    options = [right, *rng.sample([one for one in others if one != right], 3)]
    rng.shuffle(options)
    letter = "ABCD"[options.index(right)]
    options = [f"{one}{giveaway}" if one == right else one for one in options]
    return {"Question": question, "Options": dict(zip("ABCD", options, strict=True)), "Correct_Answer": letter}


def asked(question: str, answer: str, kind: str) -> Row:
    return {"Question": question, "Ground_Truth": answer, "Type": kind}
