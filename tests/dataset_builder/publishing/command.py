"""The real commands, in a process that takes our Hub for the Hugging Face Hub."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from ...hub_server import READER, TOKEN, Hub, Repo

ROOT = Path(__file__).parents[3]
NAME, WRONG = "someone/data", "hf_wrong"


def start(hub: Hub, home: Path, *command: str, token: str | None = TOKEN, **variables: str) -> subprocess.Popen[str]:
    """`python COMMAND`, in `home`, which is also where the clients keep theirs."""
    environment = {**os.environ, **hub.environment(home, token), "PYTHONPATH": str(ROOT), **variables}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(hub: Hub, home: Path, *command: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """`mllmu-bench COMMAND`, to its end; a token is never in what it prints."""
    process = start(hub, home, "-m", "mllmu_bench", *command, **settings)
    out, err = process.communicate(timeout=300)
    assert not any(secret in out + err for secret in (TOKEN, READER, WRONG)) and "Traceback" not in err
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that it ended with, without the program's name."""
    last = done.stderr.splitlines()[-1]
    assert (done.returncode, done.stdout) == (2, "") and last.startswith("mllmu-bench: "), done
    return last.removeprefix("mllmu-bench: ")


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def held(repo: Repo, tag: str = "main") -> dict[str, bytes]:
    """What the repository has at a version, without the Hub's own."""
    commit = repo.at(tag)
    assert commit
    return {path: blob.data for path, blob in commit.files.items() if path != ".gitattributes"}


def copied(folder: Path, to: Path, **texts: str) -> Path:
    """A dataset with other files, whose manifest lists them; texts: README="...", without the .md."""
    shutil.copytree(folder, to)
    manifest = json.loads((to / "manifest.json").read_text(encoding="utf-8"))
    for name, text in texts.items():
        (to / f"{name}.md").write_text(text, encoding="utf-8")
        manifest["files"][f"{name}.md"] = hashlib.sha256(text.encode()).hexdigest()
    (to / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return to
