"""`mllmu-bench review` as a process, and its page in a browser as a reviewer uses it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds for a process that starts or ends


@contextmanager
def reviewing(dataset: Path, reviews: Path, reviewer: str, *options: str) -> Iterator[str]:
    """The address of the page; it ends by Ctrl-C, quietly."""
    given = ["--reviewer", reviewer, "--reviews", str(reviews), "--port", "0", *options]
    command = [sys.executable, "-m", "mllmu_bench", "review", str(dataset), *given]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=reviews.parent
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next((found[0] for line in lines if (found := re.match(r"http://\S+", line))), None)
        assert address is not None, process.communicate()[1]
        yield address
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=PATIENCE) == ("", "")
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def lines(reviews: Path) -> list[dict[str, Any]]:
    """What stands in reviews.jsonl."""
    return [json.loads(line) for line in reviews.read_text(encoding="utf-8").splitlines()]


class ReviewPage:
    """The page, open in a browser; `asked` are the hosts that it asked for something."""

    def __init__(self, browser: Any, address: str) -> None:
        self._context = browser.new_context(viewport={"width": 1400, "height": 900})
        self.page = self._context.new_page()
        self.page.set_default_timeout(20_000)
        self.asked: set[str] = set()
        self.errors: list[str] = []
        self.page.on(
            "request", lambda request: self.asked.add(request.url.split("/")[2] if "//" in request.url else "")
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector("#item > *")

    def __enter__(self) -> ReviewPage:
        return self

    def __exit__(self, *error: object) -> None:
        self._context.close()

    def reload(self) -> None:
        self.page.reload()
        self.page.wait_for_selector("#item > *")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def until(self, selector: str, text: str) -> None:
        """Wait for the text to stand there."""
        self.page.wait_for_function(
            "([selector, text]) => document.querySelector(selector)?.innerText.includes(text)", arg=[selector, text]
        )

    def choose(self, text: str) -> None:
        """Make the item of the list that says this the current one."""
        self.page.click(f"#items li[data-index]:has-text({json.dumps(text)})")

    def fill(self, field: str, text: str) -> None:
        self.page.fill(f"#edit [name={field}]", text)

    def here(self) -> int:
        """Which item is the current one, from 0."""
        return int(self.page.get_attribute("#items [aria-current]", "data-index"))
