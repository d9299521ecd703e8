"""Whether a row that stands in several sets is the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping

from dataset_builder.checks.findings import Findings
from dataset_builder.checks.pictures import Pictures

SAME = "as in Full_Set"
_PICTURE = "image"  # compared by what it shows


def says_the_same(
    config: str, id: str, digests: Mapping[str, bytes], full: Mapping[str, bytes], pictures: Pictures,
    findings: Findings, code: str = "row_differs",
) -> bool:  # fmt: skip
    """Whether a row says nothing that the one of Full_Set does not; told where it differs.

    digests: of the columns; of the picture that of its bytes.
    """
    others = [name for name in digests.keys() & full.keys() if digests[name] != full[name]]
    if _PICTURE in others:
        others.remove(_PICTURE)
        if pictures.alike(digests[_PICTURE], full[_PICTURE]):
            findings.add("picture_encoded_anew", config, id, _PICTURE, "the bytes that Full_Set has")
        else:
            findings.add(code, config, id, _PICTURE, SAME)
    if others:
        findings.add(code, config, id, ", ".join(sorted(others)), SAME)
    return not others and digests.keys() <= full.keys()
