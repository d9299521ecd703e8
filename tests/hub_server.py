"""The Hugging Face Hub on loopback: datasets with commits, tags, LFS and tokens, and faults to be switched on.

    with running() as hub:                                  # one user, `someone`, whose token is TOKEN
        hub.fail("PUT /lfs/", drop, times=2)                # the next two requests whose "METHOD /path" matches
        subprocess.run([...], env=os.environ | hub.environment(home))
        assert hub.repos["someone/data"].tags["v1.0.0"] == hub.repos["someone/data"].head

It speaks to the real clients, huggingface_hub and datasets: create, settings, refs, tree, paths-info, preupload, LFS
(basic; multipart above `part_size`), commit, tag, resolve with ETag and Range. Of Xet it knows nothing: `environment`
switches that off, unless `xet=True`. What it counts: `asked`, every request as "METHOD /path", and `sent`, the oid of
every blob that arrived whole (`arrived` is notified), and `fetched`, the path of every file that went out.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .loopback import answering

TOKEN, READER = "hf_right", "hf_reader"  # of `someone`, who may write below that name; of somebody who may only read
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n*.jpg filter=lfs diff=lfs merge=lfs -text\n"
LARGE = (".parquet", ".jpg")
MOST_ENTRIES = 5  # a page of the tree, so that clients have to turn some


@dataclass(frozen=True)
class Blob:
    """A file's bytes. oid: of LFS the SHA-256 that the client gave, else git's."""

    data: bytes
    oid: str
    lfs: bool

    def entry(self, path: str) -> dict[str, Any]:
        pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (
            self.oid.encode(),
            len(self.data),
        )
        described = {"type": "file", "path": path, "size": len(self.data), "oid": self.oid}
        if self.lfs:
            described["lfs"] = {"oid": self.oid, "size": len(self.data), "pointerSize": len(pointer)}
            described["oid"] = git_oid(pointer)
        return described


@dataclass(frozen=True)
class Commit:
    oid: str
    title: str
    files: Mapping[str, Blob]


@dataclass
class Repo:
    name: str
    private: bool
    commits: list[Commit] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> str:
        return self.commits[-1].oid

    def at(self, revision: str) -> Commit | None:
        """A branch (there is main alone), a tag or a commit."""
        oid = {"main": self.head, **self.tags}.get(revision, revision)
        return next((commit for commit in self.commits if commit.oid == oid), None)

    def add(self, title: str, files: Mapping[str, Blob]) -> None:
        oid = hashlib.sha1(f"{self.name} {len(self.commits)} {title}".encode()).hexdigest()
        self.commits.append(Commit(oid, title, files))


Fault = Callable[["Handler"], None]


@dataclass
class Hub:
    """What the Hub holds, and how it is to fail. alter: path -> what becomes of its bytes when they are sent out."""

    address: str
    users: dict[str, str] = field(default_factory=lambda: {TOKEN: "someone", READER: "reader"})
    repos: dict[str, Repo] = field(default_factory=dict)
    large: dict[str, bytes] = field(default_factory=dict)  # oid -> blob
    parts: dict[tuple[str, int], bytes] = field(default_factory=dict)
    part_size: int = 1 << 30
    faults: list[tuple[str, Fault, int]] = field(default_factory=list)
    alter: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    stalled: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def environment(self, home: Path, token: str | None = TOKEN, xet: bool = False) -> dict[str, str]:
        """Variables that point the clients here; `home`: folder for their caches and nothing else."""
        return {
            "HF_ENDPOINT": self.address,
            "HF_HOME": str(home),
            "HF_HUB_OFFLINE": "0",
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            "HF_HUB_DISABLE_XET": "0" if xet else "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_TOKEN": token or "",
            "USE_TORCH": "0",  # datasets would import it and need it for nothing
        }

    def hold(self, name: str, folder: Path, tag: str = "", private: bool = True) -> Repo:
        """Have the files of `folder` as the next commit of a repository, as if they had been published."""
        repo = self.repos.setdefault(name, Repo(name, private))
        files = {".gitattributes": plain(ATTRIBUTES)}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            data, is_large = path.read_bytes(), path.name.endswith(LARGE)
            oid = hashlib.sha256(data).hexdigest() if is_large else git_oid(data)
            files[path.relative_to(folder).as_posix()] = Blob(data, oid, is_large)
            self.large |= {oid: data} if is_large else {}
        repo.add(tag or "files", files)
        repo.tags |= {tag: repo.head} if tag else {}
        return repo

    def fail(self, pattern: str, fault: Fault, times: int = 1_000_000) -> None:
        """Answer the next `times` requests whose "METHOD /path" holds the pattern by `fault`."""
        self.faults.append((pattern, fault, times))

    def fault_for(self, request: str) -> Fault | None:
        with self.lock:
            self.asked.append(request)
            for number, (pattern, fault, times) in enumerate(self.faults):
                if re.search(pattern, request) and times:
                    self.faults[number] = (pattern, fault, times - 1)
                    return fault
        return None

    def count(self, pattern: str) -> int:
        return sum(bool(re.search(pattern, request)) for request in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def answer(self) -> None:
        where = urlsplit(self.path)
        self.query = {key: values[0] for key, values in parse_qs(where.query).items()}
        self.left = int(self.headers.get("Content-Length") or 0)
        fault = self.hub.fault_for(f"{self.command} {where.path}")
        if fault:
            fault(self)
        else:
            self.reply()

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def reply(self) -> None:
        """As if nothing were switched on."""
        where = urlsplit(self.path)
        body = self.rfile.read(self.left)
        with self.hub.lock:
            for method, pattern, reply in ROUTES:
                found = re.fullmatch(pattern, where.path)
                if found and self.command in method:
                    reply(self, body, *map(unquote, found.groups()))
                    return
        self.refuse(404, "no such page")

    @property
    def user(self) -> str | None:
        """Who asks; None: nobody, or a token that is not known."""
        return self.hub.users.get(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def repo(self, name: str, write: bool = False) -> Repo | None:
        """The repository, if whoever asks may see (or write) it; else the refusal is sent, as the Hub words it."""
        if "Authorization" in self.headers and self.user is None:
            said = "Invalid credentials in Authorization header"
            self.refuse(401, said, X_Error_Message=said)
            return None
        found, owner = self.hub.repos.get(name), name.split("/")[0]
        if found is None or (found.private and self.user != owner):
            self.refuse(404 if self.user else 401, "Repository not found", X_Error_Code="RepoNotFound")
        elif write and self.user != owner:
            self.refuse(403, "You don't have the rights to write here", X_Error_Message="no rights")
        else:
            return found
        return None

    def at(self, name: str, revision: str) -> Commit | None:
        repo = self.repo(name)
        commit = repo.at(revision) if repo else None
        if repo and not commit:
            self.refuse(404, f"Invalid rev id: {revision}", X_Error_Code="RevisionNotFound")
        return commit

    def refuse(self, status: int, message: str, **headers: str) -> None:
        self.send(json.dumps({"error": message}).encode(), status, **headers)

    def say(self, content: Any, **headers: str) -> None:
        self.send(json.dumps(content).encode(), 200, **headers)

    def send(self, body: bytes, status: int, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


# --- about repositories
def who(ask: Handler, body: bytes) -> None:
    if ask.user is None:
        return ask.refuse(401, "Invalid username or password.")
    return ask.say({"type": "user", "name": ask.user, "auth": {"accessToken": {"role": "write"}}})


def create(ask: Handler, body: bytes) -> None:
    asked = json.loads(body)
    name = f"{asked['organization'] or ask.user}/{asked['name']}"
    if ask.user is None:
        return ask.refuse(401, "Invalid username or password.")
    if name.split("/")[0] != ask.user:
        return ask.refuse(403, "You don't have the rights to create a dataset under this namespace")
    if name in ask.hub.repos:
        return ask.refuse(409, "You already created this dataset repo")
    assert asked["type"] == "dataset"
    ask.hub.repos[name] = Repo(name, asked.get("visibility") == "private")
    ask.hub.repos[name].add("initial commit", {".gitattributes": plain(ATTRIBUTES)})
    return ask.say({"url": f"{ask.hub.address}/datasets/{name}"})


def settings(ask: Handler, body: bytes, name: str) -> None:
    if repo := ask.repo(name, write=True):
        repo.private = json.loads(body)["visibility"] == "private"
        ask.say({"private": repo.private})


def info(ask: Handler, body: bytes, name: str, revision: str = "main") -> None:
    if commit := ask.at(name, revision):
        siblings = [{"rfilename": path} for path in commit.files]
        private = ask.hub.repos[name].private
        ask.say({"id": name, "sha": commit.oid, "private": private, "siblings": siblings, "tags": [], "downloads": 0})


def refs(ask: Handler, body: bytes, name: str) -> None:
    if repo := ask.repo(name):
        branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": repo.head}]
        tags = [{"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repo.tags.items()]
        ask.say({"branches": branches, "converts": [], "tags": tags})


def tree(ask: Handler, body: bytes, name: str, revision: str, below: str = "") -> None:
    if commit := ask.at(name, revision):
        prefix = f"{below}/" if below else ""
        deep = ask.query.get("recursive", "").lower() == "true"
        entries = listing(commit.files, prefix, deep)
        if prefix and not entries:
            return ask.refuse(404, f"{below} does not exist", X_Error_Code="EntryNotFound")
        start = int(ask.query.get("cursor", "0"))
        query = f"recursive={deep}&cursor={start + MOST_ENTRIES}"
        address = f"{ask.hub.address}{urlsplit(ask.path).path}?{query}"
        more = {"Link": f'<{address}>; rel="next"'} if start + MOST_ENTRIES < len(entries) else {}
        return ask.say(entries[start : start + MOST_ENTRIES], **more)
    return None


def listing(files: Mapping[str, Blob], prefix: str, deep: bool) -> list[dict[str, Any]]:
    """Files and folders below the prefix, or right in it."""
    entries: dict[str, dict[str, Any]] = {}
    for path, blob in files.items():
        if path.startswith(prefix):
            parts = path.removeprefix(prefix).split("/")
            for depth in range(1, len(parts)):
                folder = prefix + "/".join(parts[:depth])
                entries[folder] = {"type": "directory", "path": folder, "oid": git_oid(folder.encode()), "size": 0}
            entries[path] = blob.entry(path)
    return [entry for path, entry in entries.items() if deep or "/" not in path.removeprefix(prefix)]


def paths_info(ask: Handler, body: bytes, name: str, revision: str) -> None:
    if commit := ask.at(name, revision):
        if ask.headers["Content-Type"].startswith("application/json"):
            asked = json.loads(body)["paths"]
        else:
            asked = parse_qs(body.decode())["paths"]
        known = {entry["path"]: entry for entry in listing(commit.files, "", True)}
        ask.say([known[path] for path in asked if path in known])


def commits(ask: Handler, body: bytes, name: str, revision: str) -> None:
    if ask.at(name, revision):
        date = "2025-01-01T00:00:00.000Z"
        known = ask.hub.repos[name].commits
        ask.say(
            [{"id": one.oid, "title": one.title, "date": date, "authors": [], "message": ""} for one in known[::-1]]
        )


def make_tag(ask: Handler, body: bytes, name: str, revision: str) -> None:
    repo, tag = ask.repo(name, write=True), json.loads(body)["tag"]
    if repo and tag in repo.tags:
        return ask.refuse(409, f"Tag reference exists already: {tag}")
    if repo and (commit := ask.at(name, revision)):
        repo.tags[tag] = commit.oid
        return ask.say({})
    return None


# --- bytes on their way in
def validate(ask: Handler, body: bytes) -> None:
    assert json.loads(body)["content"].startswith("---\n")
    ask.say({"errors": [], "warnings": []})


def preupload(ask: Handler, body: bytes, name: str, revision: str) -> None:
    if repo := ask.repo(name, write=True):
        held = repo.commits[-1].files
        ask.say(
            {
                "files": [
                    {
                        "path": (path := one["path"]),
                        "uploadMode": "lfs" if path.endswith(LARGE) else "regular",
                        "shouldIgnore": False,
                        "oid": held[path].oid if path in held else None,
                    }
                    for one in json.loads(body)["files"]
                ]
            }
        )


def batch(ask: Handler, body: bytes, name: str) -> None:
    if ask.repo(name, write=True):
        ask.say({"transfer": "basic", "objects": [instructions(ask.hub, one) for one in json.loads(body)["objects"]]})


def instructions(hub: Hub, asked: dict[str, Any]) -> dict[str, Any]:
    """How to send an object; no actions for one that is here."""
    oid, size = asked["oid"], asked["size"]
    if oid in hub.large:
        return {"oid": oid, "size": size}
    verify = {"href": f"{hub.address}/verify/{oid}"}
    if size <= hub.part_size:
        return {"oid": oid, "size": size, "actions": {"upload": {"href": f"{hub.address}/lfs/{oid}"}, "verify": verify}}
    parts = {str(n + 1): f"{hub.address}/part/{oid}/{n + 1}" for n in range(-(-size // hub.part_size))}
    whole = {"href": f"{hub.address}/complete/{oid}", "header": {"chunk_size": str(hub.part_size), **parts}}
    return {"oid": oid, "size": size, "actions": {"upload": whole, "verify": verify}}


def put_blob(ask: Handler, body: bytes, oid: str) -> None:
    if hashlib.sha256(body).hexdigest() != oid:
        return ask.refuse(400, "these are other bytes")
    ask.hub.large[oid] = body
    with ask.hub.arrived:
        ask.hub.sent.append(oid)
        ask.hub.arrived.notify_all()
    return ask.say({})


def put_part(ask: Handler, body: bytes, oid: str, number: str) -> None:
    ask.hub.parts[oid, int(number)] = body
    ask.say({}, ETag=f'"{hashlib.md5(body).hexdigest()}"')


def complete(ask: Handler, body: bytes, oid: str) -> None:
    parts = [ask.hub.parts.pop((oid, part["partNumber"])) for part in json.loads(body)["parts"]]
    put_blob(ask, b"".join(parts), oid)


def verify(ask: Handler, body: bytes, oid: str) -> None:
    held = ask.hub.large.get(oid, b"")
    if ask.user is None or len(held) != json.loads(body)["size"]:
        return ask.refuse(403, "not verified")
    return ask.say({})


def commit(ask: Handler, body: bytes, name: str, revision: str) -> None:
    repo = ask.repo(name, write=True)
    if repo is None:
        return None
    lines = [(line["key"], line["value"]) for line in map(json.loads, body.splitlines())]
    header = lines[0][1]
    if header.get("parentCommit", repo.head) != repo.head:
        return ask.refuse(412, "A commit has happened since. Please refresh and try again.")
    files = dict(repo.commits[-1].files)
    for key, value in lines[1:]:
        path = value["path"]
        if key == "file":
            files[path] = plain(base64.b64decode(value["content"]))
        elif key == "lfsFile" and value["oid"] in ask.hub.large:
            files[path] = Blob(ask.hub.large[value["oid"]], value["oid"], lfs=True)
        elif key == "deletedFile" and path in files:
            del files[path]
        else:
            return ask.refuse(400, f"{key} {path}: cannot be done")
    repo.add(header["summary"], files)
    return ask.say({"commitUrl": f"{ask.hub.address}/datasets/{name}/commit/{repo.head}", "commitOid": repo.head})


# --- and out
def resolve(ask: Handler, body: bytes, name: str, revision: str, path: str) -> None:
    found = ask.at(name, revision)
    if found is None:
        return None
    if path not in found.files:
        return ask.refuse(404, "Entry not found", X_Error_Code="EntryNotFound", X_Repo_Commit=found.oid)
    blob = found.files[path]
    data = ask.hub.alter.get(path, bytes)(blob.data)
    headers = {"X_Repo_Commit": found.oid, "ETag": f'"{blob.oid}"', "Accept_Ranges": "bytes"}
    if blob.lfs:
        headers |= {"X_Linked_Etag": f'"{blob.oid}"', "X_Linked_Size": str(len(data))}
    if ask.command == "GET":
        ask.hub.fetched.append(path)
    if asked := re.fullmatch(r"bytes=(\d+)-(\d*)", ask.headers.get("Range", "")):
        first, last = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
        headers["Content_Range"] = f"bytes {first}-{last}/{len(data)}"
        return ask.send(data[first : last + 1], 206, **headers)
    return ask.send(data, 200, **headers)


REPO, PART = r"([^/]+/[^/]+)", r"([^/]+)"
ROUTES: list[tuple[str, str, Callable[..., None]]] = [
    ("GET", "/api/whoami-v2", who),
    ("POST", "/api/repos/create", create),
    ("POST", "/api/validate-yaml", validate),
    ("GET", f"/api/datasets/{REPO}", info),
    ("GET", f"/api/datasets/{REPO}/revision/{PART}", info),
    ("GET", f"/api/datasets/{REPO}/refs", refs),
    ("GET", f"/api/datasets/{REPO}/tree/{PART}", tree),
    ("GET", f"/api/datasets/{REPO}/tree/{PART}/(.+)", tree),
    ("GET", f"/api/datasets/{REPO}/commits/{PART}", commits),
    ("POST", f"/api/datasets/{REPO}/paths-info/{PART}", paths_info),
    ("POST", f"/api/datasets/{REPO}/preupload/{PART}", preupload),
    ("POST", f"/api/datasets/{REPO}/commit/{PART}", commit),
    ("POST", f"/api/datasets/{REPO}/tag/{PART}", make_tag),
    ("PUT", f"/api/datasets/{REPO}/settings", settings),
    ("POST", rf"/datasets/{REPO}\.git/info/lfs/objects/batch", batch),
    ("PUT", f"/lfs/{PART}", put_blob),
    ("PUT", f"/part/{PART}/{PART}", put_part),
    ("POST", f"/complete/{PART}", complete),
    ("POST", f"/verify/{PART}", verify),
    ("GET HEAD", f"/datasets/{REPO}/resolve/{PART}/(.+)", resolve),
]


# --- faults
def status(code: int, message: str = "told to fail", **headers: str) -> Fault:
    def fault(ask: Handler) -> None:
        ask.rfile.read(ask.left)
        ask.refuse(code, message, **headers)

    return fault


def drop(ask: Handler) -> None:
    """Close the connection in the middle of what is being sent."""
    ask.rfile.read(ask.left // 2)
    ask.close_connection = True


def stall(ask: Handler) -> None:
    """Keep the client waiting until the server stops; `Hub.stalled` tells that it does."""
    ask.hub.stalled.set()
    ask.hub.stopping.wait()
    ask.close_connection = True


def then(before: Callable[[Hub], None]) -> Fault:
    """Do something to the Hub, such as what another client would do right now, and answer as usual."""

    def fault(ask: Handler) -> None:
        with ask.hub.lock:
            before(ask.hub)
        ask.reply()

    return fault


# --- bytes
def plain(data: bytes) -> Blob:
    return Blob(data, git_oid(data), lfs=False)


def git_oid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def flip(data: bytes) -> bytes:
    """One byte in the middle is another."""
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 0xFF]) + data[len(data) // 2 + 1 :]


@contextmanager
def running() -> Iterator[Hub]:
    class OwnHandler(Handler):
        """Knows this Hub only."""

    with answering(OwnHandler) as address:
        OwnHandler.hub = Hub(address)
        try:
            yield OwnHandler.hub
        finally:
            OwnHandler.hub.stopping.set()
