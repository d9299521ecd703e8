"""The verdict on one picture of a face, and whether two pictures are one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from generation.faces.analysis import Seen
from generation.faces.rules import Options

NEEDS = {  # the checks that an analyser may be unable to do, and the ability that each needs
    "not_frontal": "pose",
    "eyes_hidden": "eyes",
    "gender_unclear": "gender",
    "age_out_of_range": "age",
    "duplicate_of (by identity)": "embedding",
}
FACE_SIDE = 128  # pixels at which sharpness and exposure are measured, so that they mean the same at any size
HASH_SIDE, HASH_BITS = 64, 256  # pixels; the lowest 16 x 16 of their frequencies: portraits in one frame share the
# lowest 8 x 8 so far that among 100,000 every second one would be taken for a duplicate


def not_run(abilities: frozenset[str]) -> tuple[str, ...]:
    """The checks that cannot be done with these abilities of an analyser."""
    return tuple(check for check, ability in NEEDS.items() if ability not in abilities)


def verdict(image: Image.Image, faces: Sequence[Seen], rules: Options, abilities: frozenset[str]) -> str:
    """Why the picture is rejected, "reason" or "reason:detail"; empty if it passes. Duplicates are no part of it.

    image: RGB; faces: what an analyser with these abilities saw in it, the largest first.
    """
    if not faces:
        return "no_face"
    face, *others = faces
    if others and others[0].side >= rules.second_face * face.side:
        return "two_faces" if len(others) == 1 else f"two_faces:{len(faces)} in all"
    return _placed(image, face, rules) or _seen(face, rules, abilities) or _photographed(image, face, rules)


def perceptual_hash(image: Image.Image) -> int:
    """256 bits: which of the lowest 16 x 16 frequencies of the luminance lie above their median.

    Pictures that look alike differ in few bits, whatever their size, format and exposure.
    """
    from scipy.fft import dctn

    gray = image.convert("L").resize((HASH_SIDE, HASH_SIDE), Image.Resampling.LANCZOS)
    low = dctn(np.asarray(gray, dtype=np.float64), norm="ortho")[:16, :16].ravel()
    bits = low > np.median(low[1:])  # the first is the mean luminance
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _placed(image: Image.Image, face: Seen, rules: Options) -> str:
    """Size and place of the face."""
    if min(image.size) < rules.picture_side:
        return f"too_small:picture {min(image.size)}, at least {rules.picture_side}"
    if face.side < rules.face_side:
        return f"too_small:face {face.side:.0f}, at least {rules.face_side}"
    left, top, right, bottom = face.box
    outside = max(-left, -top, right - image.width, bottom - image.height)
    if outside > rules.outside * face.side:
        return f"cut_off:{outside / face.side:.0%}"
    return ""


def _seen(face: Seen, rules: Options, abilities: frozenset[str]) -> str:
    """What the analyser can tell of the person."""
    for axis in ("yaw", "pitch", "roll"):
        angle = getattr(face.pose, axis, 0.0)
        if abs(angle) > getattr(rules, axis):
            return f"not_frontal:{axis} {angle:.0f}"
    if face.eyes is not None and face.eyes < rules.open_eyes:
        return f"eyes_hidden:{face.eyes} seen"
    if "gender" in abilities and face.gender is None:
        return "gender_unclear"
    if face.age is not None and not rules.youngest <= face.age <= rules.oldest:
        return f"age_out_of_range:{face.age}"
    return ""


def _photographed(image: Image.Image, face: Seen, rules: Options) -> str:
    """Sharpness and exposure of the face; the background may be as it likes."""
    left, top, right, bottom = face.box
    box = (max(0, int(left)), max(0, int(top)), min(image.width, round(right)), min(image.height, round(bottom)))
    if box[2] <= box[0] or box[3] <= box[1]:
        return "cut_off:100%"
    crop = image.crop(box).convert("L").resize((FACE_SIDE, FACE_SIDE), Image.Resampling.BICUBIC)
    gray = np.asarray(crop, dtype=np.float64)  # (128, 128)
    dark, bright = np.percentile(gray, (5, 95))
    if bright < rules.darkest:
        return f"too_dark:{bright:.0f}, at least {rules.darkest:g}"
    if dark > rules.brightest:
        return f"too_bright:{dark:.0f}, at most {rules.brightest:g}"
    if bright - dark < rules.contrast:
        return f"low_contrast:{bright - dark:.0f}, at least {rules.contrast:g}"
    neighbours = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:]
    sharpness = float((neighbours - 4 * gray[1:-1, 1:-1]).var())
    return f"too_blurry:{sharpness:.0f}, at least {rules.sharpness:g}" if sharpness < rules.sharpness else ""
