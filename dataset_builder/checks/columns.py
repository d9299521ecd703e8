"""Whether columns, and the keys of structs, are what a layout wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from datasets import LargeList, List

LISTS = (List, LargeList)  # Polars writes the latter
PICTURES = ("image", "images")  # structs where pandas wrote them


def missing(wanted: Any, found: Any, path: str = "") -> Iterator[str]:
    """The paths of what is not there, or is not of the kind. wanted: Features; or structs as dicts, lists as lists."""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            yield path
            return
        for key, part in wanted.items():
            where = f"{path}.{key}" if path else key
            yield from missing(part, found[key], where) if key in found else (where,)
    elif isinstance(wanted, (list, *LISTS)):
        part = wanted[0] if isinstance(wanted, list) else wanted.feature
        inner = found.feature if isinstance(found, LISTS) else [*found, None][0] if isinstance(found, list) else None
        yield from (path,) if inner is None else missing(part, inner, path)
    elif isinstance(found, (Mapping, *LISTS)) and path not in PICTURES:
        yield path
