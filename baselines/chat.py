"""How a model is asked and answers: its chat template, as text and as tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baselines.errors import BadInput
from baselines.packing import common_length
from baselines.protocol import Message

PROBE = "Nobody."  # an answer, to see what the template puts around answers


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt and its answer as T tokens; ids[answer:] are the answer and the end-of-turn token."""

    ids: list[int]
    answer: int


class Chat:
    """A processor's chat template and tokenizer. name: of the model, for errors."""

    def __init__(self, processor: Any, name: str) -> None:
        if not getattr(processor, "chat_template", None):
            raise BadInput(f"{name}: its processor has no chat template; choose an instruction-tuned model")
        self._processor, self._tokenizer, self._name = processor, processor.tokenizer, name
        tokens = {*self._tokenizer.all_special_tokens, processor.image_token}
        tokens |= {str(token) for token in self._tokenizer.added_tokens_decoder.values() if token.special}
        self._special = re.compile("|".join(re.escape(token) for token in sorted(tokens, key=len, reverse=True)))
        self._before, self._end = self._around_answers()

    @property
    def end_of_turn(self) -> int:
        """The token that ends an answer, and that generation has to stop at."""
        token: int = self._tokenizer.convert_tokens_to_ids(self._end.strip())
        return token

    @property
    def placeholder(self) -> int:
        """The token that stands for a picture in a prompt."""
        token: int = self._tokenizer.convert_tokens_to_ids(self._processor.image_token)
        return token

    def prompt(self, question: str, with_image: bool) -> str:
        """Everything up to the answer; a picture is one placeholder."""
        return self.render([Message("user", question, ("",) * with_image)])

    def render(self, conversation: Sequence[Message]) -> str:
        """A conversation up to the answer that is due, or up to the one that it ends with; pictures are placeholders.

        Raises BadInput where the template leaves a message out.
        """
        turns = [
            {"role": one.role, "content": [{"type": "image"}] * len(one.images) + [{"type": "text", "text": one.text}]}
            for one in conversation
        ]
        text: str = self._processor.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=conversation[-1].role != "assistant"
        )
        for one in conversation:
            if one.text.strip() not in text:
                raise BadInput(
                    f"{self._name}: its chat template leaves out what the {one.role} says: {one.text[:60]!r}"
                )
        return text

    def answered(self, prompt: str, answer: str, closed: bool = True) -> list[int]:
        """Tokens of a rendered prompt with an answer and, if `closed`, the end of the turn."""
        return self.ids(prompt + self._before + answer.strip() + self._end * closed)

    def check(self, text: str, key: str) -> None:
        """Raise BadInput for a text that holds a control token."""
        if found := self._special.search(text):
            raise BadInput(f"{key}: the text holds {found[0]!r}, a control token of {self._name}; remove it")

    def turn(self, question: str, with_image: bool, answer: str, key: str, gap: str = "") -> Turn:
        """Prompt, answer and end of turn. key: the row, for errors. gap: see `with_gap`."""
        answer = answer.strip()
        if not answer:
            raise BadInput(f"{key}: the answer is empty; give one")
        self.check(f"{question} {answer}", key)
        prompt = self.with_gap(self.prompt(question, with_image), gap)
        ids = self.answered(prompt, answer)
        return Turn(ids, common_length(ids, self.ids(prompt)))

    def with_gap(self, prompt: str, gap: str) -> str:
        """The prompt with what some processors put between a picture and a word that follows it at once."""
        return re.sub(rf"({re.escape(self._processor.image_token)})(?=[^\s<])", rf"\1{gap}", prompt)

    def ids(self, text: str) -> list[int]:
        """Tokens of a rendered conversation."""
        ids: list[int] = self._tokenizer(text, add_special_tokens=self.adds_begin(text))["input_ids"]
        return ids

    def adds_begin(self, text: str) -> bool:
        """Whether the tokenizer still has to put its begin-of-sequence token: not if the template did."""
        begin = self._tokenizer.bos_token
        return begin is None or not text.startswith(begin)

    def _around_answers(self) -> tuple[str, str]:
        """What stands before an answer behind the prompt, and the end-of-turn token behind it."""
        asked = Message("user", PROBE)
        prompt, whole = self.render([asked]), self.render([asked, Message("assistant", PROBE)])
        before, _, behind = whole.removeprefix(prompt).rpartition(PROBE)
        marker = re.match(rf"\s*({self._special.pattern})", behind)
        end = marker[0] if marker else self._tokenizer.eos_token
        if not end:
            raise BadInput(f"{self._name}: neither chat template nor tokenizer has an end token; choose another model")
        # a template that renders answered turns in another way than open ones says nothing about what follows a prompt
        return before if whole.startswith(prompt) else "", end
