"""What a caller can do wrong."""

from __future__ import annotations


class BadInput(ValueError):
    """A mistake of the caller, in one line that names the value, the place and the remedy; exit code 2."""
