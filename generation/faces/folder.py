"""Faces from pictures of any source: read from a folder or a zip file, judged one by one, kept in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from tqdm import tqdm

from generation import images
from generation.faces import checks
from generation.faces.analysis import Analyser
from generation.faces.duplicates import Taken
from generation.faces.found import files
from generation.faces.rules import Options
from generation.faces.sheet import Rejects, sheet
from generation.faces.verdicts import Judged, Verdicts, opened, packed, unpacked
from generation.files import write
from generation.records import BadInput, Face

LONGEST = 1024  # pixels of the longer side of a picture that is kept: what StyleGAN makes
VERDICTS, LIST, SHEET = "verdicts.jsonl", "curation.jsonl", "rejects.jpg"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a picture of a face.

    name: as people know it, with its folders. data: the file's bytes. source, licence, credit: as in Face.
    fault: why there are no bytes, in one word; else empty.
    """

    name: str
    data: bytes
    source: str
    licence: str = ""
    credit: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Curation:
    """What came of it. faces: in the order of the candidates. rejects: reason -> how many, the reasons by name.

    not_run: the checks that the analyser cannot do. analyser: its name.
    """

    faces: tuple[Face, ...]
    rejects: Mapping[str, int]
    not_run: tuple[str, ...]
    analyser: str


def candidates(path: Path, licence: str = "") -> Iterator[Candidate]:
    """The files in a folder and its subfolders, or in a zip file, by name, read one at a time.

    Files that are no pictures by their suffix and what cannot be read come with a fault, so that they are counted.
    Raises BadInput at once where there is nothing to read at all.
    """
    found = files(path)
    return (Candidate(one.name, one.data, f"folder:{one.name}", licence, fault=one.fault) for one in found)


def curate(
    candidates: Iterable[Candidate], rules: Options, look: Analyser, folder: Path, wanted: int | None = None
) -> Curation:
    """The first `wanted` candidates that pass the rules, or all of them that do, as `Curator` takes them."""
    return Curator(candidates, rules, look, folder).first(wanted)


class Curator:
    """Takes candidates that pass the rules, as many as are wanted, and goes on where it ended when more are.

    In `folder` appear ID.jpg of each that is taken, verdicts.jsonl, which a later run reads in place of looking again,
    curation.jsonl, which names everything that was taken or rejected, in order, and rejects.jpg. The same candidates,
    rules and analyser give the same result, however often the work was interrupted.
    patience: so many rejected in a row, and the candidates, which never end, are given up; 0: they do end.
    """

    def __init__(
        self, candidates: Iterable[Candidate], rules: Options, look: Analyser, folder: Path, patience: int = 0
    ) -> None:
        self._source, self._rules, self._look, self._folder = iter(candidates), rules, look, folder
        self._patience, self._in_vain = patience, 0  # rejected since one was taken
        self._taken, self._rejects, self._lines = Taken(rules), Rejects(), list[dict[str, Any]]()

    def first(self, wanted: int | None = None) -> Curation:
        """The first `wanted` that pass, or all.

        Raises BadInput if another process is at work in the folder, or if the patience is at its end.
        """
        with opened(self._folder / VERDICTS) as verdicts:
            for candidate in self._until(wanted):
                self._lines.append(self._line(candidate, verdicts))
            lines = [_heading(self._rules, self._look), *self._lines]
            _write_list(self._folder / LIST, lines)
            _write_sheet(self._folder / SHEET, self._rejects)
        if self._is_in_vain():
            reasons = ", ".join(f"{word} {count}" for word, count in self._rejects.counts.items())
            raise BadInput(
                f"faces: the last {self._in_vain:,} pictures were all rejected (in all: {reasons}); look at "
                f"{self._folder / SHEET}, then change the options gan or curation, or take another generator"
            )
        return _replayed(lines, self._folder, wanted)

    def _until(self, wanted: int | None) -> Iterator[Candidate]:
        """Candidates as long as faces are wanted; no further one is made or read."""
        with tqdm(desc="faces", unit=" pictures", disable=None) as bar:
            while (wanted is None or len(self._taken) < wanted) and not self._is_in_vain():
                candidate = next(self._source, None)
                if candidate is None:
                    return
                yield candidate
                bar.update()
                bar.set_postfix(taken=len(self._taken), refresh=False)

    def _is_in_vain(self) -> bool:
        return 0 < self._patience <= self._in_vain

    def _line(self, candidate: Candidate, verdicts: Verdicts) -> dict[str, Any]:
        """Take it or reject it: what the list is to say of it."""
        face_id = hashlib.sha256(candidate.data).hexdigest()[:16]
        judged = _judge(candidate, self._rules, self._look, verdicts)
        like = "" if judged.reason else self._taken.like(face_id, judged)
        reason = f"duplicate_of:{like}" if like else judged.reason
        self._in_vain = self._in_vain + 1 if reason else 0
        if reason:
            if self._rejects.add(reason):
                self._rejects.show(candidate.name, reason, _picture(candidate))
            return {"name": candidate.name, "reason": reason}
        _keep(candidate, self._folder / f"{face_id}.jpg")
        self._taken.add(face_id, candidate.name, judged)
        return _line(face_id, candidate, judged)


def stored(folder: Path, wanted: int | None = None) -> Curation:
    """What `curate` came to in that folder, with no candidates at hand: as if it were asked for `wanted` again.

    Raises BadInput where nothing was curated, or a picture is missing.
    """
    try:
        lines = [json.loads(line) for line in (folder / LIST).read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        raise BadInput(f"faces: {folder} holds no curated faces; name pictures to choose from with --faces") from None
    curation = _replayed(lines, folder, wanted)
    for face in curation.faces:
        if not face.path.is_file():
            raise BadInput(f"faces: {face.path} is missing; curate again with the pictures it was chosen from")
    return curation


def _judge(candidate: Candidate, rules: Options, look: Analyser, verdicts: Verdicts) -> Judged:
    """The verdict on the picture by itself, from the file if it was made before."""
    if candidate.fault:
        return Judged(candidate.fault)
    key = hashlib.sha256(candidate.data + rules.model_dump_json().encode() + look.name.encode()).hexdigest()
    known = verdicts.get(key)
    if known is not None:
        return known
    judged = _look(candidate, rules, look)
    verdicts.keep(key, candidate.name, judged)
    return judged


def _look(candidate: Candidate, rules: Options, look: Analyser) -> Judged:
    try:
        image = _opened(candidate)
    except images.BadImage as error:
        return Judged(error.reason)
    faces = look.look(image)
    reason = checks.verdict(image, faces, rules, look.abilities)
    if reason:
        return Judged(reason)
    return Judged("", checks.perceptual_hash(image), faces[0].gender, faces[0].age, faces[0].embedding)


def _opened(candidate: Candidate) -> Image.Image:
    """The picture at the size at which it is judged and kept."""
    image = images.read(candidate.data)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return image


def _picture(candidate: Candidate) -> Image.Image | None:
    try:
        return _opened(candidate)
    except images.BadImage:
        return None


def _keep(candidate: Candidate, path: Path) -> None:
    if not path.exists():
        write(path, images.encode(_opened(candidate)))


def _heading(rules: Options, look: Analyser) -> dict[str, Any]:
    return {"analyser": look.name, "not_run": checks.not_run(look.abilities), "rules": rules.model_dump()}


def _line(face_id: str, candidate: Candidate, judged: Judged) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "id": face_id,
        "source": candidate.source,
        "gender": judged.gender,
        "age": judged.age,
        "licence": candidate.licence,
        "credit": candidate.credit,
        "embedding": packed(judged.embedding),
    }


def _replayed(lines: list[dict[str, Any]], folder: Path, wanted: int | None) -> Curation:
    """The lines up to the last face that is wanted, as a result."""
    heading, *rest = lines
    faces: list[Face] = []
    rejects: dict[str, int] = {}
    for line in rest:
        if wanted is not None and len(faces) >= wanted:
            break
        if "reason" in line:
            word = line["reason"].partition(":")[0]
            rejects[word] = rejects.get(word, 0) + 1
            continue
        about = {key: line[key] for key in ("id", "source", "gender", "age", "licence", "credit")}
        faces.append(Face(path=folder / f"{line['id']}.jpg", embedding=unpacked(line["embedding"]), **about))
    return Curation(tuple(faces), dict(sorted(rejects.items())), tuple(heading["not_run"]), heading["analyser"])


def _write_list(path: Path, lines: list[dict[str, Any]]) -> None:
    """A run that asked for fewer faces does not shorten the list of one that asked for more."""
    text = "".join(json.dumps(line) + "\n" for line in lines).encode("ascii")
    if not (path.exists() and path.read_bytes().startswith(text)):
        write(path, text)


def _write_sheet(path: Path, rejects: Rejects) -> None:
    if rejects.counts:
        write(path, images.encode(sheet(rejects)))
    else:
        path.unlink(missing_ok=True)
