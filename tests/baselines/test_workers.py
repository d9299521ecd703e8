"""Jobs over processes: order, company, failure, what is said. The jobs are shell commands that keep a diary."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from baselines import workers
from baselines.data import retain_config
from baselines.errors import BadInput
from baselines.workers import Job, run


def shell(command: str) -> Callable[[], str]:
    return partial(subprocess.check_output, ["sh", "-c", command], text=True)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary"


def writes(diary: Path, name: str, beside: str = "") -> Callable[[], str]:
    """Begins and ends; `beside`: not before that other job has begun."""
    other = f"for _ in $(seq 200); do grep -q '+{beside}' {diary} && break; sleep 0.1; done"
    return shell(f"echo +{name} >> {diary}; {other}; echo -{name} >> {diary}; printf 'made {name}'")


def test_each_waits_for_those_before_it(diary: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [
        Job("base", writes(diary, "base"), alone=True),
        Job("late", writes(diary, "late"), after=("left", "right")),
        Job("left", writes(diary, "left", beside="right"), after=("base",)),
        Job("right", writes(diary, "right", beside="left"), after=("base",)),
    ]
    run(jobs, 2)
    told = diary.read_text(encoding="utf-8").split()
    assert told[:2] == ["+base", "-base"]
    assert set(told[2:4]) == {"+left", "+right"}, "these two run side by side"
    assert told[-2:] == ["+late", "-late"]
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == "[1/4] base: made base" and lines[-1] == "[4/4] late: made late"


def test_nothing_runs_beside_one_that_is_alone(diary: Path) -> None:
    run([Job("a", writes(diary, "a"), alone=True), Job("b", writes(diary, "b")), Job("c", writes(diary, "c"))], 3)
    assert diary.read_text(encoding="utf-8").split()[:2] == ["+a", "-a"]


def test_one_worker_takes_them_one_by_one(diary: Path) -> None:
    run([Job(name, writes(diary, name)) for name in "abc"], 1)
    assert diary.read_text(encoding="utf-8").split() == ["+a", "-a", "+b", "-b", "+c", "-c"]


def test_what_fails_keeps_back_what_waits_for_it_alone(diary: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [
        Job("wrong", partial(retain_config, "nobody")),
        Job("behind", writes(diary, "behind"), after=("wrong",)),
        Job("other", writes(diary, "other")),
    ]
    with pytest.raises(BadInput, match=r"wrong: --forget nobody: .*\(2 of 3 jobs are not done; the same command"):
        run(jobs, 2)
    assert diary.read_text(encoding="utf-8").split() == ["+other", "-other"]
    assert "wrong: --forget nobody: " in capfd.readouterr().err


def test_a_worker_that_is_killed(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadInput, match="greedy: a worker was killed, as happens where memory runs out; the same"):
        run([Job("greedy", partial(exec, "import os; os.kill(os.getpid(), 9)"))], 1)
    capfd.readouterr()


@pytest.mark.parametrize(
    ("variable", "count", "gpus"),
    [(None, 2, ["0", "1"]), ("3,5", 2, ["3", "5"]), ("", 0, []), ("-1", 0, []), ("MIG-a", 1, ["MIG-a"])],
)
def test_each_worker_sees_a_gpu_of_its_own(
    variable: str | None, count: int, gpus: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.torch.cuda, "device_count", lambda: count)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if variable is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", variable)
    assert workers._gpus() == gpus


def test_each_end_is_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [
        Job("first", shell("printf 1")),
        Job("wrong", partial(retain_config, "nobody")),
        Job("last", shell("printf 3")),
    ]
    with pytest.raises(BadInput):
        run(jobs, 1)
    told = [line for line in capfd.readouterr().err.splitlines() if line.startswith("[")]
    assert [line.split(":")[0] for line in told] == ["[1/3] first", "[2/3] wrong", "[3/3] last"]


def test_what_a_job_says_is_shown(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "HEARTBEAT", 0.1)
    said = "import sys, time; sys.stderr.write('a warning\\n\\rstep 1/9'); sys.stderr.write('\\r'); time.sleep(1)"
    run([Job("talker", partial(exec, said))], 1)
    err = capfd.readouterr().err
    assert "talker: a warning" in err
    assert "  talker: step 1/9" in err


def test_ctrl_c_ends_the_jobs_and_the_workers(diary: Path) -> None:
    script = f"""
import subprocess
from functools import partial
from baselines.workers import Job, run
if __name__ == "__main__":
    try:
        run([Job("long", partial(subprocess.check_output, ["sh", "-c", "echo $PPID > {diary}; sleep 60"]))], 2)
    except KeyboardInterrupt:
        print("interrupted")
"""
    path = diary.with_suffix(".py")
    path.write_text(script, encoding="utf-8")
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen([sys.executable, str(path)], **piped) as it:
        while not diary.exists() or not diary.read_text(encoding="utf-8"):
            time.sleep(0.1)
        os.killpg(it.pid, signal.SIGINT)
        out, _ = it.communicate(timeout=30)
    assert out == "interrupted\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(diary.read_text(encoding="utf-8")), 0)


def test_workers_end_with_a_parent_that_is_killed(diary: Path) -> None:
    script = f"""
import subprocess
from functools import partial
from baselines.workers import Job, run
if __name__ == "__main__":
    run([Job("long", partial(subprocess.check_output, ["sh", "-c", "echo $PPID > {diary}; sleep 5"]))], 2)
"""
    path = diary.with_suffix(".py")
    path.write_text(script, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(path)], stderr=subprocess.DEVNULL) as it:
        while not diary.exists() or not diary.read_text(encoding="utf-8"):
            time.sleep(0.1)
        it.kill()
    worker = int(diary.read_text(encoding="utf-8"))
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("the worker outlives its parent")
