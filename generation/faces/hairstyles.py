"""Hair styles as tables: where hair ends, how far it stands off the skull, its texture and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Style:
    """One hair style.

    line: where the hair ends, from the middle of the forehead (azimuth 0) to the nape (180), as (azimuth in degrees,
        y in pixels) of geometry.Head; `other` is the viewer's left side where it differs.
    top, side, front: thickness in pixels on the crown, at the ears and (extra) above the forehead.
    hang: None for hair that follows the skull, else how far it flares per pixel of fall.
    extras: names of separate pieces (bun, braids ...). ears: whether they show. bald_from: y above which none grows.
    """

    line: Line
    top: float
    side: float
    genders: str = "fm"
    ages: tuple[int, int] = (8, 99)
    texture: str = "straight"
    front: float = 0.0
    hang: float | None = None
    extras: tuple[str, ...] = ()
    other: Line | None = None
    ears: bool = True
    bald_from: float | None = None

    def suits(self, gender: str, age: int) -> bool:
        """Whether people of this gender and age (years) wear it here."""
        return gender[0] in self.genders and self.ages[0] <= age <= self.ages[1]


_NAPE: Line = ((84, -12), (98, -16), (112, 2), (124, 26), (146, 38), (180, 40))
_BACK: Line = ((86, -14), (100, -15), (112, 4), (124, 22), (146, 32), (180, 34))  # combed back, no sideburn
_SHORT: Line = ((0, -37), (22, -38), (42, -36), (52, -28), (60, -12), (68, 2), (74, 6), (79, 3), *_NAPE)
_COMBED: Line = ((0, -40), (22, -41), (42, -38), (54, -28), (64, -14), (74, -6), *_BACK)
_HIGH: Line = ((0, -43), (12, -45), (26, -52), (42, -50), (52, -36), (60, -14), (68, 0), (74, 5), (79, 2), *_NAPE)
_SWEPT: Line = ((0, -32), (20, -24), (40, -18), (56, -12), (64, -4), (70, 4), (76, 6), (80, 2), *_NAPE)
_SWEPT_FROM: Line = ((0, -32), (18, -40), (30, -46), (42, -36), (56, -20), (66, 0), (74, 5), (79, 3), *_NAPE)
_FRINGE: Line = ((0, -19), (20, -19), (40, -17), (54, -12), (62, 0), (68, 8), (76, 10), (80, 4), *_NAPE)


def _curtain(length: float, part: float = -46, temple: float = -14, face: float = 58) -> Line:
    """Parted hair that falls beside the face to `length`."""
    return (
        (0, part), (14, part + 4), (30, part + 13), (46, temple - 7), (face - 3, temple + 8), (face + 2, temple + 32),
        (face + 4, min(48.0, length - 8)), (face + 7, length - 4), (face + 14, length), (110, length + 2),
        (180, length + 4),
    )  # fmt: skip


def _fringed(length: float, fringe: float = -18, face: float = 60) -> Line:
    """A straight fringe, and sides that fall to `length`."""
    return (
        (0, fringe), (20, fringe), (40, fringe + 2), (face - 4, fringe + 6), (face, 8), (face + 2, length - 10),
        (face + 6, length - 2), (face + 14, length), (110, length), (180, length),
    )  # fmt: skip


def _swept(length: float) -> Line:
    """The far side of a deep side part."""
    return (
        (0, -34), (16, -27), (34, -20), (50, -10), (58, 6), (61, 28), (63, length - 14), (68, length - 3),
        (76, length), (110, length + 2), (180, length + 4),
    )  # fmt: skip


def _parted(length: float) -> Line:
    """The near side of a deep side part."""
    return ((0, -34), (12, -41), (22, -47), (34, -40), (48, -24), (57, 0), *_swept(length)[5:])


STYLES: dict[str, Style] = {
    "shaved": Style((), 0, 0, "m", (20, 99)),
    "buzz cut": Style(_SHORT, 2.5, 1.2, "fm", (16, 70), "buzz"),
    "crew cut": Style(_SHORT, 7, 2.5, "m", front=2),
    "side part": Style(_SWEPT, 11, 4, "m", (8, 99), front=2, other=_SWEPT_FROM),
    "slick back": Style(_HIGH, 10, 3.5, "m", (20, 99), "combed", front=3),
    "quiff": Style(_COMBED, 11, 2.5, "m", (14, 65), "combed", front=12),
    "short curls": Style(_SHORT, 12, 5, "fm", (8, 99), "curly", front=3),
    "curly fade": Style(_COMBED[:5] + _SHORT[5:], 15, 2, "m", (10, 50), "curly", front=5),
    "tousled": Style(_SWEPT, 12, 5, "fm", (8, 45), "shaggy", front=3),
    "spiky": Style(_COMBED, 13, 3, "m", (8, 35), "spiky", front=5),
    "mop": Style(_FRINGE, 11, 7, "m", (8, 30), front=2),
    "flat top": Style(_COMBED[:5] + _SHORT[5:], 20, 1.5, "m", (12, 50), "coily", front=10),
    "waves": Style(_SHORT, 4, 2.5, "m", (12, 70), "coily"),
    "cornrows": Style(_COMBED, 4, 2, "fm", (8, 50), "rows"),
    "receding": Style(_HIGH, 6, 3.5, "m", (32, 99)),
    "tonsure": Style(_SHORT, 4, 4, "m", (45, 99), bald_from=-30),
    "top knot": Style(_COMBED, 5, 2.5, "m", (16, 45), "combed", extras=("high bun",)),
    "man bob": Style(_curtain(34, -44, -18, 66), 8, 6, "m", (14, 60), "wavy", hang=0.06, ears=False),
    "afro": Style(((0, -38), (30, -37), (50, -28), (62, -6), (72, 12), (84, 20), (110, 28), (180, 38)), 27, 21, "fm",
                  (8, 75), "coily", front=2, hang=-0.05, ears=False),
    "pixie": Style((*_SWEPT[:4], (62, 2), (69, 16), (75, 15), *_NAPE), 10, 5, "f", front=2,
                   other=(*_SWEPT_FROM[:5], (64, 8), (70, 18), (75, 15), *_NAPE)),
    "bob": Style(_curtain(44), 9, 7, "f", hang=0.12, ears=False),
    "fringed bob": Style(_fringed(42), 9, 7, "f", hang=0.12, ears=False),
    "curly bob": Style(_curtain(46, -40, -12, 60), 14, 13, "f", (8, 99), "curly", hang=0.12, ears=False),
    "long straight": Style(_curtain(128), 7, 5, "f", (8, 60), hang=0.03, ears=False),
    "long fringed": Style(_fringed(124), 8, 5, "f", (8, 50), hang=0.04, ears=False),
    "long wavy": Style(_swept(120), 10, 8, "f", (10, 65), "wavy", hang=0.1, ears=False, other=_parted(120)),
    "long curly": Style(_curtain(98, -40, -14, 61), 15, 15, "f", (8, 60), "curly", hang=0.16, ears=False),
    "shoulder shag": Style(_fringed(70, -22, 62), 11, 8, "f", (12, 60), "shaggy", hang=0.08, ears=False),
    "locs": Style(_curtain(92, -40, -18, 64), 8, 7, "fm", (14, 60), "locs", hang=0.08, ears=False),
    "ponytail": Style(_COMBED, 6, 3, "f", (8, 60), "combed", extras=("ponytail",)),
    "side braid": Style((*_SWEPT[:4], *_COMBED[4:]), 8, 4, "f", (8, 45), extras=("side braid",),
                        other=(*_SWEPT_FROM[:4], *_COMBED[4:])),
    "two braids": Style(((0, -46), (20, -40), *_COMBED[2:]), 6, 4, "f", (8, 30), extras=("braids",)),
    "high bun": Style(_COMBED, 6, 3, "f", (8, 99), "combed", extras=("high bun",)),
    "low bun": Style(((0, -46), (18, -38), (38, -28), (54, -16), (66, -4), (76, 2), *_BACK), 7, 5, "f", (18, 99),
                     extras=("low bun",)),
    "space buns": Style(((0, -45), (20, -40), *_COMBED[2:]), 6, 3, "f", (8, 30), "combed", extras=("space buns",)),
    "afro puffs": Style(((0, -42), (20, -40), *_COMBED[2:]), 5, 3, "f", (8, 40), "coily", extras=("puffs",)),
}  # fmt: skip
