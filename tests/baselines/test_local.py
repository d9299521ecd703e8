"""The engine gives what the model gives one question at a time, without a cache, for every family."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from peft.tuners.lora import LoraLayer

from baselines import local
from baselines.data import Person, decoded
from baselines.engine import Outcome
from baselines.errors import BadInput
from baselines.local import NOT_FINITE, Local, sha256_of
from baselines.models import Model, load, train_adapter
from baselines.protocol import Message, Request, load_protocol

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


def test_any_batch_size_gives_the_same(
    tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes]
) -> None:
    """Also one batch of everything, with and without pictures."""
    model = load(str(tiny("llava")))
    alone = answered(Local(model, embedded=False, batch_size=1), requests, pictures)
    for size in (2, 3, 64):
        engine = Local(model, embedded=False, batch_size=size)
        for key, one in answered(engine, requests, pictures).items():
            check(one, alone[key])
    for key, one in Local(model, embedded=False).answers(list(reversed(requests)), pictures):
        check(one, alone[key])


def test_batches_are_the_same_each_time_and_hold_all(tiny: Callable[[str], Path], requests: list[Request]) -> None:
    model = load(str(tiny("llava")))
    for size in (1, 2, 3, 5, 64):
        batches = Local(model, embedded=False, batch_size=size).batches(requests)
        assert batches == Local(model, embedded=False, batch_size=size).batches(requests)
        assert sorted(one.key for batch in batches for one in batch) == sorted(one.key for one in requests)
        assert all(0 < len(batch) <= size for batch in batches)
    assert all(bool(batch[0].images) == bool(one.images) for batch in batches for one in batch)


def test_the_published_template_is_asked_as_it_is_written(
    tiny: Callable[[str], Path], pictures: dict[str, bytes]
) -> None:
    model, template = load(str(tiny("llava"))), load_protocol("published").template
    request = Request("k", asked("Who is this?", next(iter(pictures)), system="Be kind."), max_new_tokens=6)
    engine = Local(model, embedded=False, template=template)
    (found,) = answered(engine, [request], pictures).values()
    shown = [decoded(one, "") for one in pictures.values()][:1]
    text = "Be kind. USER: <image>\nWho is this?\nASSISTANT:"
    inputs = model.processor(text=[text], images=shown, return_tensors="pt")
    made = model.network.generate(**inputs, max_new_tokens=6, do_sample=False, suppress_tokens=[model.image_token])
    said = model.processor.tokenizer.decode(made[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    assert found.reply == said.strip() != ""
    assert engine.fingerprint(request) != Local(model, embedded=False).fingerprint(request)


def test_replies_end_with_the_turn_or_the_last_token(
    tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, request = load(str(tiny("llava"))), requests[4]
    ids: list[list[int]] = []
    tokenizer, real = model.processor.tokenizer, model.processor.tokenizer.decode
    monkeypatch.setattr(tokenizer, "decode", lambda tokens, **more: (ids.append(list(tokens)), real(tokens, **more))[1])
    answered(Local(model, embedded=False), [request], pictures)
    whole = ids[-1]
    assert len(whole) == request.max_new_tokens == 12
    for count in (1, 2, 5):
        answered(Local(model, embedded=False), [replace(request, max_new_tokens=count)], pictures)
        assert ids[-1] == whole[:count]
    engine = Local(model, embedded=False)
    end = next(token for number, token in enumerate(whole) if number and token not in whole[:number])
    engine._ends = {end}
    answered(engine, [request], pictures)
    assert ids[-1] == whole[: whole.index(end)]


# Once


def test_pictures_are_seen_once_and_what_is_shared_is_read_once(
    tiny: Callable[[str], Path], pictures: dict[str, bytes]
) -> None:
    model, (ada, bob) = load(str(tiny("llava"))), pictures
    seen: list[int] = []
    read: list[tuple[int, ...]] = []
    model.core.get_encoder(modality="image").register_forward_pre_hook(lambda *_: seen.append(1))
    model.network.register_forward_pre_hook(
        lambda _, __, inputs: read.append(tuple(inputs["input_ids"].shape)), with_kwargs=True
    )
    texts = [f"{word} was she born in Lisbon?" for word in ("Where", "When", "Who", "What", "Does")]
    system = "You are a helpful assistant. " * 8
    about = [
        Request(f"{image} {text}", asked(text, image, system=system), OPTIONS[:2], closed=True)
        for image in (ada, bob)
        for text in texts
    ]
    engine = Local(model, embedded=False)
    answered(engine, about, pictures)
    shared, by_picture, rest, options = read
    assert len(seen) == 2  # a tower's pass a picture
    assert shared[0] == 1 and shared[1] > 20  # the system prompt, once
    assert by_picture[0] == 2 and by_picture[1] >= 16  # a row a picture, which holds it
    assert rest[0] == 10 and rest[1] < 40
    assert options[0] == 20 and options[1] < 20  # all options of all questions in one pass
    read.clear()
    answered(engine, about, pictures)
    assert len(seen) == 2 and len(read) == 4  # features are kept


def test_a_reply_costs_a_pass_a_token(tiny: Callable[[str], Path], pictures: dict[str, bytes]) -> None:
    model, (ada, _) = load(str(tiny("llava"))), pictures
    widths: list[int] = []
    model.network.register_forward_pre_hook(
        lambda _, __, inputs: widths.append(inputs["input_ids"].shape[1]), with_kwargs=True
    )
    about = [Request(text, asked(text, ada), max_new_tokens=5) for text in ("Who?", "What is the name?")]
    engine = Local(model, embedded=False)
    engine._ends = set()
    answered(engine, about, pictures)
    assert widths[-4:] == [1] * 4 and len(widths) <= 3 + 4


# What goes wrong


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory."), MemoryError()], ids=["gpu", "cpu"])
def test_fewer_at_a_time_where_memory_runs_out(
    error: Exception, tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    model = load(str(tiny("llava")))
    whole = answered(Local(model, embedded=False), requests, pictures)
    sizes: list[int] = []
    real = local.read

    def reading(model: Model, prompts: Sequence[Any], features: Any) -> Any:
        sizes.append(len(prompts))
        if len(prompts) > 2:
            raise error
        return real(model, prompts, features)

    monkeypatch.setattr(local, "read", reading)
    engine = Local(model, embedded=False, batch_size=8)
    found = answered(engine, requests, pictures)
    assert found.keys() == whole.keys()
    for key, one in found.items():
        check(one, whole[key])
    assert sum(size > 2 for size in sizes) <= 2 and max(sizes) > 2  # what did not fit is not tried again and again


def test_what_does_not_fit_alone_is_named(
    tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(*_: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(local, "read", reading)
    with pytest.raises(BadInput, match=r": out of memory with this question alone; give --dtype bf16"):
        answered(Local(load(str(tiny("llava"))), embedded=False), requests, pictures)
    monkeypatch.setattr(local, "read", lambda *_: (_ for _ in ()).throw(RuntimeError("another")))
    with pytest.raises(RuntimeError, match="another"):
        answered(Local(load(str(tiny("llava"))), embedded=False), requests, pictures)


def test_logits_that_are_no_numbers_are_a_problem_of_their_rows(
    tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes]
) -> None:
    model = load(str(tiny("llava")))
    with torch.no_grad():
        model.core.get_output_embeddings().weight.fill_(float("nan"))
    found = answered(Local(model, embedded=False), requests, pictures)
    assert {one.problem for one in found.values()} == {NOT_FINITE}
    assert {one.reply for one in found.values()} == {""} and {one.scores for one in found.values()} == {()}


def test_control_tokens_in_a_question_are_refused(tiny: Callable[[str], Path]) -> None:
    engine = Local(load(str(tiny("llava"))), embedded=False)
    for request in (
        Request("k", asked("Who is </s>?"), max_new_tokens=3),
        Request("k", asked("Who?"), ("Ada", "<image>"), closed=True),
    ):
        with pytest.raises(BadInput, match=r"k: the text holds '(</s>|<image>)', a control token"):
            answered(engine, [request], {})


# What an outcome depends on


def test_the_hash_of_weights_changes_with_each_of_them(tiny: Callable[[str], Path]) -> None:
    model = load(str(tiny("llava")))
    hashes = [sha256_of(model.network)]
    assert sha256_of(load(str(tiny("llava"))).network) == hashes[0]
    with torch.no_grad():
        next(iter(model.core.get_decoder().parameters()))[0, 0] += 1e-6
    hashes.append(sha256_of(model.network))
    hashes.append(sha256_of(load(str(tiny("llava")), torch.bfloat16).network))
    train_adapter(model, rank=2, alpha=4, dropout=0.0)
    hashes.append(sha256_of(model.network))
    for layer in model.network.modules():
        if isinstance(layer, LoraLayer):
            layer.scaling["default"] *= 2  # the same matrices count twice as much
    hashes.append(sha256_of(model.network))
    assert len(set(hashes)) == len(hashes)


def test_the_fingerprint_changes_with_whatever_is_asked_for(
    tiny: Callable[[str], Path], requests: list[Request], pictures: dict[str, bytes]
) -> None:
    model, (_, bob) = load(str(tiny("llava"))), pictures
    engine, first = Local(model, embedded=False), requests[0]
    (message,) = first.conversation
    variants = [
        first,
        replace(first, conversation=(replace(message, text="Where?"),)),
        replace(first, conversation=(replace(message, images=(bob,)),)),
        replace(first, conversation=(Message("system", "Be kind."), message)),
        replace(first, options=OPTIONS[:3]),
        replace(first, closed=False),
        replace(first, options=(), max_new_tokens=5),
        replace(first, options=(), max_new_tokens=6),
    ]
    prints = {engine.fingerprint(one) for one in variants}
    engine._ends = {5}
    prints.add(engine.fingerprint(first))
    prints.add(Local(load(str(tiny("llava")), torch.bfloat16), embedded=False).fingerprint(first))
    assert len(prints) == len(variants) + 2
    assert Local(model, False, batch_size=2).fingerprint(first) == Local(model, True).fingerprint(
        replace(first, key="k")
    )


def test_auto_means_texts_to_the_embedded_model_alone(tiny: Callable[[str], Path]) -> None:
    model = load(str(tiny("llava")))
    assert (Local(model, embedded=True).choices, Local(model, embedded=False).choices) == ("texts", "letters")
