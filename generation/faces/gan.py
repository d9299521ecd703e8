"""Candidate faces from any StyleGAN-like generator that was exported to ONNX: latent in, picture out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from generation.faces.folder import Candidate
from generation.records import BadInput

BATCH = 8  # pictures a run, where the model takes any number
FLOATS = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}
LATENT = re.compile(r"(^|[^a-z])(z|latents?|noise)([^a-z]|$)", re.IGNORECASE)
PSI = re.compile(r"psi|trunc", re.IGNORECASE)
LABEL = re.compile(r"^(c|y|labels?|class(es)?|conditions?)$", re.IGNORECASE)
SCALES = {"-1..1": (127.5, 127.5), "0..1": (255.0, 0.0), "0..255": (1.0, 0.0)}  # factor, then offset, to 0..255
MUCH = 16.0  # StyleGANs overshoot their range, but not by that much


class Options(BaseModel):
    """How the generator is asked, and how its answer is read; which generator it is, and the seed, stand elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    truncation: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="psi: 1 is all the variety that was learnt, with odd faces; 0 is the mean face for everybody",
        ),
    ] = 0.7
    value_range: Annotated[
        Literal["-1..1", "0..1", "0..255"], Field(description="what the values of black and white are in the output")
    ] = "-1..1"
    latent_input: Annotated[str, Field(description="name of the input for z; empty where it can be guessed")] = ""
    image_output: Annotated[str, Field(description="name of the output; empty where only one is a picture")] = ""


@dataclass(frozen=True, slots=True)
class _Generator:
    """A loaded model and what its inputs are for. shapes: by input name, None where the batch or any size stands."""

    model: Path
    session: Any
    shapes: dict[str, tuple[int | None, ...]]
    types: dict[str, Any]
    latent: str
    psi: str | None
    label: str | None


def candidates(model: Path, options: Options, seed: int, start: int = 0, licence: str = "") -> Iterator[Candidate]:
    """Pictures number `start`, `start` + 1 ... without end, each as lossless PNG, with the source `gan:SEED/NUMBER`.

    licence: of the pictures, as in Face.

    The latent of a picture depends on seed and number alone. Pictures are always made in the same batches wherever one
    starts, so that the same machine gives the same bytes again; another batch size, processor or library version may
    round a value differently. Truncation is the model's own input, a scalar near the mean w: scaling z instead would do
    nothing, as StyleGANs normalise z. A model without that input is refused unless `truncation` is 1.

    Raises BadInput: at once if the file is missing or no ONNX model, or if an input cannot be told; with the first
    picture if an output cannot be told, or if the pictures have no finite values.
    """
    return _endlessly(_load(model, options), options, seed, start, licence)


def _endlessly(generator: _Generator, options: Options, seed: int, start: int, licence: str) -> Iterator[Candidate]:
    fixed = [generator.shapes[name][0] for name in (generator.latent, generator.label) if name]
    batch = next(filter(None, fixed), BATCH)
    for first in range(start - start % batch, 2**62, batch):
        images = _pictures(generator, options, seed, range(first, first + batch))
        for number, image in enumerate(images, start=first):
            if number >= start:
                yield Candidate(f"gan-{seed}-{number:06d}.png", _png(image), f"gan:{seed}/{number}", licence)


def _load(model: Path, options: Options) -> _Generator:
    session = _session(model)
    inputs = {one.name: one for one in session.get_inputs()}
    shapes = {name: tuple(n if isinstance(n, int) else None for n in one.shape) for name, one in inputs.items()}
    floats = {name for name, one in inputs.items() if one.type in FLOATS}
    psi = next((name for name in inputs if name in floats and PSI.search(name) and _is_scalar(shapes[name])), None)
    label = next((name for name in inputs if name in floats and LABEL.match(name) and len(shapes[name]) == 2), None)
    latent = _latent(model, options, {name: shapes[name] for name in inputs if name in floats - {psi, label}})
    if unknown := inputs.keys() - {latent, psi, label}:
        raise BadInput(f"{model}: nothing is known to feed its input {min(unknown)!r}; export it with z and psi only")
    if psi is None and options.truncation != 1:
        raise BadInput(f"{model}: no input for the truncation {options.truncation:g}; set gan.truncation to 1")
    types = {name: FLOATS[inputs[name].type] for name in inputs}
    return _Generator(model, session, shapes, types, latent, psi, label)


def _session(model: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise BadInput('gan: onnxruntime is not installed; pip install "mllmu-bench[photos]"') from None
    if not model.is_file():
        raise BadInput(f"{model}: no such file; give a generator exported to ONNX")
    settings = onnxruntime.SessionOptions()
    settings.log_severity_level = 3  # errors; what is wrong with a model is raised, too
    wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
    providers = [name for name in wanted if name in onnxruntime.get_available_providers()]
    try:
        return onnxruntime.InferenceSession(model, settings, providers=providers)
    except Exception as error:  # the library's errors have no common class
        raise BadInput(f"{model}: not an ONNX model that can be run: {_first_line(error)}") from None


def _is_scalar(shape: tuple[int | None, ...]) -> bool:
    return all(n in (1, None) for n in shape) and len(shape) <= 2


def _latent(model: Path, options: Options, shapes: dict[str, tuple[int | None, ...]]) -> str:
    """The input for z: (N, D), or (N, D, 1, 1), with D known."""
    fitting = [name for name, (*_, size) in _flat(shapes).items() if size]
    if options.latent_input:
        fitting = [name for name in fitting if name == options.latent_input]
    elif len(fitting) > 1:
        fitting = [name for name in fitting if LATENT.search(name)]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(f"{name} {list(shape)}" for name, shape in shapes.items()) or "none of floats"
    raise BadInput(f"{model}: which input is the latent (N, D) cannot be told from {known}; set gan.latent_input")


def _flat(shapes: dict[str, tuple[int | None, ...]]) -> dict[str, tuple[int | None, int]]:
    """Batch and length of each input that is a batch of vectors."""
    return {
        name: (shape[0], shape[1])
        for name, shape in shapes.items()
        if len(shape) >= 2 and shape[1] is not None and shape[1] > 1 and all(n == 1 for n in shape[2:])
    }


def _pictures(generator: _Generator, options: Options, seed: int, numbers: range) -> NDArray[np.uint8]:
    """The pictures of these numbers, (N, H, W, 3)."""
    length = generator.shapes[generator.latent][1] or 0
    z = np.stack([_latent_values(seed, number, length) for number in numbers])  # (N, D)
    feed = {generator.latent: z.reshape(len(z), *(n or 1 for n in generator.shapes[generator.latent][1:]))}
    if generator.psi is not None:
        feed[generator.psi] = np.full([n or 1 for n in generator.shapes[generator.psi]], options.truncation)
    if generator.label is not None:
        feed[generator.label] = np.zeros((len(z), generator.shapes[generator.label][1] or 0))
    outputs = [output.name for output in generator.session.get_outputs()]
    try:
        values = generator.session.run(
            None, {name: array.astype(generator.types[name]) for name, array in feed.items()}
        )
    except Exception as error:  # the library's errors have no common class
        raise BadInput(f"{generator.model}: does not run: {_first_line(error)}") from None
    return _as_bytes(
        generator.model, options, _picture(generator.model, options, dict(zip(outputs, values, strict=True)))
    )


def _latent_values(seed: int, number: int, length: int) -> NDArray[np.float64]:
    """z of that picture: normal, from a stream of its own."""
    key = np.array([seed, number], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key)).standard_normal(length)


def _picture(model: Path, options: Options, outputs: dict[str, Any]) -> NDArray[Any]:
    """The output that is a batch of pictures, (N, H, W, 3)."""
    fitting = {
        name: values
        for name, values in outputs.items()
        if np.ndim(values) == 4 and 3 in (values.shape[1], values.shape[3]) and options.image_output in ("", name)
    }
    if len(fitting) != 1:
        known = ", ".join(f"{name} {list(np.shape(values))}" for name, values in outputs.items())
        raise BadInput(f"{model}: which output is the picture cannot be told from {known}; set gan.image_output")
    (values,) = fitting.values()
    return np.asarray(values.transpose(0, 2, 3, 1) if values.shape[1] == 3 else values)


def _as_bytes(model: Path, options: Options, values: NDArray[Any]) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    values = values.astype(np.float32)
    if not np.isfinite(values).all():
        raise BadInput(f"{model}: some values of its pictures are no finite numbers; export it in float32")
    factor, offset = SCALES[options.value_range]
    if factor > 1 and np.abs(values).max() > MUCH:
        raise BadInput(
            f"{model}: values up to {np.abs(values).max():.0f} do not fit {options.value_range}; set gan.value_range"
        )
    return np.rint(values * factor + offset).clip(0, 255).astype(np.uint8)


def _png(image: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
