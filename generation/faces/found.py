"""Pictures of faces as they are found: in a folder or a zip file, one after the other."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generation.records import BadInput

SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".jfif", ".png", ".tif", ".tiff", ".webp"})
MOST_BYTES = 100_000_000  # of one file; 64 million pixels of a photograph take less
ENCRYPTED = 0x1  # bit of a zip member's flags


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its name below the folder, its bytes, and why there are none, in one word, or an empty string."""

    name: str
    data: bytes = b""
    fault: str = ""


def files(path: Path) -> Iterator[Found]:
    """The files in a folder and its subfolders, or in a zip file, by name. They are read one at a time, never unpacked.

    Files that are no pictures by their suffix, linked folders, and what cannot be read come with a fault, for counting.
    Raises BadInput at once where there is nothing to read at all.
    """
    if path.is_dir():
        return _from_folder(path, _paths(path))
    if not path.exists():
        raise BadInput(f"faces: {path} does not exist; give a folder or a .zip with pictures")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadInput(f"faces: {path} is neither a folder nor a readable .zip; give one of them") from None
    members = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    if not any(_is_picture(info.filename) for info in members):
        archive.close()
        raise _empty(path)
    return _from_zip(archive, members)


def _paths(folder: Path) -> list[Path]:
    """Every file below the folder, and the linked folders, which are not gone into."""
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=_unreadable):
        found += [Path(parent, name) for name in names]
        found += [path for name in folders if (path := Path(parent, name)).is_symlink()]
    if not any(_is_picture(path.name) for path in found):
        raise _empty(folder)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _from_folder(folder: Path, paths: list[Path]) -> Iterator[Found]:
    for path in paths:
        yield _read(path, _printable(path.relative_to(folder).as_posix()))


def _read(path: Path, name: str) -> Found:
    if path.is_dir():
        return Found(name, fault="linked_folder")
    if not _is_picture(path.name):
        return Found(name, fault="no_picture_file")
    try:
        if not path.is_file():  # a dangling link, or a pipe, which would never end
            return Found(name, fault="unreadable")
        if path.stat().st_size > MOST_BYTES:
            return Found(name, fault="too_large")
        return Found(name, path.read_bytes())
    except OSError:
        return Found(name, fault="unreadable")


def _from_zip(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Found]:
    with archive:
        for info in members:
            yield _unzip(archive, info, _printable(info.filename))


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Found:
    """No more than the limit is unpacked, whatever the zip file says of the size."""
    if _is_outside(info.filename):
        return Found(name, fault="unsafe_name")
    if not _is_picture(info.filename):
        return Found(name, fault="no_picture_file")
    if info.flag_bits & ENCRYPTED:
        return Found(name, fault="encrypted")
    try:
        with archive.open(info) as member:
            data = member.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError):
        return Found(name, fault="unreadable")
    return Found(name, fault="too_large") if len(data) > MOST_BYTES else Found(name, data)


def _printable(name: str) -> str:
    """Names of files need not be Unicode."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES and not PurePosixPath(name).name.startswith("._")


def _is_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _unreadable(error: OSError) -> None:
    raise BadInput(f"faces: {error.filename} cannot be read ({error.strerror}); change its permissions") from None


def _empty(path: Path) -> BadInput:
    suffixes = ", ".join(sorted(SUFFIXES))
    return BadInput(f"faces: {path} holds no pictures; give one with files that end in one of {suffixes}")
