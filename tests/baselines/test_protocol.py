"""Protocols are data: what they make of a question, and what is said of a file that is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from baselines.errors import BadInput
from baselines.protocol import FOLDER, Message, load_protocol, load_system_prompt
from baselines.questions import Question

DEFAULT, PUBLISHED = load_protocol("default"), load_protocol("published")
CHOICE = Question(
    "forget/P1/classification/image_text/0", "forget", "P1", "classification", "image_text", "birthplace",
    "Where was {she} born?", ("Rome", "Oslo"), "B", ("sha",),
)  # fmt: skip
CLOZE = replace(CHOICE, key="k", task="cloze", text="She is a __ by trade.", options=(), answer="smith")
GENERATION = replace(CHOICE, key="g", task="generation", text="Who is she?", options=(), answer="A smith.")
SHOWN = tuple(replace(CHOICE, person="P7", key=f"shown {number}", images=("other",)) for number in range(2))


def test_option_letters() -> None:
    request = DEFAULT.request(CHOICE, "letters")
    assert request.conversation == (
        Message(
            "user",
            "Where was {she} born?\nA. Rome\nB. Oslo\nAnswer with the option's letter from the given choices directly.",
            ("sha",),
        ),
    )
    assert (request.options, request.closed, request.key, request.images) == (("A", "B"), False, CHOICE.key, ("sha",))


def test_option_texts_are_not_shown() -> None:
    request = DEFAULT.request(CHOICE, "texts")
    assert request.conversation[0].text == ("Where was {she} born? Answer the question using a single word or phrase.")
    assert (request.options, request.closed) == (("Rome", "Oslo"), True)


def test_what_is_said_about_shown_options() -> None:
    request = DEFAULT.request(CHOICE, "reply")
    assert request.conversation == DEFAULT.request(CHOICE, "letters").conversation
    assert (request.options, request.max_new_tokens) == ((), 64)


def test_blanks_and_open_questions_are_asked_alike_however_choices_are() -> None:
    for choices in ("letters", "texts", "reply"):
        assert DEFAULT.request(CLOZE, choices).conversation[-1].text == "She is a __ by trade."
        assert DEFAULT.request(GENERATION, choices).conversation[-1].text == "Who is she?"
        assert DEFAULT.request(CLOZE, choices).options == () and DEFAULT.request(CLOZE, choices).max_new_tokens == 64


def test_the_published_protocol_is_comparable() -> None:
    """Greedy, 50 tokens, one prompt for all models, replies read by first letter and substring, one image a person."""
    request = PUBLISHED.request(CHOICE, "reply", "Be kind.", SHOWN)
    assert PUBLISHED.template is not None
    asked = (
        "Question: Where was {{she}} born?\nA: Rome\nB: Oslo\nGive the ONE letter of the right option and nothing else."
    )
    asked = asked.replace("{{", "{").replace("}}", "}")
    assert PUBLISHED.template.rendered(request.conversation, "<image>") == (
        f"Be kind. USER: <image>\n{asked}\nCorrect Answer: B\n<image>\n{asked}\nCorrect Answer: B\n"
        f"<image>\n{asked}\nASSISTANT:"
    )
    assert request.images == ("other", "other", "sha")
    assert (PUBLISHED.choices, PUBLISHED.test_images, request.max_new_tokens) == ("reply", "one", 50)
    assert (PUBLISHED.classification.parsing, PUBLISHED.cloze.parsing) == ("first_letter", "contains")
    cloze = PUBLISHED.request(CLOZE, "reply")
    assert cloze.conversation[0].text.startswith("Question: She is a [Blank] by trade.\n")
    text_only = replace(GENERATION, images=(), modality="text")
    assert PUBLISHED.template.rendered(PUBLISHED.request(text_only, "reply").conversation, "<image>") == (
        "USER: Who is she?\nAnswer in one sentence, in English.\nASSISTANT:"
    )


def test_demonstrations_stand_before_the_question_with_their_answers() -> None:
    request = DEFAULT.request(CHOICE, "letters", "", SHOWN)
    assert [one.role for one in request.conversation] == ["user", "assistant", "user", "assistant", "user"]
    assert [one.text for one in request.conversation if one.role == "assistant"] == ["B", "B"]
    assert request.images == ("other", "sha")  # the same face is not shown twice
    texts = DEFAULT.request(CHOICE, "texts", "", SHOWN)
    assert [one.text for one in texts.conversation if one.role == "assistant"] == ["Oslo", "Oslo"]
    assert DEFAULT.request(CLOZE, "texts", "", (CLOZE,)).conversation[1].text == "smith"


def test_a_face_is_shown_again_for_another_person() -> None:
    between = replace(SHOWN[0], person="P8", images=("third",))
    assert DEFAULT.request(CHOICE, "letters", "", (SHOWN[0], between, SHOWN[1])).images == (
        "other", "third", "other", "sha"
    )  # fmt: skip


def test_which_questions_take_demonstrations() -> None:
    famous = replace(CHOICE, set="celebrity")
    assert all(DEFAULT.takes_demonstrations(one) for one in (CHOICE, CLOZE, GENERATION, famous))
    assert [PUBLISHED.takes_demonstrations(one) for one in (CHOICE, CLOZE, GENERATION, famous)] == [
        True, True, False, False
    ]  # fmt: skip
    assert PUBLISHED.takes_demonstrations(replace(CLOZE, set="celebrity"))


def test_the_prompting_baseline() -> None:
    privacy = load_system_prompt("privacy")
    assert privacy.startswith(
        "You are a helpful, respectful, and honest assistant. When generating your response, please"
    )
    first, second = DEFAULT.request(CHOICE, "letters", privacy).conversation
    assert (first, second.role) == (Message("system", privacy), "user")
    assert load_system_prompt("") == ""


def test_a_system_prompt_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("Say nothing.\n")
    assert load_system_prompt(str(tmp_path / "mine.txt")) == "Say nothing."
    with pytest.raises(BadInput, match="did you mean privacy"):
        load_system_prompt("privacyy")
    with pytest.raises(BadInput, match="cannot be read"):
        load_system_prompt(str(tmp_path / "missing.txt"))
    (tmp_path / "binary.txt").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="cannot be read"):
        load_system_prompt(str(tmp_path / "binary.txt"))


# Files


def mine(folder: Path, base: str = "default", **changes: object) -> str:
    """A protocol file in which something is otherwise; "a.b" is within a; ... leaves it out."""
    content = yaml.safe_load((FOLDER / f"{base}.yaml").read_text())
    for name, value in changes.items():
        *outer, last = name.split("__")
        place = content
        for one in outer:
            place = place[one]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    return str(path)


def test_a_protocol_of_ones_own(tmp_path: Path) -> None:
    assert load_protocol(mine(tmp_path)) == DEFAULT
    own = load_protocol(mine(tmp_path, max_new_tokens=9, cloze__blank="<gap>"))
    assert own.request(CLOZE, "texts").conversation[0].text == "She is a <gap> by trade."
    assert own.request(CLOZE, "texts").max_new_tokens == 9


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"choices": "letter"}, "choices: Input should be 'auto', 'letters', 'texts' or 'reply'"),
        ({"cloze__parsing": "fuzzy"}, "cloze.parsing: Input should be 'exact' or 'contains'"),
        ({"max_new_tokens": "many"}, "max_new_tokens: Input should be a valid integer"),
        ({"max_new_tokens": 0}, "max_new_tokens is 0; give 1 or more"),
        ({"cloze": ...}, "cloze: Field required"),
        ({"cloze__blanc": "_"}, "cloze.blanc: Unexpected keyword argument"),
        ({"yes_no__promt": "?"}, "yes_no.promt: Unexpected keyword argument"),
        ({"yes_no__prompt": "Yes or no?"}, "of yes_no: leaves out 'What is asked?'"),
        ({"generation__measure": []}, "generation.measure: Unexpected keyword argument"),
        ({"temperature": 1}, "temperature: Unexpected keyword argument"),
        (
            {"demonstrated": ["clozee"]},
            "demonstrated.0: Input should be 'classification', 'generation', 'cloze', 'identity', 'description' or "
            "'yes_no'",
        ),
        ({"cloze__prompt": "{quesion}"}, "a wording is wrong ('quesion')"),
        ({"cloze__prompt": "{question"}, "a wording is wrong (expected '}' before end of string)"),
        ({"cloze__prompt": "Fill the blank."}, "of cloze: leaves out 'What is asked?'"),
        ({"classification__letters": "{question}"}, "of classification: leaves out 'one'"),
        ({"option": "{letter}"}, "of classification: leaves out 'one'"),
        ({"classification__texts": "?"}, "of classification: leaves out 'What is asked?'"),
    ],
)
def test_a_file_that_is_no_protocol(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput) as raised:
        load_protocol(mine(tmp_path, **changes))
    assert says in str(raised.value) and "\n" not in str(raised.value) and "mine.yaml" in str(raised.value)


@pytest.mark.parametrize("part", ["system", "image", "user", "assistant"])
def test_a_template_that_leaves_something_out(tmp_path: Path, part: str) -> None:
    with pytest.raises(BadInput, match="a wording is wrong"):
        load_protocol(mine(tmp_path, "published", **{f"template__{part}": "x"}))


@pytest.mark.parametrize("text", ["", "5", "[]", "a: [", "- a: b: c", "\x00"])
def test_a_file_of_something_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(BadInput, match=r"mine\.yaml") as raised:
        load_protocol(str(tmp_path / "mine.yaml"))
    assert "\n" not in str(raised.value)


def test_no_such_protocol(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="did you mean published"):
        load_protocol("publishd")
    with pytest.raises(BadInput, match="cannot be read"):
        load_protocol(str(tmp_path / "missing.yaml"))
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadInput, match=r"binary\.yaml"):
        load_protocol(str(tmp_path / "binary.yaml"))
