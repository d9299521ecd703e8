"""The engine gives what the model gives one question at a time, without a cache, for every family."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from baselines.data import Person, decoded
from baselines.engine import Outcome
from baselines.local import Local
from baselines.models import Model, load
from baselines.protocol import Message, Request

OPTIONS = ("Lisbon", "works as a carpenter", "Ada Quill was born", "she")


def sha(person: Person) -> str:
    return hashlib.sha256(person.image).hexdigest()


@pytest.fixture
def pictures(ada: Person, bob: Person) -> dict[str, bytes]:
    return {sha(one): one.image for one in (ada, bob)}


def asked(text: str, *images: str, system: str = "") -> tuple[Message, ...]:
    head = (Message("system", system),) if system else ()
    return (*head, Message("user", text, images))


@pytest.fixture
def requests(pictures: dict[str, bytes]) -> list[Request]:
    ada, bob = pictures
    demonstration = (Message("user", "Who is this?", (bob,)), Message("assistant", "Bob"))
    return [
        Request("scored about ada", asked("Where was she born?", ada), OPTIONS, closed=True),
        Request("letters about ada", asked("A. Lisbon\nB. Rome", ada), ("A", "B", "C", "D")),
        Request("scored about bob", asked("Who?", bob), OPTIONS[:2], closed=True),
        Request("scored without", asked("Where was Ada Quill born?"), OPTIONS, closed=True),
        Request("reply about ada", asked("What does she do for a living, and where?", ada), max_new_tokens=12),
        Request("short reply about ada", asked("Who?", ada), max_new_tokens=3),
        Request("reply about bob", asked("Who is this person?", bob), max_new_tokens=12),
        Request("reply without", asked("Who is Bob?"), max_new_tokens=12),
        Request("reply with demonstration", (*demonstration, *asked("Who is this?", ada)), max_new_tokens=8),
        Request("other with demonstration", (*demonstration, *asked("What does he do?", bob)), max_new_tokens=8),
        Request("scored with demonstration", (*demonstration, *asked("What?", ada)), OPTIONS, closed=True),
    ]


@torch.no_grad()
def one_by_one(model: Model, request: Request, pictures: dict[str, bytes]) -> Outcome:
    """By the processor and the network alone."""
    prompt = model.chat.render(request.conversation)
    shown = [decoded(pictures[image], "") for image in request.images]

    def tensors(text: str) -> dict[str, torch.Tensor]:
        begin = model.chat.adds_begin(text)
        return dict(model.processor(text=[text], images=shown or None, return_tensors="pt", add_special_tokens=begin))

    inputs = tensors(prompt)
    length = inputs["input_ids"].shape[1]
    if not request.options:
        settings = {"max_new_tokens": request.max_new_tokens, "do_sample": False, "use_cache": False}
        made = model.network.generate(**inputs, **settings, suppress_tokens=[model.image_token])
        return Outcome(model.processor.tokenizer.decode(made[0, length:], skip_special_tokens=True).strip())
    scores = []
    for option in request.options:
        behind = len(model.chat.answered(prompt, option, request.closed)) - len(model.chat.ids(prompt))
        text = prompt + model.chat._before + option + model.chat._end * request.closed
        whole = tensors(text)
        logits = model.network(**whole).logits[0].log_softmax(-1)
        answer = whole["input_ids"][0, -behind:]
        tokens = logits[-behind - 1 : -1].gather(1, answer[:, None])[:, 0]
        scores.append(float(tokens.mean() if request.closed else tokens.sum()))
    return Outcome(scores=tuple(scores))


def answered(engine: Local, requests: Sequence[Request], pictures: dict[str, bytes]) -> dict[str, Outcome]:
    return {key: one for batch in engine.batches(requests) for key, one in engine.answers(batch, pictures)}


def check(found: Outcome, expected: Outcome) -> None:
    assert found.reply == expected.reply
    assert found.problem == expected.problem == ""
    assert found.scores == pytest.approx(expected.scores, abs=1e-4)


def test_many_at_a_time_give_what_each_gives_alone(
    folder: Path, requests: list[Request], pictures: dict[str, bytes]
) -> None:
    model = load(str(folder))
    found = answered(Local(model, embedded=False), requests, pictures)
    assert list(found.keys() - {one.key for one in requests}) == []
    for request in requests:
        check(found[request.key], one_by_one(model, request, pictures))
    assert len({one.reply for one in found.values()}) > 3  # random models, but not mute
