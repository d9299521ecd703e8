"""Whether everybody has a name that nobody else has."""

from __future__ import annotations

from dataset_builder.checks.findings import Findings
from generation.people.names import folded


class Names:
    """Those of everybody. real: the config of public figures, who were there first."""

    def __init__(self, real: str, findings: Findings) -> None:
        self._real, self._findings = real, findings
        self._called: dict[str, tuple[str, str]] = {}  # folded name -> config, ID

    def see(self, config: str, id: str, name: str) -> None:
        """Take somebody, once."""
        here, there = (config, id), self._called.setdefault(folded(name), (config, id))
        if here == there:
            return
        if config == self._real:  # it is the other who must be called otherwise
            here, there = there, here
        code = "name_of_celebrity" if there[0] == self._real != here[0] else "name_repeated"
        self._findings.add(code, *here, f"{name}, like {there[1]} ({there[0]})", "a name that nobody else has")
