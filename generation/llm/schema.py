"""The JSON schema of an answer, in the dialect of strict structured output."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

# what strict mode refuses, or what only pydantic has a use for; the reply is validated by pydantic in any case
_DROPPED = (
    *("default", "discriminator", "examples", "maxLength", "maxProperties", "minLength", "minProperties"),
    *("title", "uniqueItems"),
)


@cache
def strict_schema(reply: type[BaseModel]) -> dict[str, Any]:
    """The schema of the model: no property is optional and none may be added. Not to be changed: it is made once."""
    schema: dict[str, Any] = _strict(reply.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:  # strict mode wants it alone
        return {"$ref": node["$ref"]}
    named = ("properties", "$defs")  # whose keys are names, not keywords
    kept: dict[str, Any] = {
        "anyOf" if key == "oneOf" else key: {name: _strict(one) for name, one in value.items()}
        if key in named
        else _strict(value)
        for key, value in node.items()
        if key not in _DROPPED
    }
    if kept.get("type") == "object":
        kept.pop("description", None)  # the docstring: whoever edits it must not change what is asked
        kept.setdefault("properties", {})
        kept.setdefault("additionalProperties", False)
        kept["required"] = list(kept["properties"])
    return kept
