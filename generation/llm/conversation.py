"""A request as it is hashed, stored and sent: an ask, and what was said about it so far."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from generation import prompt
from generation.llm.ask import Ask
from generation.llm.options import Options
from generation.llm.schema import strict_schema

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """turns: replies that could not be used, each with the reason. key: SHA-256 of the payload.

    The payload holds everything that decides the answer: model, messages, picture, schema, parameters. It is made anew
    each time, so that a round of thousands of pictures need not lie in memory.
    """

    ask: Ask[Any]
    options: Options
    turns: tuple[tuple[str, str], ...] = ()
    key: str = ""

    @classmethod
    def of(cls, ask: Ask[Any], options: Options, turns: tuple[tuple[str, str], ...] = ()) -> Conversation:
        """The conversation with its key."""
        text = json.dumps(cls(ask, options, turns).payload(), sort_keys=True, ensure_ascii=False)
        return cls(ask, options, turns, hashlib.sha256(text.encode()).hexdigest())

    def again(self, reply: str, reason: str) -> Conversation:
        """The same ask, with that reply and why it cannot be used."""
        return self.of(self.ask, self.options, (*self.turns, (reply, reason)))

    def payload(self) -> Payload:
        """The body of a chat completion with structured output."""
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": self.ask.system},
            {"role": "user", "content": self._question()},
        ]
        for reply, reason in self.turns:
            messages.append({"role": "assistant", "content": reply})
            messages.append({"role": "user", "content": prompt.whole("again").format(reason=reason)})
        return {**self._form(), "messages": messages}

    def form(self, address: str) -> str:
        """SHA-256 of the server's address and everything but the messages: what an item's text cannot be blamed for."""
        return hashlib.sha256(json.dumps([address, self._form()], sort_keys=True).encode()).hexdigest()

    def _form(self) -> Payload:
        reply: type[BaseModel] = self.ask.reply
        schema = {"name": reply.__name__, "strict": True, "schema": strict_schema(reply)}
        return {
            "model": self.options.model,
            "response_format": {"type": "json_schema", "json_schema": schema},
            "temperature": self.options.temperature,
            "max_tokens": self.options.max_tokens,
        }

    def _question(self) -> str | list[dict[str, Any]]:
        if self.ask.image is None:
            return self.ask.text
        url = f"data:image/jpeg;base64,{base64.b64encode(self.ask.image).decode()}"
        return [
            {"type": "image_url", "image_url": {"url": url, "detail": self.options.image_detail}},
            {"type": "text", "text": self.ask.text},
        ]


def in_json_mode(payload: Payload) -> Payload:
    """The same request for a server that knows no schemas: the system message tells the schema."""
    schema = payload["response_format"]["json_schema"]["schema"]
    system, *others = payload["messages"]
    told = prompt.whole("json_mode").format(schema=json.dumps(schema, ensure_ascii=False))
    return {
        **payload,
        "messages": [{**system, "content": f"{system['content']}\n\n{told}"}, *others],
        "response_format": {"type": "json_object"},
    }
