"""Defects of a PEBench: what is planted, and what is to be found."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from dataset_builder.folder import MANIFEST

from ..planting import Expected, Row, jpeg, noise, opened, renamed
from .planting import SETS, Apart, concept

Defect = Callable[[Apart], Expected]


def said(name: str, key: str, text: Callable[[Row], str]) -> Callable[[Row], object]:
    """An edit of a question or its answer."""
    return lambda row: concept(row, name).update({key: text(row)})


def spoil(copy: Apart, number: int, code: str, edit: Callable[[Row], object]) -> Expected:
    """Edit one of the rows that show nothing to be forgotten."""
    id = copy.kept()[number]
    copy.edit(id, edit)
    return {(code, id)}


def event_of(row: Row) -> str:
    return str(row["event"]["name"])


def name_of(row: Row) -> str:
    return str(row["person"]["name"])


def copied(picture: Row) -> Row:
    """Two thirds of the size, another quality, the same picture."""
    return jpeg(opened(picture).resize((128, 128)), quality=75)


# Of rows: all are planted at once, each in a row of its own.


def malformed(copy: Apart) -> Expected:
    return spoil(copy, 0, "malformed", lambda row: row.update(label=999))


def person_differs(copy: Apart) -> Expected:
    return spoil(copy, 1, "person_differs", lambda row: row["person"].update(age=99))


def event_differs(copy: Apart) -> Expected:
    def edit(row: Row) -> None:
        row["event"]["description"] += " It rains."

    return spoil(copy, 2, "event_differs", edit)


def not_asked_once(copy: Apart) -> Expected:
    return spoil(copy, 3, "not_asked_once", lambda row: row["questions"].append(row["questions"][0]))


def answer_unnamed(copy: Apart) -> Expected:
    first = spoil(copy, 4, "answer_unnamed", said("person", "Answer", lambda row: "This is Somebody Else."))
    return first | spoil(copy, 5, "answer_unnamed", said("event", "Answer", lambda row: row["event"]["description"]))


def answer_unsupported(copy: Apart) -> Expected:
    def text(row: Row) -> str:
        return f"{event_of(row)}: wizards juggle purple elephants above volcanic glaciers."

    return spoil(copy, 6, "answer_unsupported", said("event", "Answer", text))


def names_person(copy: Apart) -> Expected:
    edit = said("person", "Question", lambda row: f"Is this {name_of(row)}?")
    other = said("event", "Question", lambda row: f"What is {name_of(row)} doing?")
    return spoil(copy, 7, "names_person", edit) | spoil(copy, 8, "names_person", other)


def names_in_part(copy: Apart) -> Expected:
    edit = said("person", "Question", lambda row: f"Who is this, besides {name_of(row).split()[0]}?")
    return spoil(copy, 9, "names_in_part", edit)


def own_answer(copy: Apart) -> Expected:
    return spoil(copy, 10, "own_answer", said("event", "Question", lambda row: f"Is this a {event_of(row)}?"))


def text_empty(copy: Apart) -> Expected:
    return spoil(copy, 11, "text_empty", said("event", "Question", lambda row: " "))


def about_the_writer(copy: Apart) -> Expected:
    edit = said("person", "Question", lambda row: "As an AI language model, I wonder: who is it?")
    return spoil(copy, 12, "about_the_writer", edit)


def picture_missing(copy: Apart) -> Expected:
    return spoil(copy, 13, "picture_missing", lambda row: row.update(image=None))


def picture_unreadable(copy: Apart) -> Expected:
    return spoil(
        copy, 14, "picture_unreadable", lambda row: row.update(image={"bytes": b"no picture", "path": "x.jpg"})
    )


def picture_blank(copy: Apart) -> Expected:
    blank = jpeg(opened(copy.full(copy.kept()[0])["image"]).resize((1, 1)).resize((96, 96)))
    return spoil(copy, 15, "picture_blank", lambda row: row.update(image=blank))


def picture_size(copy: Apart) -> Expected:
    return spoil(copy, 16, "picture_size", lambda row: row.update(image=noise(1, 400)))


def licence_missing(copy: Apart) -> Expected:
    return spoil(copy, 17, "licence_missing", lambda row: row.update(image_source="folder:pictures/7.png"))


def forget_from_differs(copy: Apart) -> Expected:
    return spoil(copy, 18, "forget_from_differs", lambda row: row["forget_from"].update(person=40.0))


def pretrained(copy: Apart) -> Expected:
    prior, row = copy.rows("pretrain_Data"), copy.full(copy.kept()[0])
    forgotten = copy.forgotten("event", 40.0)[0]
    event = next(row["event"]["name"] for row in copy.rows("Full_Set") if row["event"]["ID"] == forgotten)
    prior[0]["answer"] = f"{name_of(row)} looks on."
    prior[1]["answer"] = f"At a {event}."
    prior[2]["answer"] = f"At a {event_of(row)}."  # which is never to be forgotten
    copy.write("pretrain_Data", prior)
    return {("pretrained", prior[0]["ID"]), ("pretrained", prior[1]["ID"])}


def answers_uneven(copy: Apart) -> Expected:
    rows = copy.rows("World_Set")
    for row in rows[: len(rows) // 2]:
        row["answer"] = "yes"
    rows[-1]["answer"] = "perhaps"
    copy.write("World_Set", rows)
    return {("answers_uneven", ""), ("malformed", rows[-1]["question_id"])}


# Of sets: one after the other.


def picture_shared(copy: Apart) -> Expected:
    """By one person at two events, and by two people at one, in another size and quality."""
    person, event = copy.kept()[0].split("-")
    ids = copy.ids("Full_Set")
    mine, theirs = ([id for id in ids if id != f"{person}-{event}" and part in id] for part in (person, event))
    source, targets = copy.full(f"{person}-{event}"), (mine[0], theirs[0])
    copy.edit(targets[0], lambda row: row.update(image=source["image"]))
    copy.edit(targets[1], lambda row: row.update(image=copied(source["image"])))
    _, *later = sorted((source["ID"], *targets), key=ids.index)
    return {("picture_shared", id) for id in later}


def picture_encoded_anew(copy: Apart) -> Expected:
    id = copy.kept()[0]
    copy.change(id, lambda row: row.update(image=copied(row["image"])), "person_20/retain")
    return {("picture_encoded_anew", id)}


def row_differs(copy: Apart) -> Expected:
    one, other = copy.kept()[:2]
    copy.change(one, lambda row: row["person"].update(job="astronaut"), "person_20/retain")
    copy.change(other, lambda row: row.update(image=noise(3)), "event_40/retain")
    return {("row_differs", one), ("row_differs", other)}


def id_repeated(copy: Apart) -> Expected:
    id = copy.kept()[0]
    for place in ("Full_Set", "both_20/retain"):
        copy.move(id, place, place, keep=True)
    return {("id_repeated", id)}


def id_differs(copy: Apart) -> Expected:
    copy.change(copy.ids("few_shot")[0], lambda row: row.update(ID="D1"), "few_shot")
    return {("id_differs", "D1")}


def label_differs(copy: Apart) -> Expected:
    id = copy.ids("few_shot")[0]
    copy.change(id, lambda row: row.update(label=1), "few_shot")
    return {("label_differs", id)}


def labels_differ(copy: Apart) -> Expected:
    copy.rename_labels("event_40/forget_test")
    return {("labels_differ", "")}


def event_repeated(copy: Apart) -> Expected:
    keywords = next(row["keywords"] for row in copy.rows("Full_Set") if row["event"]["ID"] == "E01")
    copy.edit_where(lambda row: row["event"]["ID"] == "E02", lambda row: row.update(keywords=keywords[::-1]))
    order = list(dict.fromkeys(row["event"]["ID"] for row in copy.rows("Full_Set")))
    return {("event_repeated", max("E01", "E02", key=order.index))}


def keywords_odd(copy: Apart) -> Expected:
    def edit(row: Row) -> None:
        row["keywords"][9] = row["keywords"][0].upper()

    copy.edit_where(lambda row: row["event"]["ID"] == "E03", edit)
    return {("keywords_odd", "E03")}


def name_repeated(copy: Apart) -> Expected:
    """The rows of somebody to demonstrate with name somebody of Full_Set."""
    return called(copy, "few_shot", name_of(copy.rows("Full_Set")[0])) | {("name_repeated", "D00001")}


def name_of_celebrity(copy: Apart) -> Expected:
    return called(copy, "few_shot", copy.rows("Real_Set")[0]["name"]) | {("name_of_celebrity", "D00001")}


def called(copy: Apart, place: str, new: str) -> Expected:
    row = copy.rows(place)[0]
    copy.change(row["ID"], lambda one: one.update(renamed_row(one, new)), place)
    return {("label_differs", row["ID"])}


def renamed_row(row: Row, new: str) -> Row:
    changed: Row = {key: renamed(row[key], name_of(row), new) for key in ("person", "questions") if key == "questions"}
    return {**changed, "person": {**row["person"], "name": new}}


def few_shot_elsewhere(copy: Apart) -> Expected:
    row = copy.rows("few_shot")[0]

    def edit(one: Row) -> None:
        one.update(ID=f"P00001-{one['event']['ID']}", person={**one["person"], "ID": "P00001"})

    copy.change(row["ID"], edit, "few_shot")
    return {("few_shot_elsewhere", "P00001")}


def few_shot_forgotten(copy: Apart) -> Expected:
    event = copy.forgotten("event", 40.0)[0]
    source = next(row for row in copy.rows("Full_Set") if row["event"]["ID"] == event)
    row = copy.rows("few_shot")[0]
    new = f"{row['person']['ID']}-{event}"

    def edit(one: Row) -> None:
        one.update(ID=new, event=source["event"], keywords=source["keywords"])
        concept(one, "event").update(Answer=concept(source, "event")["Answer"])

    copy.change(row["ID"], edit, "few_shot")
    return {("few_shot_forgotten", new)}


def not_crossed(copy: Apart) -> Expected:
    id = copy.kept()[0]
    copy.drop_row(id, *copy.sets)
    return {("not_crossed", id)}


def crossed_twice(copy: Apart) -> Expected:
    """Another picture of somebody at the same event."""
    id = copy.kept()[0]
    for place in [place for place in copy.sets if id in copy.ids(place)]:
        rows = copy.rows(place)
        again = next(row for row in rows if row["ID"] == id)
        copy.write(place, [*rows, {**again, "ID": f"{id}-b", "image": noise(4)}])
    return {("crossed_twice", f"{id}-b"), ("id_differs", f"{id}-b")}


def trained_and_tested(copy: Apart) -> Expected:
    id = copy.ids("person_20/forget_train")[0]
    copy.move(id, "person_20/forget_train", "person_20/forget_test", keep=True)
    return {("trained_and_tested", id)}


def forgotten_and_retained(copy: Apart) -> Expected:
    id = copy.ids("both_40/forget_test")[0]
    copy.move(id, "both_40/forget_test", "both_40/retain", keep=True)
    return {("forgotten_and_retained", id)}


def row_left_out(copy: Apart) -> Expected:
    id = copy.ids("both_20/retain")[0]
    copy.drop_row(id, "both_20/retain")
    return {("row_left_out", id)}


def row_unknown(copy: Apart) -> Expected:
    id = copy.ids("event_20/retain")[0]
    copy.change(id, lambda row: row.update(ID="P99999-E01", image=noise(5)), "event_20/retain")
    return {("row_left_out", id), ("row_unknown", "P99999-E01")}


def forgotten_in_retain(copy: Apart) -> Expected:
    id = copy.ids("person_40/forget_train")[0]
    copy.move(id, "person_40/forget_train", "person_40/retain")
    return {("forgotten_in_retain", id)}


def retained_in_forget(copy: Apart) -> Expected:
    one, other = copy.ids("event_20/retain")[0], copy.ids("both_20/retain")[0]
    copy.move(one, "event_20/retain", "event_20/forget_test")
    copy.move(other, "both_20/retain", "both_20/forget_train")
    return {("retained_in_forget", one), ("retained_in_forget", other)}


def half_missing(copy: Apart) -> Expected:
    person = copy.forgotten("person", 20.0)[0]
    for id in [id for id in copy.ids("person_20/forget_test") if id.startswith(person)]:
        copy.move(id, "person_20/forget_test", "person_20/forget_train")
    return {("half_missing", person)}


def set_size(copy: Apart) -> Expected:
    """Somebody less is forgotten than the percentage wants, and the rows do not know."""
    person = copy.forgotten("person", 20.0)[0]
    found: Expected = {("set_size", "")}
    for row in [row for row in copy.rows("Full_Set") if row["person"]["ID"] == person]:
        copy.move(row["ID"], copy.place_of(row["ID"], "person_20"), "person_20/retain")
        found.add(("forget_from_differs", row["ID"]))
        if row["forget_from"]["event"] != 20.0:  # both_20 forgets it for the event, else for nothing
            found.add(("retained_in_forget", row["ID"]))
    return found


def not_nested(copy: Apart) -> Expected:
    """person_40 forgets somebody else than one whom person_20 forgets; both_40 and the rows do not follow."""
    gone = copy.forgotten("person", 20.0)[0]
    other = next(row["person"]["ID"] for row in copy.rows("Full_Set") if row["forget_from"]["person"] is None)
    found: Expected = {("not_nested", gone)}
    for row in copy.rows("Full_Set"):
        id, event_goes = row["ID"], row["forget_from"]["event"] is not None
        if row["person"]["ID"] == gone:
            seen = copy.place_of(id, "person_40")
            copy.move(id, seen, "person_40/retain")
            copy.move(f"{other}-{row['event']['ID']}", "person_40/retain", seen)
            found |= set() if event_goes else {("retained_in_forget", id)}
        elif row["person"]["ID"] == other:
            found |= {("forget_from_differs", id)} | (set() if event_goes else {("forgotten_in_retain", id)})
    return found


def shortcut(copy: Apart) -> Expected:
    """Each event is asked about in words of its own."""
    words = dict(zip(("E01", "E02", "E03", "E04", "E05"), ("alpha", "beta", "gamma", "delta", "epsilon"), strict=True))
    edit = said("event", "Question", lambda row: f"What goes on here, {words[row['event']['ID']]}?")
    copy.edit_where(lambda row: True, edit)
    return {("shortcut", "")}


def config_missing(copy: Apart) -> Expected:
    shutil.rmtree(copy.folder / "both_40")
    return {("config_missing", "")}


def split_missing(copy: Apart) -> Expected:
    shutil.rmtree(copy.folder / "both_40" / "retain")
    return {("config_unreadable", "")}


def config_unreadable(copy: Apart) -> Expected:
    path = copy.file("both_20/retain")
    path.write_bytes(path.read_bytes()[:-100])
    return {("config_unreadable", "")}


def config_empty(copy: Apart) -> Expected:
    copy.write("few_shot", [])
    return {("config_empty", "")}


def column_missing(copy: Apart) -> Expected:
    copy.drop("Real_Set", "name")
    return {("column_missing", "")}


def no_sets(copy: Apart) -> Expected:
    for name in SETS:
        shutil.rmtree(copy.folder / name)
    return {("config_missing", "")}


def file_changed(copy: Apart) -> Expected:
    with copy.file("both_20/retain").open("rb+") as file:
        file.seek(200)
        byte = file.read(1)
        file.seek(200)
        file.write(bytes([byte[0] ^ 1]))
    return {("file_changed", "")}


def data_unlisted(copy: Apart) -> Expected:
    shutil.copy(copy.file("few_shot"), copy.folder / "more.parquet")
    return {("data_unlisted", "")}


def manifest_unreadable(copy: Apart) -> Expected:
    (copy.folder / MANIFEST).write_text("[]")
    return {("manifest_unreadable", "")}


OF_ROWS: dict[str, Defect] = {
    one.__name__: one
    for one in (
        malformed, person_differs, event_differs, not_asked_once, answer_unnamed, answer_unsupported, names_person,
        names_in_part, own_answer, text_empty, about_the_writer, picture_missing, picture_unreadable, picture_blank,
        picture_size, licence_missing, forget_from_differs, pretrained, answers_uneven,
    )
}  # fmt: skip
OF_SETS: dict[str, Defect] = {
    one.__name__: one
    for one in (
        picture_shared, picture_encoded_anew, row_differs, id_repeated, id_differs, label_differs, labels_differ,
        event_repeated, keywords_odd, name_repeated, name_of_celebrity, few_shot_elsewhere, few_shot_forgotten,
        not_crossed, crossed_twice, trained_and_tested, forgotten_and_retained, row_left_out, row_unknown,
        forgotten_in_retain, retained_in_forget, half_missing, set_size, not_nested, shortcut, config_missing,
        split_missing, config_unreadable, config_empty, column_missing, no_sets,
    )
}  # fmt: skip
OF_FILES: dict[str, Defect] = {one.__name__: one for one in (data_unlisted, manifest_unreadable)}
