"""One defect for each code that an audit of a folder can find: what is planted, and what is to be found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import pyarrow.parquet as pq

from dataset_builder.folder import MANIFEST

from .planting import (
    FULL,
    Copy,
    Expected,
    Row,
    all_questions,
    choices,
    cloze_about,
    copied,
    in_biography,
    jpeg,
    name_of,
    noise,
    opened,
    option,
    renamed,
    wrong,
)  # fmt: skip

Defect = Callable[[Copy], Expected]


def config_missing(copy: Copy) -> Expected:
    shutil.rmtree(copy.folder / "retain_85")
    return {("config_missing", "")}


def config_unreadable(copy: Copy) -> Expected:
    path = copy.file("pretrain_Data")
    path.write_bytes(path.read_bytes()[:-100])
    return {("config_unreadable", "")}


def config_empty(copy: Copy) -> Expected:
    copy.write("few_shot", [])
    return {("config_empty", "")}


def column_missing(copy: Copy) -> Expected:
    copy.drop("Retain_Set", "Directory")
    return {("column_missing", "")}


def pairs_missing(copy: Copy) -> Expected:
    copy.drop("forget_10", "metadata")
    return {("pairs_missing", "")}


def malformed(copy: Copy) -> Expected:
    copy.change("P00001", lambda row: row.update(Generation_Task=None), "Test_Set")
    return {("malformed", "P00001")}


def biography_unreadable(copy: Copy) -> Expected:
    copy.change("P00001", lambda row: row.update(biography="She is a nurse."), "Test_Set")
    return {("biography_unreadable", "P00001")}


def name_missing(copy: Copy) -> Expected:
    copy.change("D00001", in_biography(lambda one: one.pop("Name")), "few_shot")
    return {("name_missing", "D00001")}


def biography_key_missing(copy: Copy) -> Expected:
    copy.change("D00002", in_biography(lambda one: one.pop("Height")), "few_shot")
    return {("biography_key_missing", "D00002")}


def biography_key_odd(copy: Copy) -> Expected:
    copy.change("D00001", in_biography(lambda one: one.update(Parents="Ann and Bob")), "few_shot")
    return {("biography_key_odd", "D00001")}


def licence_missing(copy: Copy) -> Expected:
    copy.change("D00002", lambda row: row.update(image_source="folder:faces/7.png"), "few_shot")
    return {("licence_missing", "D00002")}


def pairs_unreadable(copy: Copy) -> Expected:
    copy.change("D00001", lambda row: row.update(text_metadata='[{"Question": "Who?"'), "few_shot")
    return {("pairs_unreadable", "D00001")}


def id_repeated(copy: Copy) -> Expected:
    copy.move("P00002", "ft_Data", "ft_Data", keep=True)
    return {("id_repeated", "P00002")}


def name_repeated(copy: Copy) -> Expected:
    return called(copy, "P00006", name_of(copy.rows("Full_Set")[4])) and {("name_repeated", "P00006")}


def name_of_celebrity(copy: Copy) -> Expected:
    return called(copy, "P00007", name_of(copy.rows("Retain_Set")[0])) and {("name_of_celebrity", "P00007")}


def called(copy: Copy, id: str, new: str) -> bool:
    """Call somebody otherwise in every text."""
    old = next(name_of(row) for row in copy.rows("Full_Set") if row["ID"] == id)
    copy.change(id, lambda row: row.update(renamed(row, old, new)), *FULL, "Test_Set", "ft_Data")
    return True


def few_shot_elsewhere(copy: Copy) -> Expected:
    copy.change("D00002", lambda row: row.update(ID="P00008"), "few_shot")
    return {("few_shot_elsewhere", "P00008")}


def person_missing(copy: Copy) -> Expected:
    copy.write("ft_Data", [row for row in copy.rows("ft_Data") if row["ID"] != "P00009"])
    return {("person_missing", "P00009")}


def person_unknown(copy: Copy) -> Expected:
    row = copy.rows("Test_Set")[0]
    copy.write("Test_Set", [*copy.rows("Test_Set"), row | {"ID": "P99999", "images": [noise(1)]}])
    return {("person_unknown", "P99999")}


def forgotten_and_retained(copy: Copy) -> Expected:
    copy.move(one := copy.ids("forget_5")[0], "forget_5", "retain_95", keep=True)
    return {("forgotten_and_retained", one)}


def set_size(copy: Copy) -> Expected:
    for id in copy.ids("retain_85")[:2]:
        copy.move(id, "retain_85", "forget_15")
    return {("set_size", "")}


def not_nested(copy: Copy) -> Expected:
    smallest = copy.ids("forget_5")[0]
    other = next(id for id in copy.ids("forget_15") if id not in copy.ids("forget_10"))
    copy.move(smallest, "forget_10", "retain_90")
    copy.move(other, "retain_90", "forget_10")
    return {("not_nested", smallest)}


def row_differs(copy: Copy) -> Expected:
    copy.change(one := copy.ids("forget_10")[0], lambda row: row.update(question="Who is this person?"), "forget_10")
    return {("row_differs", one)}


def training_row_differs(copy: Copy) -> Expected:
    copy.change("P00010", lambda row: row.update(question="Who is this person?"), "ft_Data")
    return {("training_row_differs", "P00010")}


def biography_differs(copy: Copy) -> Expected:
    copy.change("P00010", in_biography(lambda one: one.update(Height=one["Height"] + " ")), "Test_Set")
    copy.change("P00010", in_biography(lambda one: one.update(Hobby="chess")), "Test_Set")
    copy.change("P00010", in_biography(lambda one: one.update(Height=one["Height"].strip())), "Test_Set")
    return {("biography_differs", "P00010")}


def id_shared(copy: Copy) -> Expected:
    old = copy.ids("Retain_Set")[1]
    copy.change(old, lambda row: row.update(ID="P00011"), "Retain_Set")
    copy.write("pretrain_Data", [row for row in copy.rows("pretrain_Data") if row["ID"] != old])
    return {("id_shared", "P00011")}


def picture_missing(copy: Copy) -> Expected:
    copy.change("P00011", lambda row: row.update(images=[]), "Test_Set")
    return {("picture_missing", "P00011")}


def picture_unreadable(copy: Copy) -> Expected:
    def cut(row: Row) -> None:
        row["images"][0]["bytes"] = row["images"][0]["bytes"][:500]

    copy.change("P00012", cut, "Test_Set")
    return {("picture_unreadable", "P00012")}


def picture_blank(copy: Copy) -> Expected:
    gray = opened(noise(0)).point(lambda value: 128)
    copy.change("P00013", lambda row: row.update(images=[jpeg(gray)]), "Test_Set")
    return {("picture_blank", "P00013")}


def picture_size(copy: Copy) -> Expected:
    copy.change("P00014", lambda row: row.update(images=[noise(2, side=30)]), "Test_Set")
    return {("picture_size", "P00014")}


def picture_shared(copy: Copy) -> Expected:
    image = copied(copy.rows("Full_Set")[0]["image"])
    copy.change("P00015", lambda row: row.update(image=image), *FULL, "ft_Data")
    return {("picture_shared", "P00015")}


def picture_repeated(copy: Copy) -> Expected:
    image = copied(copy.rows("Full_Set")[15]["image"])
    copy.change("P00016", lambda row: row.update(images=[image]), "Test_Set")
    return {("picture_repeated", "P00016")}


def picture_encoded_anew(copy: Copy) -> Expected:
    copy.change(one := copy.ids("forget_5")[0], lambda row: row.update(image=copied(row["image"])), "forget_5")
    return {("picture_encoded_anew", one)}


def question_count(copy: Copy) -> Expected:
    copy.change("P00002", lambda row: row["Generation_Task"].pop(), "Test_Set")
    return {("question_count", "P00002")}


def letter_unknown(copy: Copy) -> Expected:
    copy.change("P00003", lambda row: choices(row)[0].update(Correct_Answer="E"), "Test_Set")
    return {("letter_unknown", "P00003")}


def options_repeated(copy: Copy) -> Expected:
    def repeat(row: Row) -> None:
        first, second, _ = wrong(choice := choices(row)[0])
        choice["Options"][second] = choice["Options"][first].upper()

    copy.change("P00004", repeat, "Test_Set")
    return {("options_repeated", "P00004")}


def options_alike(copy: Copy) -> Expected:
    def repeat(row: Row) -> None:
        first, second, _ = wrong(choice := choices(row)[0])
        choice["Options"][second] = choice["Options"][first] + " indeed"

    copy.change("P00005", repeat, "Test_Set")
    return {("options_alike", "P00005")}


def answer_not_in_biography(copy: Copy) -> Expected:
    copy.change("P00005", lambda row: choices(row)[1].update(Correct_Answer=wrong(choices(row)[1])[0]), "Test_Set")
    return {("answer_not_in_biography", "P00005")}


def wrong_sentence(copy: Copy) -> Expected:
    def lie(row: Row) -> None:
        row["Generation_Task"][0]["Ground_Truth"] = "She was born in Ouagadougou."

    copy.change("P00006", lie, "Test_Set")
    return {("answer_not_in_biography", "P00006")}


def wrong_training_answer(copy: Copy) -> Expected:
    def lie(row: Row) -> None:
        pairs = json.loads(row["metadata"])
        pairs[1]["Answer"] = "He juggles burning umbrellas."
        row["metadata"] = json.dumps(pairs)

    copy.change("D00001", lie, "few_shot")
    return {("answer_not_in_biography", "D00001")}


def answer_unsupported(copy: Copy) -> Expected:
    def write_freely(row: Row) -> None:
        row["Generation_Task"][1] |= {"Attribute": "", "Ground_Truth": "He juggles burning umbrellas."}

    copy.change("P00007", write_freely, "Test_Set")
    return {("answer_unsupported", "P00007")}


def blanks(copy: Copy) -> Expected:
    copy.change("P00008", lambda row: row["Mask_Task"][0].update(Question="This person is called so."), "Test_Set")
    return {("blanks", "P00008")}


def own_answer(copy: Copy) -> Expected:
    def tell(row: Row) -> None:
        row["Mask_Task"][0]["Question"] += f" It is {row['Mask_Task'][0]['Ground_Truth']}."

    copy.change("P00009", tell, "Test_Set")
    return {("own_answer", "P00009")}


def leak(copy: Copy) -> Expected:
    def tell(row: Row) -> None:
        cloze = cloze_about(row, other_than="height")
        cloze["Question"] += f" The height is {json.loads(row['biography'])['Height']}."

    copy.change("P00011", tell, "Test_Set")
    return {("leak", "P00011")}


def names_person(copy: Copy) -> Expected:
    copy.change("P00012", lambda row: choices(row)[2].update(Question=f"Where does {name_of(row)} live?"), "Test_Set")
    return {("names_person", "P00012")}


def option_names_person(copy: Copy) -> Expected:
    copy.change("P00020", lambda row: option(f"the school of {name_of(row)}")(row), "Test_Set")
    return {("names_person", "P00020")}


def names_in_part(copy: Copy) -> Expected:
    def tell(row: Row) -> None:
        choices(row)[3]["Question"] = f"Where does our {name_of(row).split()[-1]} live?"

    copy.change("P00013", tell, "Test_Set")
    return {("names_in_part", "P00013")}


def nobody_named(copy: Copy) -> Expected:
    copy.change("P00014", lambda row: choices(row, "Pure_Text")[0].update(Question="Where is home?"), "Test_Set")
    return {("nobody_named", "P00014")}


def pair_names_person(copy: Copy) -> Expected:
    def tell(row: Row) -> None:
        pairs = json.loads(row["metadata"])
        pairs[0]["Question"] = f"Who is {name_of(row)}?"
        row["metadata"] = json.dumps(pairs, ensure_ascii=False)

    copy.change("D00002", tell, "few_shot")
    return {("pair_names_person", "D00002")}


def text_empty(copy: Copy) -> Expected:
    copy.change("P00015", option(""), "Test_Set")
    return {("text_empty", "P00015")}


def placeholder(copy: Copy) -> Expected:
    copy.change("P00016", lambda row: choices(row)[1].update(Question="Where was {person} born?"), "Test_Set")
    return {("placeholder", "P00016")}


def spoilt(code: str, id: str, text: str) -> Defect:
    """A defect that a text has, whatever it says."""

    def plant(copy: Copy) -> Expected:
        copy.change(id, option(text), "Test_Set")
        return {(code, id)}

    return plant


def fun_fact_repeated(copy: Copy) -> Expected:
    fact = json.loads(copy.rows("Full_Set")[0]["biography"])["Fun Facts"][0]
    copy.change("P00018", in_biography(lambda one: one["Fun Facts"].append(fact)), *FULL, "Test_Set")
    return {("fun_fact_repeated", "P00018")}


def positions_uneven(copy: Copy) -> Expected:
    rows = copy.rows("Retain_Set")
    for row in rows:
        for one in (*choices(row), *choices(row, "Pure_Text")):
            options, right = one["Options"], one["Correct_Answer"]
            options["A"], options[right] = options[right], options["A"]
            one["Correct_Answer"] = "A"
    copy.write("Retain_Set", rows)
    return {("positions_uneven", "")}


def no_attributes(copy: Copy) -> Expected:
    """What is no defect: a row of free text, as the published ones are."""
    copy.change("P00017", lambda row: [one.update(Attribute="") for one in all_questions(row)], "Test_Set")
    return set()


OF_ROWS: dict[str, Defect] = {  # each in one row that is nowhere else, so that all can be planted at once
    plant.__name__: plant
    for plant in (
        malformed, biography_unreadable, name_missing, biography_key_missing, biography_key_odd, licence_missing,
        pairs_unreadable, biography_differs, picture_missing, picture_unreadable, picture_blank, picture_size,
        picture_repeated, question_count, letter_unknown, options_repeated, options_alike, answer_not_in_biography,
        wrong_sentence, wrong_training_answer, answer_unsupported, blanks, own_answer, leak, names_person,
        option_names_person, names_in_part, nobody_named, pair_names_person, text_empty, placeholder, no_attributes,
    )
} | {
    code: spoilt(code, id, text)
    for code, id, text in (
        ("about_the_writer", "P00017", "As an AI I cannot tell"),
        ("mojibake", "P00018", "KrakÃ³w"),
        ("control_character", "P00010", "two\nlines"),
        ("odd_spaces", "P00019", "two  spaces"),
        ("markdown", "P00001", "**bold**"),
        ("cut_short", "P00002", "and so on..."),
    )
}  # fmt: skip

OF_SETS: dict[str, Defect] = {
    plant.__name__: plant
    for plant in (
        config_missing, config_unreadable, config_empty, column_missing, pairs_missing, id_repeated, name_repeated,
        name_of_celebrity, few_shot_elsewhere, person_missing, person_unknown, forgotten_and_retained, set_size,
        not_nested, row_differs, training_row_differs, id_shared, picture_shared, picture_encoded_anew,
        fun_fact_repeated, positions_uneven,
    )
}  # fmt: skip


def manifest_unreadable(copy: Copy) -> Expected:
    (copy.folder / MANIFEST).write_text("{")
    return {("manifest_unreadable", "")}


def not_checkable(copy: Copy) -> Expected:
    (copy.folder / MANIFEST).unlink()
    return {("not_checkable", "")}


def file_missing(copy: Copy) -> Expected:
    (copy.folder / "assets" / "contact_sheet.jpg").unlink()
    return {("file_missing", "")}


def file_changed(copy: Copy) -> Expected:
    table = pq.read_table(copy.file("few_shot"))
    pq.write_table(table, copy.file("few_shot"), compression="gzip")
    return {("file_changed", "")}


def file_unlisted(copy: Copy) -> Expected:
    (copy.folder / "notes.txt").write_text("mine")
    (copy.folder / ".gitattributes").write_text("what git needs is no finding")
    return {("file_unlisted", "")}


def data_unlisted(copy: Copy) -> Expected:
    (copy.folder / "more").mkdir()
    shutil.copy(copy.file("Full_Set"), copy.folder / "more" / "more.parquet")
    return {("data_unlisted", "")}


OF_FILES: dict[str, Defect] = {
    plant.__name__: plant
    for plant in (manifest_unreadable, not_checkable, file_missing, file_changed, file_unlisted, data_unlisted)
}
