from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from generation.llm.conversation import Conversation, in_json_mode
from generation.llm.options import Options
from generation.llm.replies import Unusable, content_of, parsed
from generation.llm.schema import strict_schema

from ...llm_server import FILTERED, REFUSAL, TRUNCATED, completion
from .asks import Line, asks


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=1, le=9, title="Lives")


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str = Field(min_length=1, max_length=20, description="what it is called")


class House(BaseModel):
    """Who lives there."""

    title: str
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]] = Field(min_length=1, max_length=3)
    first: Cat = Field(description="the eldest")
    note: str | None = None


def nodes(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [node for one in schema for node in nodes(one)]
    return [schema, *nodes(list(schema.values()))] if isinstance(schema, dict) else []


def test_nothing_is_optional_and_nothing_may_be_added() -> None:
    schema = strict_schema(House)
    objects = [node for node in nodes(schema) if node.get("type") == "object"]
    assert len(objects) == 3
    for node in objects:
        assert node["additionalProperties"] is False and node["required"] == list(node["properties"])
    assert schema["required"] == ["title", "pets", "first", "note"]


def test_what_strict_mode_refuses_is_left_out() -> None:
    schema = strict_schema(House)
    keywords = {name for node in nodes(schema) if "type" in node or "anyOf" in node for name in node}
    assert not keywords & {"default", "oneOf", "discriminator", "minLength", "maxLength"}
    assert schema["properties"]["title"] == {"type": "string"}  # a property of that name, not the keyword
    assert schema["properties"]["first"] == {"$ref": "#/$defs/Cat"}
    assert schema["properties"]["pets"]["items"] == {"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}
    assert schema["$defs"]["Dog"]["properties"]["name"]["description"] == "what it is called"
    assert schema["$defs"]["Cat"]["properties"]["lives"] == {"type": "integer", "minimum": 1, "maximum": 9}


def test_what_the_schema_leaves_out_is_checked_all_the_same() -> None:
    with pytest.raises(Unusable, match=r"off_schema:name: String should have at least 1 character, got ''"):
        parsed('{"kind": "dog", "name": ""}', Dog)


def test_the_key_is_stable() -> None:
    """A published store is of use only as long as this does not change; docstrings have no part in it."""
    key = "dcedccfb"
    assert Conversation.of(asks(1)[0], Options()).key[:8] == key


def test_json_mode_leaves_the_rest_as_it_is() -> None:
    payload = Conversation.of(asks(1)[0], Options()).again("no", "not_json:really").payload()
    plain = in_json_mode(payload)
    assert plain["response_format"] == {"type": "json_object"}
    assert plain["messages"][1:] == payload["messages"][1:]
    assert payload["messages"][0]["content"] == "You write lines."


@pytest.mark.parametrize(
    "text",
    [
        '{"number": 1, "words": "a"}',
        ' \n{"number": 1, "words": "a"}\n',
        '```json\n{"number": 1, "words": "a"}\n```',
        '```\n{"number": 1, "words": "a"}\n```\n',
    ],
)
def test_what_is_understood(text: str) -> None:
    assert parsed(text, Line) == Line(number=1, words="a")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_json:"),
        ("I would rather not.", "not_json:"),
        ('{"number": 1, "words"', "not_json:"),
        ("[1]", "off_schema:answer"),
        ('{"number": "one", "words": "a"}', "off_schema:number"),
        ("null", "off_schema:answer"),
    ],
)
def test_what_is_not(text: str, reason: str) -> None:
    with pytest.raises(Unusable) as caught:
        parsed(text, Line)
    assert str(caught.value).startswith(reason) and caught.value.said == (text or "(nothing)")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "reason"), [(REFUSAL, "refused"), (TRUNCATED, "cut_short"), (FILTERED, "filtered")], ids=lambda one: ""
)
def test_what_the_server_says_of_a_reply_counts_before_what_is_in_it(fault: Any, reason: str) -> None:
    _, body = fault.reply({"model": "m", "messages": []}, '{"number": 1, "words": "a"}')
    with pytest.raises(Unusable, match=f"^{reason}:"):
        content_of(json.dumps(body))
    good = completion({"model": "m", "messages": []}, "<think>hm</think>\n{}")
    assert content_of(json.dumps(good)) == "{}"
    good["choices"][0]["message"]["content"] = None
    assert content_of(json.dumps(good)) == ""
