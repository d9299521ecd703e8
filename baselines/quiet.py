"""What the libraries say beside what we say."""

from __future__ import annotations

import sys

from datasets import disable_progress_bars
from transformers.utils import logging


def hush() -> None:
    """Let the libraries say nothing short of errors; their progress bars are for terminals only."""
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    if not sys.stderr.isatty():
        disable_progress_bars()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
