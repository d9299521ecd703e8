"""Pictures from outside: every kind that people keep is read alike, everything else is refused with a reason."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image

from generation import images
from generation.images import BadImage, encode, read

PHOTO = Image.fromarray(skimage.data.astronaut()).resize((64, 48))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def differs(image: Image.Image, other: Image.Image = PHOTO) -> float:
    """The mean difference of two pictures, 0 to 255."""
    assert (image.mode, image.size) == ("RGB", other.size)
    return float(np.abs(np.asarray(image, dtype=float) - np.asarray(other, dtype=float)).mean())


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_lossless_formats_are_read_as_they_are(kind: str) -> None:
    assert differs(read(saved(PHOTO, kind))) == 0


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
def test_lossy_formats_are_read(kind: str) -> None:
    assert differs(read(saved(PHOTO, kind))) < 12


def test_cmyk_is_converted() -> None:
    assert differs(read(saved(PHOTO.convert("CMYK"), "JPEG", quality=95))) < 8
    assert differs(read(saved(PHOTO.convert("CMYK"), "TIFF"))) < 2


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_to_eight(kind: str) -> None:
    gray = np.asarray(PHOTO.convert("L"))
    deep = Image.fromarray(gray.astype(np.uint16) * 257)
    assert differs(read(saved(deep, kind)), PHOTO.convert("L").convert("RGB")) < 1


def test_sixteen_bits_a_colour_are_scaled_to_eight() -> None:
    pixels = np.asarray(PHOTO).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in pixels.astype(">u2"))
    header = struct.pack(">IIBBBBB", PHOTO.width, PHOTO.height, 16, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
    assert differs(read(data)) == 0


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_shows_white(mode: str) -> None:
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    if mode == "P":
        image = Image.new("P", (8, 8), 1)
        image.putpalette([0, 0, 0, 255, 0, 0])
        data = saved(image, "PNG", transparency=1)
    else:
        data = saved(clear.convert(mode), "PNG")
    assert read(data).getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "YCbCr"])
def test_other_modes_are_read(mode: str) -> None:
    image = PHOTO.convert(mode)
    kind = {"compression": "tiff_lzw"} if mode == "YCbCr" else {}  # Pillow before 13 cannot read its own without
    assert differs(read(saved(image, "TIFF" if kind else "PNG", **kind)), image.convert("RGB")) < 3


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (3, Image.Transpose.ROTATE_180),
        (6, Image.Transpose.ROTATE_90),
        (8, Image.Transpose.ROTATE_270),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (7, Image.Transpose.TRANSVERSE),
    ],
)
def test_picture_is_turned_upright(orientation: int, turn: Image.Transpose) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(PHOTO.transpose(turn), "JPEG", exif=exif, quality=95, subsampling=0)
    assert differs(read(data)) < 3


def test_picture_with_odd_exif_data_is_read_all_the_same() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 3, "words"
    data = bytearray(saved(PHOTO.transpose(Image.Transpose.ROTATE_180), "JPEG", exif=exif, quality=95, subsampling=0))
    place = data.index(b"\x01\x0e\x00\x02") if b"\x01\x0e\x00\x02" in data else data.index(b"\x0e\x01\x02\x00")
    data[place : place + 2] = data[place : place + 2].replace(b"\x0e", b"\x03")  # compression: words, not a number
    assert differs(read(bytes(data))) < 3


@pytest.mark.parametrize("mode", ["I", "F"])
def test_pictures_without_a_scale_are_refused(mode: str) -> None:
    with pytest.raises(BadImage, match="does not say what is white") as error:
        read(saved(PHOTO.convert(mode), "TIFF"))
    assert error.value.reason == "unreadable"


def test_nothing_that_the_file_says_of_itself_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    data = saved(PHOTO, "JPEG", exif=exif, comment=b"a secret", icc_profile=b"a secret", xmp=b"a secret")
    image = read(data)
    assert not image.info and not image.getexif()
    assert b"secret" in data and b"secret" not in encode(image)


def test_phone_photographs_of_two_pictures_are_their_first() -> None:
    """MPO: a photograph with a gain map or depth map behind it, as phones write it under the suffix .jpg."""
    data = saved(PHOTO, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24))], quality=95)
    assert data[:2] == b"\xff\xd8" and differs(read(data)) < 8


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_more_than_one_frame_is_refused(kind: str) -> None:
    data = saved(PHOTO, kind, save_all=True, append_images=[Image.new("RGB", PHOTO.size, "red")])
    with pytest.raises(BadImage) as error:
        read(data)
    assert error.value.reason == "animated"


@pytest.mark.parametrize("side", [8_001, 20_000, 60_000])
def test_bomb_is_refused_by_its_header(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    with pytest.raises(BadImage, match="pixels") as error:
        read(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82")
    assert error.value.reason == "too_many_pixels"


def test_largest_picture_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 64 * 48)
    assert read(saved(PHOTO, "PNG")).size == (64, 48)
    with pytest.raises(BadImage, match="64x49 pixels, at most 3,072"):
        read(saved(Image.new("RGB", (64, 49)), "PNG"))


@pytest.mark.parametrize("data", [b"", b"\0", b"<html></html>", b"%PDF-1.7", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"BM"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadImage) as error:
        read(data)
    assert error.value.reason == "unreadable"


def test_formats_that_run_programs_are_not_opened() -> None:
    with pytest.raises(BadImage, match="no picture in a format of"):
        read(saved(PHOTO, "EPS"))


@pytest.mark.parametrize("kind", ["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"])
def test_truncated_pictures_are_refused(kind: str) -> None:
    data = saved(PHOTO, kind)
    for length in (10, len(data) // 2):
        with pytest.raises(BadImage) as error:
            read(data[:length])
        assert error.value.reason == "unreadable"


@pytest.mark.parametrize("kind", ["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"])
def test_damaged_pictures_are_read_or_refused_and_never_fail_otherwise(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "words"
    data = saved(PHOTO.resize((16, 12)), kind, **({"exif": exif} if kind in ("JPEG", "PNG", "TIFF", "WEBP") else {}))
    rng = random.Random(kind)
    refused = 0
    for _ in range(600):
        damaged = bytearray(data)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(min(len(damaged), 200))] = rng.randrange(256)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                assert read(bytes(damaged)).mode == "RGB"
            except BadImage as error:
                refused += 1
                assert error.reason in ("unreadable", "too_many_pixels", "animated")
                assert "\n" not in str(error)
    assert refused


def test_same_image_is_encoded_to_the_same_bytes() -> None:
    assert encode(PHOTO) == encode(PHOTO.copy())
    assert differs(read(encode(PHOTO))) < 5
