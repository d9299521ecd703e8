"""Pictures from outside: opened with limits, upright, re-encoded without metadata."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
MOST_PIXELS = 64_000_000  # a picture of 8,000 x 8,000; more is taken for a decompression bomb
HIGH_DEPTH = ("I;16", "I;16B", "I;16L", "I;16N")
TURNS = {  # what makes a picture upright, by the EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class BadImage(ValueError):
    """A picture that cannot be used. reason: one word for counting, such as `unreadable`; the text says more."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def read(data: bytes) -> Image.Image:
    """The picture that the bytes hold, as RGB and the right way up.

    CMYK, palettes, transparency (on white) and 16 bits a channel are converted. Raises BadImage: `unreadable`,
    `too_many_pixels` (by the header, before anything is decoded) or `animated`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged file is told by BadImage, its side remarks interest nobody
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise BadImage(
                    "too_many_pixels", f"{image.width}x{image.height} pixels, at most {MOST_PIXELS:,} are read"
                )
            if getattr(image, "is_animated", False) and image.format != "MPO":  # a phone's: its first is the photograph
                raise BadImage("animated", "more than one frame; give a single picture")
            image.load()
            return _rgb(_upright(image))
    except Image.DecompressionBombError:
        raise BadImage("too_many_pixels", f"at most {MOST_PIXELS:,} pixels are read") from None
    except UnidentifiedImageError:
        raise BadImage("unreadable", f"no picture in a format of {', '.join(FORMATS)}") from None
    except BadImage:
        raise
    except Exception as error:  # decoders raise anything on broken bytes: struct.error, IndexError, TypeError ...
        raise BadImage("unreadable", " ".join(str(error).split()) or type(error).__name__) from None


def encode(image: Image.Image) -> bytes:
    """JPEG bytes without metadata; the same image gives the same bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """Not ImageOps.exif_transpose, which writes the EXIF data anew and fails on a good picture where they are odd."""
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode in ("I", "F"):
        raise BadImage("unreadable", "32 bits a pixel, which does not say what is white; save it with 8 or 16")
    if image.mode in HIGH_DEPTH:
        image = Image.fromarray((np.asarray(image, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    plain = Image.new("RGB", image.size)  # convert() would keep what the file says about itself
    plain.paste(image.convert("RGB"))
    return plain
