"""How questions become prompts, and by which rules replies are read. The protocols themselves are data: protocols/."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from pydantic import ConfigDict

from baselines.errors import BadInput
from baselines.named import load_named, read_named
from baselines.questions import Question, Task

FOLDER = Path(__file__).with_name("protocols")
Choices = Literal["auto", "letters", "texts", "reply"]
BLANK = "__"  # as it is published
STRICT = ConfigDict(extra="forbid")  # a misspelt name is an error, not a default
ASKED = Question("", "", "", "", "", "", "What is asked?", ("one", "other"), "A")  # to see where a wording puts it


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of a conversation. role: system, user or assistant. images: SHA-256 of what stands before the text."""

    role: str
    text: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked for: a reply, or the likelihood of each of `options` as its answer.

    closed: whether the end of the turn belongs to an option. max_new_tokens: of a reply.
    """

    key: str
    conversation: tuple[Message, ...]
    options: tuple[str, ...] = ()
    closed: bool = False
    max_new_tokens: int = 0

    @property
    def images(self) -> tuple[str, ...]:
        """SHA-256 of all pictures, in order."""
        return tuple(image for message in self.conversation for image in message.images)


@dataclass(frozen=True, slots=True)
class Classification:
    """letters: prompt that shows the options ({options}); texts: one that does not. parsing: of choice_accuracy."""

    __pydantic_config__ = STRICT

    letters: str
    texts: str
    parsing: Literal["strict", "first_letter"]


@dataclass(frozen=True, slots=True)
class Cloze:
    """blank: what stands for the missing words. parsing: of cloze_accuracy."""

    __pydantic_config__ = STRICT

    prompt: str
    parsing: Literal["exact", "contains"]
    blank: str = BLANK


@dataclass(frozen=True, slots=True)
class Generation:
    """measures: of rouge_l."""

    __pydantic_config__ = STRICT

    prompt: str
    measures: tuple[str, ...] = ("rouge_l",)


@dataclass(frozen=True, slots=True)
class YesNo:
    """For questions that are answered by yes or no."""

    __pydantic_config__ = STRICT

    prompt: str


@dataclass(frozen=True, slots=True)
class Identity:
    """For questions who is shown."""

    __pydantic_config__ = STRICT

    prompt: str = "{question}"


@dataclass(frozen=True, slots=True)
class Description:
    """For questions what is happening. max_new_tokens: of the reply, which is longer than others."""

    __pydantic_config__ = STRICT

    prompt: str = "{question}"
    max_new_tokens: int = 128


@dataclass(frozen=True, slots=True)
class Template:
    """What the parts of a conversation become, in the place of the model's chat template."""

    __pydantic_config__ = STRICT

    system: str
    start: str
    image: str
    user: str
    assistant: str
    end: str

    def rendered(self, conversation: Iterable[Message], placeholder: str) -> str:
        """As one text. placeholder: what stands for a picture."""
        system = "".join(self.system.format(text=one.text) for one in conversation if one.role == "system")
        turns = [
            self.image.format(image=placeholder) * len(one.images)
            + (self.user if one.role == "user" else self.assistant).format(text=one.text)
            for one in conversation
            if one.role != "system"
        ]
        return system + self.start + "".join(turns) + self.end


@dataclass(frozen=True, slots=True)
class Protocol:
    """A file of protocols/.

    demonstrated: tasks that demonstrations stand before, but in the sets of undemonstrated_sets. longer: set -> tokens
    of its replies, where they are not max_new_tokens. template: None for the model's own.
    """

    __pydantic_config__ = STRICT

    choices: Choices
    test_images: Literal["all", "one"]
    max_new_tokens: int
    option: str
    classification: Classification
    cloze: Cloze
    generation: Generation
    yes_no: YesNo
    repeat_portraits: bool
    demonstrated: tuple[Task, ...]
    undemonstrated_sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longer: Mapping[str, int] = field(default_factory=dict)
    template: Template | None = None
    identity: Identity = Identity()
    description: Description = Description()

    def request(
        self, question: Question, choices: str, system_prompt: str = "", demonstrations: Sequence[Question] = ()
    ) -> Request:
        """The question as it is put to a model. demonstrations: answered before it."""
        messages = [Message("system", system_prompt)] if system_prompt else []
        shown = ""
        for one in demonstrations:
            images = one.images if self.repeat_portraits or one.person != shown else ()
            shown = one.person
            messages.append(Message("user", self._prompt(one, choices), images))
            messages.append(Message("assistant", _solution(one, choices)))
        messages.append(Message("user", self._prompt(question, choices), question.images))
        if question.task == "classification" and choices != "reply":
            options = (
                tuple(string.ascii_uppercase[: len(question.options)]) if choices == "letters" else question.options
            )
            return Request(question.key, tuple(messages), options, closed=choices == "texts")
        usual = self.description.max_new_tokens if question.task == "description" else self.max_new_tokens
        limit = self.longer.get(question.set, usual)
        return Request(question.key, tuple(messages), max_new_tokens=limit)

    def takes_demonstrations(self, question: Question) -> bool:
        """Whether any stand before this one."""
        left_out = self.undemonstrated_sets.get(question.task, ())
        return question.task in self.demonstrated and question.set not in left_out

    def _prompt(self, question: Question, choices: str) -> str:
        match question.task:
            case "classification":
                wording = self.classification.texts if choices == "texts" else self.classification.letters
                lines = zip(string.ascii_uppercase, question.options, strict=False)
                options = "\n".join(self.option.format(letter=letter, text=text) for letter, text in lines)
                return wording.format(question=question.text, options=options)
            case "cloze":
                return self.cloze.prompt.format(question=question.text.replace(BLANK, self.cloze.blank))
            case "yes_no":
                return self.yes_no.prompt.format(question=question.text)
            case "generation":
                return self.generation.prompt.format(question=question.text)
            case "identity":
                return self.identity.prompt.format(question=question.text)
            case "description":
                return self.description.prompt.format(question=question.text)
            case other:
                raise ValueError(f"{question.key}: no prompt for the task {other!r}")


def _solution(question: Question, choices: str) -> str:
    if question.task == "classification" and choices == "texts":
        return question.options[string.ascii_uppercase.index(question.answer)]
    return question.answer


def load_protocol(name: str) -> Protocol:
    """The protocol of that name, or in that .yaml file. Raises BadInput if it is none."""
    protocol = load_named(Protocol, "--protocol", name, FOLDER)
    try:
        _check_wordings(protocol)
    except (LookupError, ValueError, AttributeError) as error:
        raise BadInput(f"--protocol {name}: a wording is wrong ({error}); see {FOLDER.name}/default.yaml") from None
    return protocol


def _check_wordings(protocol: Protocol) -> None:
    """Raise LookupError, ValueError or AttributeError if one has other placeholders than it should."""
    if protocol.max_new_tokens < 1:
        raise ValueError(f"max_new_tokens is {protocol.max_new_tokens}; give 1 or more")
    shown = [Message("system", "a system prompt"), Message("assistant", "an answer", ("a picture",))]
    for task, choices in (*((task, "letters") for task in get_args(Task)), ("classification", "texts")):
        asked = protocol.request(replace(ASKED, task=task), choices).conversation
        words = [ASKED.text, *(ASKED.options if task == "classification" and choices == "letters" else ())]
        text = protocol.template.rendered([*shown, *asked], "a picture") if protocol.template else asked[0].text
        words += ["a picture", *(one.text for one in shown)] if protocol.template else []
        for word in words:
            if word not in text:
                raise ValueError(f"of {task}: leaves out {word!r}")


def load_system_prompt(name: str) -> str:
    """The text of that name in protocols/, or in that .txt file; "" for "". Raises BadInput if there is none."""
    return read_named("--system-prompt", name, FOLDER, ".txt").strip() if name else ""
