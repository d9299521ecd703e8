from __future__ import annotations

from pathlib import Path

import pytest

from generation.files import write


def test_a_file_is_replaced_whole_and_left_alone_where_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    write(path, b"old")
    write(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]

    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refused)
    write(path, b"new")
    with pytest.raises(OSError, match="Read-only"):
        write(path, b"newer")
    assert path.read_bytes() == b"new"
