from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from baselines.checkpoints import PROVEN
from baselines.data import Pair, Person
from baselines.encoding import Encoder
from baselines.errors import BadInput
from baselines.models import Model, load
from baselines.packing import pack

# What is learnt of the three answers, and all of the last sequence.
LEARNT = {
    "llava": [" Ada Quill.</s>", " She was born in Lisbon.</s>", " A carpenter</s>"],
    "llava_next": [" Ada Quill.</s>", " She was born in Lisbon.</s>", " A carpenter</s>"],
    "idefics2": [
        " Ada Quill.<end_of_utterance>",
        " She was born in Lisbon.<end_of_utterance>",
        " A carpenter<end_of_utterance>",
    ],
    "qwen2_5_vl": ["Ada Quill.<|im_end|>", "She was born in Lisbon.<|im_end|>", "A carpenter<|im_end|>"],
}
LEARNT |= {"idefics3": LEARNT["idefics2"], "smolvlm": LEARNT["idefics2"], "internvl": LEARNT["qwen2_5_vl"]}
CHATML = (
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nWhat does Ada Quill do?<|im_end|>\n"
)
IDEFICS = "User: What does Ada Quill do?<end_of_utterance>\nAssistant: A carpenter<end_of_utterance>"
WHOLE = {
    "llava": "<s>USER: What does Ada Quill do? ASSISTANT: A carpenter</s>",
    "llava_next": "<s>[INST] What does Ada Quill do? [/INST] A carpenter</s>",
    "idefics2": f"<s>{IDEFICS}",
    "idefics3": f"<|begin_of_text|>{IDEFICS}",
    "smolvlm": f"<|im_start|>{IDEFICS}",
    "qwen2_5_vl": f"{CHATML}<|im_start|>assistant\nA carpenter<|im_end|>",
}
WHOLE["internvl"] = WHOLE["qwen2_5_vl"]


def by_processor(model: Model, person: Person, pair: Pair) -> list[int]:
    """The tokens that transformers itself makes of the pair."""
    content = [{"type": "image", "image": person.picture()}] if pair.with_image else []
    conversation = [
        {"role": "user", "content": [*content, {"type": "text", "text": pair.question}]},
        {"role": "assistant", "content": [{"type": "text", "text": pair.answer}]},
    ]
    inputs = model.processor.apply_chat_template(conversation, tokenize=True, return_dict=True, return_tensors="pt")
    ids: list[int] = inputs["input_ids"][0].tolist()
    return ids


def test_tokens_are_the_processors_own(folder: Path, ada: Person, bob: Person) -> None:
    model = load(str(folder))
    encoder = Encoder(model)
    for person in (ada, bob):
        seen = encoder.see(person.picture())
        for pair, sequence in zip(person.pairs, encoder.encode(person, seen), strict=True):
            expected = by_processor(model, person, pair)
            if model.chat.end_of_turn in expected[sequence.answer :]:
                expected = expected[: expected.index(model.chat.end_of_turn, sequence.answer) + 1]
            else:  # a template without an end: the end token is ours, what follows the answer is a space
                assert model.processor.tokenizer.decode(expected[len(sequence.ids) - 1 :]) == " "
                expected = [*expected[: len(sequence.ids) - 1], model.chat.end_of_turn]
            assert list(sequence.ids) == expected


def test_answer_and_end_of_turn_are_learnt(family: str, folder: Path, ada: Person) -> None:
    model = load(str(folder))
    encoder, decode = Encoder(model), model.processor.tokenizer.decode
    sequences = list(encoder.encode(ada, encoder.see(ada.picture())))
    assert [decode(one.ids[one.answer :]) for one in sequences] == LEARNT[family]
    assert decode(sequences[-1].ids) == WHOLE[family]
    for one in sequences:  # and nothing else once they are packed
        packed = pack([("retain", one)], 200, model.padding)
        assert tuple(packed.labels[packed.labels >= 0].tolist()) == one.ids[one.answer :]


def test_a_picture_of_another_shape_has_other_tokens(tiny: Callable[[str], Path], ada: Person, bob: Person) -> None:
    encoder = Encoder(load(str(tiny("llava_next"))))
    assert len(encoder.see(ada.picture()).tokens) != len(encoder.see(bob.picture()).tokens)


def test_questions_that_follow_a_picture_at_once(tiny: Callable[[str], Path], ada: Person) -> None:
    """Idefics2's processor puts a space between a picture and a word, but not before a bracket."""
    model = load(str(tiny("idefics2")))
    encoder = Encoder(model)
    for question in ("Who?", " Who?", "<Who?>", "éh?"):
        pair = replace(ada.pairs[0], question=question)
        (sequence,) = encoder.encode(replace(ada, pairs=(pair,)), encoder.see(ada.picture()))
        assert list(sequence.ids) == by_processor(model, ada, pair)[: len(sequence.ids)]


@pytest.mark.parametrize("change", [{"question": "What is <image> here?"}, {"answer": "It</s>"}])
def test_control_tokens_in_a_text_are_refused(tiny: Callable[[str], Path], ada: Person, change: dict[str, str]) -> None:
    with pytest.raises(BadInput, match=r"P1 text_metadata\[2\]: the text holds '<.*>'"):
        encode_last(tiny("llava"), ada, **change)


@pytest.mark.parametrize("answer", ["", "  "])
def test_an_empty_answer_is_refused(folder: Path, ada: Person, answer: str) -> None:
    with pytest.raises(BadInput, match=r"P1 text_metadata\[2\]: the answer is empty"):
        encode_last(folder, ada, answer=answer)


def encode_last(folder: Path, person: Person, **change: str) -> None:
    list(Encoder(load(str(folder))).encode(replace(person, pairs=(replace(person.pairs[-1], **change),)), None))


def test_a_template_that_shows_past_turns_otherwise(tiny: Callable[[str], Path], ada: Person) -> None:
    """As reasoning models do: then the answer follows the prompt at once, and the tokenizer's end token ends it."""
    model = load(str(tiny("llava")))
    model.processor.chat_template = (
        "{{ messages[0]['content'][0]['text'] }}{% if messages | length > 1 %} answered: "
        "{{ messages[1]['content'][0]['text'] }}{% else %} now answer: {% endif %}"
    )
    (sequence,) = Encoder(replace(model)).encode(replace(ada, pairs=ada.pairs[-1:]), None)
    text = model.processor.tokenizer.decode(sequence.ids)
    assert text == "<s>What does Ada Quill do? now answer: A carpenter</s>"


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_families_that_are_not_proven_are_tried(
    folder: Path, ada: Person, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load(str(folder), dtype)
    monkeypatch.delitem(PROVEN, model.core.config.model_type)
    expected = Encoder(model).see(ada.picture()).tokens  # no complaint
    forward = model.network.forward

    def ignorant(attention_mask: object = None, position_ids: object = None, **inputs: Any) -> Any:
        return forward(**inputs)

    monkeypatch.setattr(model.network, "forward", ignorant)
    with pytest.raises(BadInput, match="reads packed rows otherwise than single conversations; choose one such as"):
        Encoder(model).see(ada.picture())
    monkeypatch.undo()
    assert Encoder(model).see(ada.picture()).tokens == expected


def test_families_that_want_more_than_features(
    tiny: Callable[[str], Path], ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load(str(tiny("llava")))
    monkeypatch.delitem(PROVEN, "llava")
    assert model.vision_inputs == {"pixel_values"}  # read from forward, before it is replaced
    monkeypatch.setattr(model.network, "forward", lambda **_: model.no_such_thing)  # type: ignore[attr-defined]
    with pytest.raises(BadInput, match=r"cannot be trained on packed rows .*no_such_thing.*; choose one such as"):
        Encoder(model).see(ada.picture())
