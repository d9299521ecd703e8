"""The module folders, and how they become Spaces on the Hugging Face Hub."""

from __future__ import annotations

import ast
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.utils import httpx  # type: ignore[attr-defined]  # the one it is built on: httpx or httpx2


class PushRefused(RuntimeError):
    """The Hub did not take a Space; one line that says why and what helps."""


def module_folders() -> list[Path]:
    """Every folder here that holds a module of its own name, sorted."""
    return sorted(path.parent for path in Path(__file__).parent.glob("*/*.py") if path.stem == path.parent.name)


def headline(folder: Path) -> str:
    """The first line of the module's docstring."""
    source = (folder / f"{folder.name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def files_of_space(folder: Path) -> list[Path]:
    """The code, the card and the requirements, sorted; nothing else that lies in the folder is published."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in (".py", ".md", ".txt"))


def push(folder: Path, namespace: str) -> str:
    """Make or update the Space `namespace/NAME` in one commit; returns its address.

    The token is the one of `hf auth login` or HF_TOKEN. Links are followed: the Space holds whole files.
    """
    name, hub = f"{namespace}/{folder.name}", HfApi()
    try:
        space = hub.create_repo(name, repo_type="space", space_sdk="gradio", exist_ok=True)
        # upload_folder may split its files over several commits
        files = [CommitOperationAdd(path.name, path) for path in files_of_space(folder)]
        hub.create_commit(name, files, repo_type="space", commit_message=f"Update {folder.name}")
    except HfHubHTTPError as error:
        raise PushRefused(_explained(name, hub.endpoint, error)) from error
    except HFValidationError as error:
        raise PushRefused(f"{name} cannot be the name of a Space: {_one_line(error)}") from error
    except (httpx.TransportError, OfflineModeIsEnabled) as error:
        raise PushRefused(f"no connection to {hub.endpoint} for the Space {name}: {_one_line(error)}") from error
    return str(space)


def _explained(name: str, endpoint: str, error: HfHubHTTPError) -> str:
    status = error.response.status_code
    if status == 401:
        return f"{endpoint} refused the token for the Space {name} (401); run `hf auth login` or set HF_TOKEN"
    if status == 403:
        return f"the token may not write the Space {name} (403); use one with write access to the namespace"
    return f"{endpoint} did not take the Space {name} ({status}): {_one_line(error)}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
