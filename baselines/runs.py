"""A run folder: a trained model, the options it was made with, and its model card. `run.json` is written last."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import shutil
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huggingface_hub import ModelCard, ModelCardData

from baselines.errors import BadInput
from baselines.options import Options, check_no_file

RUN, OPTIONS, CHECKPOINTS, CARD = "run.json", "options.json", "checkpoints", "README.md"
ADAPTER, PROCESSES = "adapter_config.json", "processes"
FORMAT = 1
VERSIONED = ("mllmu-bench", "torch", "transformers", "peft", "accelerate", "datasets", "tokenizers")


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """What run.json holds. embedded: whether the model is the one made on the spot, with defaults of its own.

    base: the model without our adapter; revision: its commit, if it came from the Hub. dtype: of its weights.
    processes: how many trained, each with its own batches. weights: SHA-256 of what was saved.
    fingerprints: config -> SHA-256 of what was trained on. log: a list of {step, loss, ...}; metrics: its last values.
    """

    options: Options
    base: str
    revision: str
    embedded: bool
    dtype: str
    processes: int
    weights: str
    fingerprints: dict[str, str]
    stopped: str
    metrics: dict[str, float]
    log: list[dict[str, float]]


def read(folder: str | Path) -> Run | None:
    """The run in a folder; None if there is none. Raises BadInput for a run.json that is not of this format."""
    path = Path(folder).expanduser() / RUN
    if not path.is_file():
        return None
    content = _json(path)
    if not _is_run(content):
        raise BadInput(f"{path}: is no run of mllmu-bench; name the folder of one, or remove this file")
    if content["format"] != FORMAT:
        raise BadInput(f"{path}: has format {content['format']}, this version reads {FORMAT}; train the model again")
    try:
        known = {one.name: content[one.name] for one in dataclasses.fields(Run)}
        return Run(**known | {"options": Options(**content["options"])})
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path}: is damaged ({error}); train the model again") from None


def sha256_of_weights(out: Path) -> str:
    """Of all weight files in the folder, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(out.glob("*.safetensors")):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def check_folder(out: Path, options: Options, resume: bool, force: bool, processes: int = 1) -> None:
    """Raise BadInput if `out` holds anything that the run would mix with or overwrite. Touches nothing."""
    if resume and force:
        raise BadInput("--resume goes on with the run in --out and --force removes it; give one of them")
    check_no_file(out)
    if resume:
        _check_resumable(out, options, processes)
    elif not (force and _is_ours(out)):
        _check_free(out)


def open_folder(out: Path, options: Options, resume: bool, force: bool, processes: int = 1) -> None:
    """Make `out` ready for a run: new, or with `resume` as it was left, or with `force` in the place of another run.

    Raises BadInput as `check_folder` does, having touched nothing.
    """
    check_folder(out, options, resume, force, processes)
    if force and _is_ours(out):
        shutil.rmtree(out)
    try:
        (out / CHECKPOINTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"--out {out}: cannot be made ({error.strerror}); name another folder") from None
    _write(out / CHECKPOINTS / OPTIONS, dataclasses.asdict(options) | {PROCESSES: processes})


def finish(out: Path, run: Run) -> None:
    """Write the card and then, in one stroke, run.json; drop the checkpoints."""
    _card(run, is_adapter=(out / ADAPTER).is_file()).save(out / CARD)
    _write(out / RUN, {"format": FORMAT, **dataclasses.asdict(run), "versions": _versions()})
    shutil.rmtree(out / CHECKPOINTS, ignore_errors=True)


def _is_ours(out: Path) -> bool:
    """Whether the folder holds a run, finished or not, of any format. The names of its files alone say little."""
    return _is_run(_json(out / RUN)) or _started_with(out) is not None


def _is_run(content: Any) -> bool:
    return isinstance(content, dict) and {"format", "options", "fingerprints", "versions"} <= content.keys()


def _started_with(out: Path) -> dict[str, Any] | None:
    """The options of the unfinished run in the folder, if there is one."""
    content = _json(out / CHECKPOINTS / OPTIONS)
    return content if isinstance(content, dict) and {"data", "model", "method"} <= content.keys() else None


def _check_free(out: Path) -> None:
    if (out / RUN).exists() and _is_ours(out):
        raise BadInput(f"--out {out}: holds a finished run; name another folder, or replace it with --force")
    if _is_ours(out):
        raise BadInput(f"--out {out}: holds an unfinished run; go on with --resume, or start anew with --force")
    if found := next((path for path in out.rglob("*") if not path.is_dir()), None):
        raise BadInput(f"--out {out}: holds other things, such as {found.relative_to(out)}; name a new folder")


def _check_resumable(out: Path, options: Options, processes: int) -> None:
    before, now = _started_with(out), dataclasses.asdict(options)
    if (out / RUN).exists():
        raise BadInput(f"--resume: {out} holds a finished run; name another folder, or replace it with --force")
    if before is None:
        raise BadInput(f"--resume: {out} holds no unfinished run; leave --resume out")
    if not any((out / CHECKPOINTS).glob("checkpoint-*")):
        raise BadInput(f"--resume: {out} holds a run that ended before its first checkpoint; start anew with --force")
    if before.get(PROCESSES) != processes:
        raise BadInput(f"--resume: {before.get(PROCESSES)} processes began, now there are {processes}; start as many")
    for name, value in now.items():
        if before.get(name) != value:
            raise BadInput(
                f"--resume: --{name.replace('_', '-')} was {before.get(name)!r} and is now {value!r}; "
                "give the options of the start, or start anew with --force"
            )


def _json(path: Path) -> Any:
    """What a JSON file holds; None if there is no file, or another kind of file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write(path: Path, content: Any) -> None:
    """Write a JSON file: all of it or nothing."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in VERSIONED}


def _card(run: Run, is_adapter: bool) -> ModelCard:
    options = run.options
    is_local = run.embedded or Path(run.base).expanduser().exists()
    data = ModelCardData(
        base_model=None if is_local else run.base,  # the Hub knows no folders
        library_name="peft" if is_adapter else "transformers",
        pipeline_tag="image-text-to-text",
        tags=["machine-unlearning", "mllmu-bench", options.method],
    )
    base = Path(run.base).name if is_local else run.base  # where it lies on this machine is nobody's business
    made = {
        "commit of the base": run.revision or "none",
        "type of the weights": run.dtype,
        "processes": run.processes,
        "SHA-256 of the weights": run.weights,
    }
    parts = [
        f"---\n{data}\n---\n\n# {options.method} ({options.modality})\n\n`{options.model}`, {_what(options)}.",
        f"Made with mllmu-bench {version('mllmu-bench')}. {run.stopped}".strip(),
        _table(
            "option", "value", [("base", "embedded" if run.embedded else base), *dataclasses.asdict(options).items()]
        ),
        _table("run", "value", made.items()),
        _table("metric (last logged)", "value", run.metrics.items()),
        _table("config", "SHA-256 of what was trained on", run.fingerprints.items()),
        _table("package", "version", _versions().items()),
    ]
    return ModelCard("\n\n".join(parts) + "\n")


def _what(options: Options) -> str:
    if options.method != "finetune":
        return f"made to forget `{options.forget}` of `{options.data}` by `{options.method}`"
    return f"fine-tuned on `{options.data}`" + (
        f" without the people of `{options.without}`" if options.without else ""
    )


def _table(left: str, right: str, rows: Iterable[tuple[str, Any]]) -> str:
    cells = [(name, str(value).replace("|", r"\|")) for name, value in rows]
    return "\n".join([f"| {left} | {right} |", "|---|---|", *(f"| {name} | {value} |" for name, value in cells)])
