"""Files that the command line takes by name: those that come with the package, or the user's own by their path."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from baselines.errors import BadInput
from baselines.options import check_choice

T = TypeVar("T")


def load_named(kind: type[T], flag: str, name: str, folder: Path) -> T:
    """The dataclass `kind` that a file describes: NAME.yaml in `folder`, or the .yaml file that `name` is the path of.

    flag: what was given the name. Raises BadInput if there is no such file, and for what does not belong in it.
    """
    try:
        return TypeAdapter(kind).validate_python(yaml.safe_load(read_named(flag, name, folder, ".yaml")))
    except yaml.YAMLError as error:
        raise BadInput(f"{flag} {name}: is no YAML ({' '.join(str(error).split())})") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(f"{flag} {name}: {where}: {first['msg']}; see {_known(folder, '.yaml')[0]}.yaml") from None


def read_named(flag: str, name: str, folder: Path, suffix: str) -> str:
    """The text of the file of that name, as `load_named` finds it."""
    path = Path(name).expanduser() if name.endswith(suffix) else folder / f"{name}{suffix}"
    if path.parent == folder:
        check_choice(flag, name, _known(folder, suffix))
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(_known(folder, suffix))
        raise BadInput(f"{flag} {name}: cannot be read ({error}); name {known} or a {suffix} file") from None


def _known(folder: Path, suffix: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"*{suffix}"))
