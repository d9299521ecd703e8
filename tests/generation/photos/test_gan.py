"""A generator as a source of faces, on a small network of StyleGAN's shape that is built here."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from generation.faces import gan
from generation.faces.folder import Candidate
from generation.faces.gan import Options, candidates
from generation.records import BadInput

LENGTH, CHANNELS = 16, 8
DEFAULT, EVERYTHING = Options(), Options(truncation=1.0)


class Network:
    """Nodes and weights of an ONNX graph, collected one after the other."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.rng = np.random.default_rng(5)

    def add(self, kind: str, *inputs: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [f"v{len(self.nodes)}"], **settings))
        return str(self.nodes[-1].output[0])

    def weight(self, *shape: int, scale: float = 1.0) -> str:
        return self.constant((self.rng.standard_normal(shape) * scale).astype(np.float32))

    def constant(self, values: Any) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def save(self, path: Path, inputs: dict[str, tuple[int, list[Any]]], outputs: dict[str, tuple[int, Any]]) -> Path:
        values = [
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in some.items()]
            for some in (inputs, outputs)
        ]
        graph = helper.make_graph(self.nodes, "generator", values[0], values[1], initializer=self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.save(model, path)
        return path


def stylegan(
    path: Path,
    *,
    psi: bool = True,
    label: bool = False,
    batch: int | str = "N",
    nhwc: bool = False,
    scale: tuple[float, float] = (1.0, 0.0),
    latent: str = "z",
    w_output: bool = False,
    broken: bool = False,
    mixes: bool = False,
) -> Path:
    """z, normalised -> w (an MLP) -> truncated to the mean w -> modulated convolutions from 4 to 64 pixels -> RGB."""
    net = Network()
    length = net.add("ReduceL2", latent, axes=[1], keepdims=1)
    w = net.add("Div", latent, length)
    for _ in range(2):
        w = net.add("LeakyRelu", net.add("MatMul", w, net.weight(LENGTH, LENGTH)), alpha=0.2)
    if mixes:  # each picture with those before it in the batch, as rounding may do
        w = net.add("CumSum", w, net.constant(np.int64(0)))
    if label:
        w = net.add("Add", w, net.add("MatMul", "c", net.weight(4, LENGTH)))
    if psi:
        mean = net.weight(1, LENGTH)
        w = net.add("Add", mean, net.add("Mul", "psi", net.add("Sub", w, mean)))
    nothing = net.add("Mul", net.add("ReduceSum", w, net.constant([1]), keepdims=1), net.constant(np.float32(0)))
    start = net.add("Unsqueeze", nothing, net.constant([2, 3]))
    x = net.add("Add", net.weight(1, CHANNELS, 4, 4), start)  # the learnt constant, once a picture
    for _ in (8, 16, 32, 64):  # pixels
        style = net.add("Add", net.add("MatMul", w, net.weight(LENGTH, CHANNELS)), net.constant(np.float32(1)))
        x = net.add("Mul", x, net.add("Unsqueeze", style, net.constant([2, 3])))
        x = net.add("Conv", x, net.weight(CHANNELS, CHANNELS, 3, 3, scale=0.1), pads=[1, 1, 1, 1])
        x = net.add("LeakyRelu", x, alpha=0.2)
        x = net.add("Resize", x, "", net.constant(np.float32([1, 1, 2, 2])), mode="nearest")
    rgb = net.add("Tanh", net.add("Conv", x, net.weight(3, CHANNELS, 1, 1, scale=0.2)))
    rgb = net.add("Mul", rgb, net.constant(np.float32(scale[0])))
    rgb = net.add("Add", rgb, net.constant(np.float32(scale[1])))
    if broken:
        rgb = net.add("Div", rgb, net.constant(np.float32(0)))
    if nhwc:
        rgb = net.add("Transpose", rgb, perm=[0, 2, 3, 1])
    inputs: dict[str, tuple[int, list[Any]]] = {latent: (TensorProto.FLOAT, [batch, LENGTH])}
    inputs |= {"psi": (TensorProto.FLOAT, [])} if psi else {}
    inputs |= {"c": (TensorProto.FLOAT, [batch, 4])} if label else {}
    outputs = {rgb: (TensorProto.FLOAT, None)} | ({w: (TensorProto.FLOAT, None)} if w_output else {})
    return net.save(path, inputs, outputs)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stylegan(tmp_path_factory.mktemp("gan") / "g.onnx")


def some(model: Path, count: int, options: Options = DEFAULT, seed: int = 3, start: int = 0) -> list[Candidate]:
    return list(islice(candidates(model, options, seed, start), count))


def pixels(candidate: Candidate) -> np.ndarray[Any, Any]:
    with Image.open(io.BytesIO(candidate.data)) as image:
        assert image.format == "PNG" and image.mode == "RGB"
        return np.asarray(image).astype(int)


def test_pictures_are_lossless_rgb_and_say_where_they_come_from(model: Path) -> None:
    first, second = some(model, 2)
    assert pixels(first).shape == (64, 64, 3)
    assert pixels(first).std() > 10  # there is something on it
    assert (first.source, second.source) == ("gan:3/0", "gan:3/1")
    assert first.name != second.name


def test_a_picture_depends_on_seed_and_number_alone(model: Path) -> None:
    ten = some(model, 10)
    assert some(model, 10) == ten
    assert some(model, 3, start=7) == ten[7:]
    assert len({candidate.data for candidate in ten}) == 10
    assert not {candidate.data for candidate in some(model, 10, seed=4)} & {candidate.data for candidate in ten}


def test_batch_size_changes_no_picture(model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_batches = some(model, 5)
    monkeypatch.setattr(gan, "BATCH", 1)
    assert all(np.abs(pixels(a) - pixels(b)).max() <= 1 for a, b in zip(in_batches, some(model, 5), strict=True))
    alone = some(stylegan(tmp_path / "one.onnx", batch=1), 5)
    assert all(np.abs(pixels(a) - pixels(b)).max() <= 1 for a, b in zip(in_batches, alone, strict=True))
    assert np.abs(pixels(in_batches[0]) - pixels(in_batches[1])).max() > 20


def test_pictures_are_made_in_the_same_batches_wherever_one_starts(tmp_path: Path) -> None:
    model = stylegan(tmp_path / "g.onnx", mixes=True)
    assert some(model, 4, start=13) == some(model, 17)[13:]


def test_a_fixed_batch_is_kept(model: Path, tmp_path: Path) -> None:
    fixed = some(stylegan(tmp_path / "three.onnx", batch=3), 3, start=2)
    assert [candidate.source for candidate in fixed] == ["gan:3/2", "gan:3/3", "gan:3/4"]
    assert np.abs(pixels(fixed[1]) - pixels(some(model, 1, start=3)[0])).max() <= 1


def test_full_truncation_gives_everybody_the_mean_face(model: Path) -> None:
    assert len({candidate.data for candidate in some(model, 4, Options(truncation=0.0))}) == 1


def test_truncation_brings_pictures_nearer_to_the_mean_face(model: Path) -> None:
    mean = pixels(some(model, 1, Options(truncation=0.0))[0])
    far, near = (np.abs(pixels(some(model, 1, Options(truncation=psi))[0]) - mean).mean() for psi in (1.0, 0.1))
    assert near < far


def test_without_an_input_for_it_truncation_is_refused(tmp_path: Path) -> None:
    model = stylegan(tmp_path / "g.onnx", psi=False)
    with pytest.raises(BadInput, match=r"no input for the truncation 0.7; set gan.truncation to 1"):
        some(model, 1)
    assert len(some(model, 2, EVERYTHING)) == 2


@pytest.mark.parametrize(("value_range", "scale"), [("0..1", (0.5, 0.5)), ("0..255", (127.5, 127.5))])
def test_other_value_ranges_give_the_same_pictures(model: Path, tmp_path: Path, value_range: Any, scale: Any) -> None:
    other = stylegan(tmp_path / "g.onnx", scale=scale)
    found = pixels(some(other, 1, Options(value_range=value_range))[0])
    assert np.abs(found - pixels(some(model, 1)[0])).max() <= 1


def test_channels_last_and_class_labels_are_understood(model: Path, tmp_path: Path) -> None:
    other = stylegan(tmp_path / "g.onnx", nhwc=True, w_output=True)
    assert np.abs(pixels(some(other, 1)[0]) - pixels(some(model, 1)[0])).max() <= 1
    assert len(some(stylegan(tmp_path / "c.onnx", label=True), 9)) == 9


def test_an_unusual_latent_is_found_or_named(tmp_path: Path) -> None:
    alone = stylegan(tmp_path / "g.onnx", latent="input.1")
    assert some(alone, 1) == some(alone, 1, Options(latent_input="input.1"))
    with pytest.raises(BadInput, match=r"cannot be told from input.1 \[None, 16\]; set gan.latent_input"):
        some(alone, 1, Options(latent_input="z"))


def constant_output(path: Path, shape: tuple[int, ...], name: str = "z", kind: int = TensorProto.FLOAT) -> Path:
    """A model with an input of that shape, whose output has nothing of a picture."""
    net = Network()
    out = net.add("Identity", name)
    return net.save(path, {name: (kind, list(shape))}, {out: (kind, None)})


def nothing(path: Path) -> Path:
    return path


def text(path: Path) -> Path:
    path.write_text("no protobuf")
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (nothing, "no such file; give a generator exported to ONNX"),
        (text, "not an ONNX model that can be run"),
        (lambda path: constant_output(path, (1, 16)), "which output is the picture cannot be told from v0"),
        (lambda path: constant_output(path, (1, 16, 4, 4)), r"which input is the latent \(N, D\) cannot be told"),
        (lambda path: constant_output(path, (1, 16), kind=TensorProto.INT64), "none of floats; set gan.latent_input"),
        (lambda path: stylegan(path, broken=True), "no finite numbers"),
        (lambda path: stylegan(path, scale=(127.5, 127.5)), "do not fit -1..1; set gan.value_range"),
    ],
)
def test_unfit_models_are_refused_in_one_line(tmp_path: Path, make: Callable[[Path], Path], says: str) -> None:
    with pytest.raises(BadInput, match=says) as raised:
        some(make(tmp_path / "g.onnx"), 1, EVERYTHING)
    assert "\n" not in str(raised.value)


def test_an_input_that_nothing_is_known_for_is_named(tmp_path: Path) -> None:
    net = Network()
    out = net.add("Mul", "z", net.add("Cast", "cutoff", to=TensorProto.FLOAT))
    inputs = {"z": (TensorProto.FLOAT, ["N", 8]), "cutoff": (TensorProto.INT64, [])}
    model = net.save(tmp_path / "g.onnx", inputs, {out: (TensorProto.FLOAT, None)})
    with pytest.raises(BadInput, match="nothing is known to feed its input 'cutoff'"):
        some(model, 1, EVERYTHING)
