"""How the body of a reply is read: what the server sent, then what the model wrote."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from generation.llm.ask import Reply

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s(.*)```", re.DOTALL | re.IGNORECASE)
_LONGEST = 200  # characters that are quoted


class Unusable(ValueError):
    """A reply with nothing to use. str(): the reason. said: what the model wrote. final: asking again is no use."""

    def __init__(self, reason: str, said: str = "", final: bool = False) -> None:
        super().__init__(reason)
        self.said = said or "(nothing)"
        self.final = final


def is_completion(body: str) -> bool:
    """Whether the body is a chat completion; gateways may send error pages with status 200 instead."""
    try:
        return isinstance(json.loads(body)["choices"][0]["message"], dict)
    except (ValueError, TypeError, LookupError):
        return False


def usage_in(body: str) -> tuple[int, int] | None:
    """Tokens that the body says were read and written, None where it does not say."""
    try:
        usage = json.loads(body)["usage"]
        counts = (usage["prompt_tokens"], usage["completion_tokens"])
    except (ValueError, TypeError, LookupError):
        return None
    return counts if all(isinstance(count, int) and count >= 0 for count in counts) else None


def rejection(reason: str) -> str:
    """What the store keeps in place of a reply where the server refuses the request as such."""
    return json.dumps({"rejected": reason}, ensure_ascii=False)


def content_of(body: str) -> str:
    """What the model wrote, without the thoughts in front. Raises Unusable: `rejected`, `refused`, `cut_short` ..."""
    found: dict[str, Any] = json.loads(body)
    if "rejected" in found:
        raise Unusable(f"rejected:{found['rejected']}", final=True)
    choice = found["choices"][0]
    message = choice["message"]
    content = message.get("content")
    content = _THOUGHTS.sub("", _clean(content), count=1) if isinstance(content, str) else ""
    if message.get("refusal"):
        refusal = _clean(str(message["refusal"]))
        raise Unusable(f"refused:{_short(refusal)}", refusal)
    match choice.get("finish_reason"):
        case "length":
            raise Unusable("cut_short:the answer is longer than allowed; be brief", content)
        case "content_filter":
            raise Unusable("filtered:the server left out content", content)
    return content


def parsed(content: str, reply: type[Reply]) -> Reply:
    """The answer that the text holds, in a code fence or not. Raises Unusable: `not_json` or `off_schema`."""
    fenced = _FENCED.fullmatch(content.strip())
    try:
        return reply.model_validate_json(fenced[1] if fenced else content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        raise Unusable(f"not_json:{first['msg']}", content)
    place = ".".join(map(str, first["loc"])) or "answer"
    raise Unusable(f"off_schema:{place}: {first['msg']}, got {_short(repr(first['input']))}", content)


def _clean(text: str) -> str:
    """Without the halves of surrogate pairs that JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
