"""How an LLM judge is told about an item and how its answer is read, whatever it judges.

Module folders with a judge reach this file by a symbolic link, so that each is complete when it is pushed as a Space.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Completion = dict[str, Any]  # the body of a chat completion
Form = TypeVar("Form", bound=BaseModel)

JSON_FORMAT = {"type": "json_object"}  # for servers that know no schemas; the instructions name the keys
_THOUGHTS = re.compile(r"\A<think>.*?</think>\s*", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s(.*)```", re.DOTALL)


class UnusableReply(ValueError):
    """The judge replied, but with no verdict."""


def as_data(**texts: str) -> str:
    """The texts as one JSON object that no content of theirs can close or leave.

    JSON escapes the quotes and line ends; angle and square brackets are escaped too, because many open models' servers
    take `<|im_end|>`, `</s>` or `[/INST]` inside a message for the end of it.
    """
    data = json.dumps(texts, ensure_ascii=False)
    for bracket in "<>[]":
        data = data.replace(bracket, f"\\u{ord(bracket):04x}")
    return data


def schema_format(form: type[BaseModel]) -> dict[str, Any]:
    """The response_format that holds an answer to this form."""
    schema = {"name": "verdict", "strict": True, "schema": form.model_json_schema()}
    return {"type": "json_schema", "json_schema": schema}


def fingerprint(*parts: Any) -> str:
    """Changes whenever one of the parts (messages, schemas) does."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def filled_form(completion: Completion, form: type[Form]) -> Form:
    """The filled form that a chat completion holds; UnusableReply, with the reason, where it holds none."""
    choice = completion["choices"][0]
    message = choice["message"]
    if message.get("refusal"):
        raise UnusableReply(f"refused: {str(message['refusal'])[:200]!r}")
    if choice.get("finish_reason") in ("length", "content_filter"):
        raise UnusableReply(f"cut short by the server ({choice['finish_reason']})")
    content = message.get("content")
    try:
        return form.model_validate_json(_unwrapped(content) if isinstance(content, str) else "")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "reply"
        raise UnusableReply(f"{place}: {first['msg']}, got {str(first['input'])[:200]!r}") from None


def _unwrapped(content: str) -> str:
    """Without the thoughts in front and the code fence around, which some models add whatever they are told."""
    content = _THOUGHTS.sub("", content.strip(), count=1)
    fenced = _FENCED.fullmatch(content)
    return fenced[1] if fenced else content
