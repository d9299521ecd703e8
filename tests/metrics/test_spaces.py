"""Publishing the measures, by the command, with the real client, to a server of our own."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from metrics.spaces import files_of_space, module_folders

ROOT = Path(__file__).parents[2]
NAMES = [folder.name for folder in module_folders()]


class Hub(ThreadingHTTPServer):
    """What of the Hub's interface `create_repo` and `create_commit` use; keeps what was pushed."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.status = status  # of the first answer
        self.created: list[dict[str, Any]] = []
        self.commits: list[tuple[str, dict[str, bytes]]] = []  # Space, its files


class Request(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        token = self.headers.get("Authorization", "")
        if self.server.status != 200 or token != "Bearer hf_right":
            self._answer({"error": "no"}, self.server.status if self.server.status != 200 else 401)
        elif self.path == "/api/repos/create":
            asked = json.loads(body)
            self.server.created.append(asked)
            self._answer({"url": f"{address(self.server)}/spaces/{asked['organization']}/{asked['name']}"})
        elif self.path == "/api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            files = json.loads(body)["files"]
            self._answer(
                {"files": [{"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in files]}
            )
        else:
            self._commit([json.loads(line) for line in body.splitlines()])

    def do_GET(self) -> None:
        """/spaces/USER/NAME/resolve/REVISION/FILE, as `evaluate` asks for it; there is no revision but main."""
        space, _, file = self.path.removeprefix("/spaces/").partition("/resolve/")
        content = dict(self.server.commits).get(space, {}).get(file.removeprefix("main/"))
        self._send(b"no such file" if content is None else content, 404 if content is None else 200)

    do_HEAD = do_GET

    def _commit(self, lines: list[dict[str, Any]]) -> None:
        files = [line["value"] for line in lines if line["key"] == "file"]
        space = self.path.removeprefix("/api/spaces/").partition("/commit/")[0]
        self.server.commits.append((space, {file["path"]: base64.b64decode(file["content"]) for file in files}))
        self._answer({"commitUrl": f"{address(self.server)}/spaces/{space}/commit/1", "commitOid": "1"})

    def _answer(self, content: dict[str, Any], status: int = 200) -> None:
        self._send(json.dumps(content).encode(), status)

    def _send(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    with Hub(getattr(request, "param", 200)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def push(endpoint: str, home: Path, token: str = "hf_right") -> subprocess.CompletedProcess[str]:
    return run(endpoint, home, token, ROOT, "-m", "mllmu_bench", "metrics", "push", "--namespace", "someone")


def run(endpoint: str, home: Path, token: str, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HF_ENDPOINT": endpoint,
        "HF_TOKEN": token,
        "HF_HUB_OFFLINE": "0",
        "HF_HOME": str(home),
    }
    environment["HF_UPDATE_DOWNLOAD_COUNTS"] = "0"  # evaluate would count at another server
    python = [sys.executable, "-W", "error", *command]
    return subprocess.run(python, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def address(hub: Hub) -> str:
    return f"http://127.0.0.1:{hub.server_port}"


def test_push_makes_one_commit_a_space(hub: Hub, tmp_path: Path) -> None:
    done = push(address(hub), tmp_path)
    assert done.returncode == 0, done.stderr
    assert [(one["name"], one["organization"], one["type"], one["sdk"]) for one in hub.created] == [
        (name, "someone", "space", "gradio") for name in NAMES
    ]
    assert [space for space, _ in hub.commits] == [f"someone/{name}" for name in NAMES]
    assert done.stdout.splitlines() == [f"{address(hub)}/spaces/someone/{name}" for name in NAMES]
    for name, (_, files) in zip(NAMES, hub.commits, strict=True):
        assert {f"{name}.py", "README.md", "requirements.txt", "app.py"} <= set(files)
        assert not any("__pycache__" in path for path in files)


def test_only_code_card_and_requirements_are_pushed(tmp_path: Path) -> None:
    for name in ("a.py", "README.md", "requirements.txt", ".env", "replies.sqlite3", "notes.txt~", "key.pem"):
        (tmp_path / name).touch()
    (tmp_path / "folder.py").mkdir()
    assert [path.name for path in files_of_space(tmp_path)] == ["README.md", "a.py", "requirements.txt"]


def test_what_was_pushed_is_loaded_by_its_name(hub: Hub, tmp_path: Path) -> None:
    push(address(hub), tmp_path)
    load = "import evaluate; metric = evaluate.load('someone/cloze_accuracy'); "
    compute = "print(metric.compute(predictions=['Oslo'], references=['oslo'])['accuracy'])"
    done = run(address(hub), tmp_path, "hf_right", tmp_path, "-c", load + compute)
    assert done.stdout == "1.0\n", done.stderr


def test_refused_token_is_one_line(hub: Hub, tmp_path: Path) -> None:
    done = push(address(hub), tmp_path, token="hf_wrong")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"mllmu-bench: {address(hub)} refused the token for the Space someone/{NAMES[0]} (401); "
        "run `hf auth login` or set HF_TOKEN\n"
    )
    assert "hf_wrong" not in done.stderr
    assert not hub.commits


@pytest.mark.parametrize(
    ("hub", "message"),
    [(403, "may not write the Space someone/choice_accuracy (403)"), (400, "did not take the Space")],
    indirect=["hub"],
)
def test_other_refusals_are_one_line(hub: Hub, tmp_path: Path, message: str) -> None:
    done = push(address(hub), tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nobody_there_is_one_line(tmp_path: Path) -> None:
    done = push("http://127.0.0.1:9", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("mllmu-bench: no connection to http://127.0.0.1:9 for the Space someone/")
    assert len(done.stderr.splitlines()) == 1


def test_list_shows_every_module(capsys: pytest.CaptureFixture[str]) -> None:
    from mllmu_bench import main

    assert main(["metrics", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[: len(NAMES)]] == NAMES
