"""Outlines as SVG path data: x to the right, y down; what is drawn in one colour is joined into one path."""

from __future__ import annotations

Point = tuple[float, float]


def rect(x: float, y: float, width: float, height: float) -> str:
    """A rectangle by its upper left corner."""
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def box(x: float, y: float, width: float, height: float, r: float) -> str:
    """A rectangle with corners of radius `r`."""
    across, down = width - 2 * r, height - 2 * r
    return (
        f"M{x + r:.1f} {y:.1f}h{across:.1f}q{r:.1f} 0 {r:.1f} {r:.1f}v{down:.1f}q0 {r:.1f} {-r:.1f} {r:.1f}"
        f"h{-across:.1f}q{-r:.1f} 0 {-r:.1f} {-r:.1f}v{-down:.1f}q0 {-r:.1f} {r:.1f} {-r:.1f}z"
    )


def oval(x: float, y: float, rx: float, ry: float) -> str:
    """An ellipse by its centre."""
    return f"M{x - rx:.1f} {y:.1f}a{rx:.1f} {ry:.1f} 0 1 0 {2 * rx:.1f} 0a{rx:.1f} {ry:.1f} 0 1 0 {-2 * rx:.1f} 0z"


def disc(x: float, y: float, r: float) -> str:
    """A circle by its centre."""
    return oval(x, y, r, r)


def dome(x: float, y: float, rx: float, ry: float) -> str:
    """The upper half of an ellipse; y is its base."""
    return f"M{x - rx:.1f} {y:.1f}a{rx:.1f} {ry:.1f} 0 0 1 {2 * rx:.1f} 0z"


def poly(*points: Point) -> str:
    """A closed polygon."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z"


def lines(*points: Point) -> str:
    """An open polygonal line."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def wave(y: float, rise: float, steps: int, floor: float = 256.0, shift: float = 0.0) -> str:
    """The ground below a line of hills `rise` high across the picture, down to `floor`."""
    step = 380 / steps
    hills = "".join(f"q{step / 2:.1f} {-rise * (1.6, 0.7, 1.1)[i % 3]:.1f} {step:.1f} 0" for i in range(steps))
    return f"M{-20 - shift:.1f} {floor:.1f}V{y:.1f}{hills}V{floor:.1f}z"


def heart(x: float, y: float, r: float) -> str:
    """A heart by its middle, about 2r wide."""
    return (
        f"M{x:.1f} {y + r:.1f}"
        f"C{x - 2 * r:.1f} {y - 0.2 * r:.1f} {x - r:.1f} {y - 1.4 * r:.1f} {x:.1f} {y - 0.4 * r:.1f}"
        f"C{x + r:.1f} {y - 1.4 * r:.1f} {x + 2 * r:.1f} {y - 0.2 * r:.1f} {x:.1f} {y + r:.1f}z"
    )
