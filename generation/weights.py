"""Model files from a folder or the Hub: whole, of the pinned revision, and nothing that runs code."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from generation.records import BadInput

UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    SafetensorError,
    pickle.UnpicklingError,
)


def fetch(option: str, where: str, revision: str, patterns: Sequence[str]) -> Path:
    """The folder `where`, or that of the model on the Hub with the files that fit the patterns, downloaded if need be.

    Raises BadInput, naming the option (arc2face.base ...), if there is no such folder, model or revision of it.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError, RevisionNotFoundError

    place = f"{option}: {where}"
    if Path(where).is_dir():
        return Path(where)
    try:
        return Path(snapshot_download(where, revision=revision, allow_patterns=list(patterns)))
    except HFValidationError:
        raise BadInput(f"{place} is no folder and no model id of the Hub; correct it") from None
    except RevisionNotFoundError:
        raise BadInput(f"{place} has no revision {revision} on the Hub; correct the revision") from None
    except LocalEntryNotFoundError:
        raise BadInput(
            f"{place} is no folder, and revision {revision} is not in the cache and the Hub is out of reach; "
            f"go online (without HF_HUB_OFFLINE=1), or give a folder"
        ) from None
    except OSError as error:  # the Hub's errors are of this kind
        raise BadInput(f"{place} cannot be downloaded: {first_line(error)}; check the id, or give a folder") from None


def load(kind: Any, folder: Path, name: str, **more: Any) -> Any:
    """A model of that kind from the subfolder `name`, with every weight found there. Raises BadInput."""
    place = subfolder(folder, name)
    try:
        model, found = kind.from_pretrained(
            str(folder), subfolder=name, local_files_only=True, output_loading_info=True, **more
        )
    except UNREADABLE as error:
        raise BadInput(f"{place} cannot be loaded: {first_line(error)}; get the files again") from None
    if missing := sorted(found["missing_keys"]):
        raise BadInput(f"{place}: {len(missing)} weights such as {missing[0]} are missing; get the files again")
    return model


def subfolder(folder: Path, name: str) -> Path:
    """The folder of that part of a model. Raises BadInput if there is none."""
    if not (folder / name).is_dir():
        raise BadInput(f"{folder}: the subfolder {name} is missing; take a folder that is laid out as on the Hub")
    return folder / name


def load_encoder(kind: Any, folder: Path, name: str, **more: Any) -> Any:
    """As `load`, from safetensors or else from a pickle of tensors alone; one that needs code run is refused."""
    weights = folder / name / "pytorch_model.bin"
    safe = (folder / name / "model.safetensors").is_file()
    if not safe and weights.is_file():
        _refuse_code(weights)
    return load(kind, folder, name, use_safetensors=safe, weights_only=True, **more)


def _refuse_code(weights: Path) -> None:
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about pickles that it may not understand
            torch.load(weights, map_location="meta", weights_only=True)
    except pickle.UnpicklingError:
        raise BadInput(
            f"{weights} holds more than tensors and would run code when read, which is never allowed; "
            f"give model.safetensors instead"
        ) from None
    except UNREADABLE as error:
        raise BadInput(f"{weights} cannot be read: {first_line(error)}; get the file again") from None


def first_line(error: Exception) -> str:
    """What the error says, as far as it fits one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
