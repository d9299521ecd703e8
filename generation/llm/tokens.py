"""How many tokens a request takes, estimated with no tokenizer.

Text: one token for four bytes, OpenAI's rule of thumb. English prose comes within 25 % of that; names, JSON and other
languages within 50 %. Pictures: by OpenAI's published rule, which other servers do not follow.
"""

from __future__ import annotations

import io
import json
import math

from PIL import Image
from pydantic import BaseModel

from generation import prompt
from generation.llm.conversation import Conversation
from generation.llm.schema import strict_schema

BYTES = 4  # a token
AROUND = 4  # tokens around a message: its role and its ends
TILES = {"gpt-4o-mini": (2833, 5667)}  # tokens of a picture, and of each of its tiles
OTHER_TILES = (85, 170)  # gpt-4o, gpt-4.1
PATCHES = {"gpt-4.1-mini": 1.62, "gpt-4.1-nano": 2.46}  # tokens a patch of 32 pixels
MOST_PATCHES = 1536


def of_text(text: str) -> int:
    """Tokens of a text."""
    return math.ceil(len(text.encode("utf-8", "replace")) / BYTES)


def of_request(conversation: Conversation) -> int:
    """Tokens that the model reads: messages, schema and picture."""
    ask, options = conversation.ask, conversation.options
    texts = [ask.system, ask.text, *(part for turn in conversation.turns for part in turn)]
    again = of_text(prompt.whole("again")) * len(conversation.turns)
    reply: type[BaseModel] = ask.reply
    schema = of_text(json.dumps(strict_schema(reply)))
    image = of_image(ask.image, options.model, options.image_detail) if ask.image else 0
    return sum(map(of_text, texts)) + AROUND * len(texts) + again + schema + image


def of_image(data: bytes, model: str, detail: str) -> int:
    """Tokens of a picture: by its tiles of 512 pixels, for small models by its patches of 32 pixels.

    The picture is first made to fit into 2,048 pixels, then its short side into 768.
    """
    with Image.open(io.BytesIO(data)) as image:  # reads the size only
        width, height = image.size
    for name, factor in PATCHES.items():
        if model.startswith(name):
            return math.ceil(factor * min(MOST_PATCHES, math.ceil(width / 32) * math.ceil(height / 32)))
    base, tile = next((tokens for name, tokens in TILES.items() if model.startswith(name)), OTHER_TILES)
    if detail == "low":
        return base
    scale = min(1.0, 2048 / max(width, height))
    scale = min(scale, 768 / min(width, height))
    return base + tile * math.ceil(width * scale / 512) * math.ceil(height * scale / 512)
