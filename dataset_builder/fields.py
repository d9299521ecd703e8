"""The columns of a row, taken one by one: whatever they hold, an entry comes of it and a flaw for what is odd."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from dataset_builder.entries import AnyEntry, Flaw, Row

ORIGIN = {"image_source": "source", "image_licence": "licence"}  # ours, not published
E = TypeVar("E", bound=AnyEntry)


class Fields(Generic[E]):
    """What reading a row of either benchmark takes. A column that is absent is no flaw of the row."""

    def __init__(self, row: Row, entry: E) -> None:
        self.row, self.entry = row, entry

    def take(self, column: str, read: Any) -> None:
        """Have the column read, if there is one."""
        if column in self.row:
            read(self.row[column])

    def flaw(self, where: str, value: Any, expected: str, code: str = "malformed") -> None:
        """Note what is odd."""
        self.entry.flaws.append(Flaw(code, f"{where}: {value!r}" if code == "malformed" else str(value), expected))

    def text(self, value: Any, where: str, told: bool = True) -> str:
        """A text; empty, with a flaw, if it is none. told: it is of those that people read."""
        if not isinstance(value, str) or (not told and not value):
            self.flaw(where, value, "a text")
            return ""
        if told:
            self.entry.texts.append((where, value))
        return value

    def items(self, value: Any, where: str) -> Iterator[tuple[str, Row]]:
        """(where, item) of a list of structs."""
        if not isinstance(value, list):
            self.flaw(where, value, "a list")
            return
        for number, item in enumerate(value, start=1):
            if isinstance(item, Mapping):
                yield f"{where} {number}", item
            else:
                self.flaw(f"{where} {number}", item, "a struct")

    def id(self, value: Any) -> None:
        """The row's."""
        self.entry.id = self.text(value, "ID", told=False)

    def origin(self) -> None:
        """Where the picture is from."""
        for column, name in ORIGIN.items():
            if column in self.row:
                setattr(self.entry, name, str(self.row[column] or ""))

    def picture(self, value: Any, where: str = "image") -> None:
        """An encoded one."""
        data = value.get("bytes") if isinstance(value, Mapping) else value
        if isinstance(data, bytes) and data:
            self.entry.pictures.append(data)
        else:
            self.flaw(where, f"{where}: {str(value)[:80]}", "the bytes of an encoded picture", "picture_missing")
