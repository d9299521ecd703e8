"""Face models of a few KB in the layout of insightface's packages, and pictures in which they see what was drawn.

A drawn face is a square of 4 x 4 cells on a dark ground. Its red is always bright, which is how the detector finds it;
green and blue of the cells carry what the other models say:

    row 0   yaw     pitch   roll    open eyes
    row 1   gender  age     age     gender      (two genders: the mirror image of a face may be judged differently)
    row 2   identity, eight cells x green and blue = 16 values
    row 3   identity

The models read the mean of the middle of each cell, so JPEG, scaling and mild noise change little. They are functions
of any picture: on one that was not drawn here they say something arbitrary, but always the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from insightface.data import get_object
from onnx import numpy_helper, parser
from PIL import Image

ANGLES = 180.0  # degrees from a cell's darkest to its brightest: yaw, pitch and roll within -90 to 90
TEMPLATE = np.array(  # the five points on ArcFace's aligned 112 x 112 crop, so that the crop is the face's box
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
HEADER = '<ir_version: 8, opset_import: ["" : 17]>\n'


@dataclass(frozen=True)
class Drawn:
    """A face to draw. identity: any number; others look unlike (cosine about 0). gender: None is judged female and
    male. share: of the picture's height (and of its part of the width). shift: of the picture's width, to the right."""

    identity: int = 0
    gender: Literal["female", "male"] | None = "female"
    age: int = 30
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    eyes_open: bool = True
    share: float = 0.6
    shift: float = 0.0


def picture(*faces: Drawn, size: int = 256, ground: int = 0) -> Image.Image:
    """A square RGB picture with the faces side by side on a textured ground; `ground` seeds the texture."""
    rng = np.random.default_rng(ground)
    blocks = rng.integers(0, 80, (8, 8, 3)) * [0.5, 1.0, 1.0]  # red under 40: no face
    image = Image.fromarray(blocks.astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
    for place, face in enumerate(faces):
        side = round(min(face.share * size, 0.95 * size / len(faces)))
        left = round(size * ((place + 0.5) / len(faces) + face.shift) - side / 2)
        image.paste(_draw(face, side), (left, (size - side) // 2))
    return image


def write_models(folder: Path, detector: Literal["drawn", "central"] = "drawn") -> Path:
    """det.onnx, arcface.onnx, genderage.onnx and 1k3d68.onnx in `folder`, which is returned.

    detector: "drawn" finds what `picture` draws, as long as no face is above another; "central" sees exactly one face
    in every picture, three quarters of its side, in the middle: for pictures that a random generator makes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in {
        "det": _detector(central=detector == "central"),
        "arcface": _recognition(),
        "genderage": _gender_and_age(),
        "1k3d68": _landmarks(),
    }.items():
        onnx.checker.check_model(model)
        onnx.save(model, folder / f"{name}.onnx")
    return folder


def _draw(face: Drawn, side: int) -> Image.Image:
    rng = np.random.default_rng([face.identity, 1])
    cells = np.full((4, 4, 2), 0.5)  # green and blue, 0 to 1
    cells[0, :3, 0] = [angle / ANGLES + 0.5 for angle in (face.yaw, face.pitch, face.roll)]
    cells[0, 3, 0] = 0.9 if face.eyes_open else 0.1
    low, high = {"female": (0.2, 0.2), "male": (0.8, 0.8), None: (0.2, 0.8)}[face.gender]
    cells[1, :, 0] = [low, face.age / 100, face.age / 100, high]
    cells[2:] = rng.uniform(0.05, 0.95, (2, 4, 2))
    red = rng.uniform(0.65, 0.95, (side, side, 1))  # a grain: drawn faces are sharp
    large = cells.repeat(-(-side // 4), axis=0).repeat(-(-side // 4), axis=1)
    large = np.asarray([Image.fromarray(large[:, :, k]).resize((side, side), Image.Resampling.BOX) for k in (0, 1)])
    pixels = np.concatenate([red, large.transpose(1, 2, 0)], axis=2)
    return Image.fromarray((pixels * 255).round().clip(0, 255).astype(np.uint8))


def _detector(central: bool) -> onnx.ModelProto:
    """SCRFD's nine outputs (score, box, points at strides 8, 16, 32; two anchors a cell).

    Faces are runs of columns that hold bright red, and the rows of those. Each becomes one of the first anchors of
    stride 8, whatever its place: boxes and points are distances from the anchor, of any sign. One more, of score 0,
    keeps the tensors from being empty.
    """
    find = """
        red = Gather<axis=1>(image, first)
        plane = Squeeze(red, both)
        bright = Greater(plane, limit)
        mask = Cast<to=1>(bright)
        columns = ReduceMax<axes=[0], keepdims=0>(mask)
        before = Concat<axis=0>(nothing, columns)
        after = Concat<axis=0>(columns, nothing)
        step = Sub(after, before)
        up = Relu(step)
        fallen = Neg(step)
        down = Relu(fallen)
        starts = NonZero(up)
        ends = NonZero(down)
        start_list = Reshape(starts, flat)
        end_list = Reshape(ends, flat)
        start_more = Concat<axis=0>(start_list, first)
        end_more = Concat<axis=0>(end_list, first)
        x0 = Cast<to=1>(start_more)
        x1 = Cast<to=1>(end_more)
        x0_column = Unsqueeze(x0, second)
        x1_column = Unsqueeze(x1, second)
        places = Range(zero, width, one)
        from_start = GreaterOrEqual(places, x0_column)
        to_end = Less(places, x1_column)
        within = And(from_start, to_end)
        of_run = Cast<to=1>(within)
        by_row = Transpose<perm=[1, 0]>(of_run)
        rows = MatMul(mask, by_row)
        has = Greater(rows, zero)
        held = Cast<to=1>(has)
        top = ArgMax<axis=0, keepdims=0>(held)
        last = ArgMax<axis=0, keepdims=0, select_last_index=1>(held)
        bottom = Add(last, first_after)
        y0 = Cast<to=1>(top)
        y1 = Cast<to=1>(bottom)
    """
    fixed = """
        x0 = Mul(near, width)
        x1 = Mul(far, width)
        y0 = Mul(near, height)
        y1 = Mul(far, height)
    """
    text = f"""
        detector (float[1,3,height,width] image)
            => (float[a,1] s8, float[b,1] s16, float[c,1] s32, float[a,4] b8, float[b,4] b16, float[c,4] b32,
                float[a,10] p8, float[b,10] p16, float[c,10] p32)
        <int64[1] first = {{0}}, int64[1] second = {{1}}, int64[2] both = {{0, 1}}, int64[1] flat = {{-1}},
         int64 first_after = {{1}}, float limit = {{-0.15}}, float[1] nothing = {{0.0}}, float zero = {{0.0}},
         float one = {{1.0}}, float two = {{2.0}}, float eight = {{8.0}}, float half = {{0.5}}, float many = {{2000.0}},
         float[2] near = {{0.125, 0.0}}, float[2] far = {{0.875, 0.0}}, int64[1] to_two = {{2}},
         int64[1] to_three = {{3}}, int64[1] to_four = {{4}}, int64[1] pair = {{2}}, int64 at16 = {{16}},
         int64 at32 = {{32}},
         int64 at8 = {{8}}, int64[1] one_wide = {{1}}, int64[1] four_wide = {{4}}, int64[1] ten_wide = {{10}},
         int64[1] no_pad = {{0}}>
        {{
        shape = Shape(image)
        height_list = Slice(shape, to_two, to_three)
        width_list = Slice(shape, to_three, to_four)
        height_count = Squeeze(height_list)
        width_count = Squeeze(width_list)
        height = Cast<to=1>(height_count)
        width = Cast<to=1>(width_count)
        {fixed if central else find}
        count_list = Shape(x0)
        count_scalar = Squeeze(count_list)
        count = Cast<to=1>(count_scalar)
        index = Range(zero, count, one)
        halved = Div(index, two)
        cell = Floor(halved)
        centre = Mul(cell, eight)
        from_left = Sub(centre, x0)
        from_top = Neg(y0)
        to_right = Sub(x1, centre)
        box_rows = Concat<axis=0>(from_left, from_top, to_right, y1)
        box_table = Reshape(box_rows, box_shape)
        box_list = Transpose<perm=[1, 0]>(box_table)
        boxes = Div(box_list, eight)
        wide = Sub(x1, x0)
        high = Sub(y1, y0)
        wide_column = Unsqueeze(wide, second)
        high_column = Unsqueeze(high, second)
        along = Mul(wide_column, template_x)
        down_by = Mul(high_column, template_y)
        start_column = Unsqueeze(from_left, second)
        top_column = Unsqueeze(y0, second)
        px = Sub(along, start_column)
        py = Add(down_by, top_column)
        px_one = Unsqueeze(px, pair)
        py_one = Unsqueeze(py, pair)
        pairs = Concat<axis=2>(px_one, py_one)
        point_list = Reshape(pairs, points_shape)
        points = Div(point_list, eight)
        there = Greater(wide, zero)
        there_is = Cast<to=1>(there)
        larger = Div(width, many)
        sure = Add(half, larger)
        score_list = Mul(there_is, sure)
        scores = Unsqueeze(score_list, second)
        {_count("8")}
        {_count("16")}
        {_count("32")}
        left_over = Sub(n8, count_list)
        pads = Concat<axis=0>(no_pad, no_pad, left_over, no_pad)
        s8 = Pad(scores, pads)
        b8 = Pad(boxes, pads)
        p8 = Pad(points, pads)
        {_nothing("16")}
        {_nothing("32")}
        }}
    """
    return _model(
        text,
        template_x=(TEMPLATE[:, 0] / 112)[None].astype(np.float32),
        template_y=(TEMPLATE[:, 1] / 112)[None].astype(np.float32),
        box_shape=np.array([4, -1]),
        points_shape=np.array([-1, 10]),
    )


def _count(stride: str) -> str:
    """n{stride}: how many anchors there are, as a list of one."""
    return f"""
        rows{stride} = Div(height_list, at{stride})
        columns{stride} = Div(width_list, at{stride})
        cells{stride} = Mul(rows{stride}, columns{stride})
        n{stride} = Mul(cells{stride}, pair)
    """


def _nothing(stride: str) -> str:
    """Outputs of a stride at which no face is told."""
    return "".join(
        f"""
        {letter}{stride}_shape = Concat<axis=0>(n{stride}, {width})
        {letter}{stride} = ConstantOfShape({letter}{stride}_shape)
        """
        for letter, width in (("s", "one_wide"), ("b", "four_wide"), ("p", "ten_wide"))
    )


def _cells(side: int) -> str:
    """green and blue: 16 values each, 0 to 1, row after row: the mean of the middle of each cell of a crop."""
    return f"""
        middle = Slice(image, begin, end, image_axes)
        means = AveragePool<kernel_shape=[{side // 2}, {side // 2}], strides=[{side}, {side}]>(middle)
        scaled = Mul(means, spread)
        values = Add(scaled, half)
        green_cells = Gather<axis=1>(values, green_place)
        blue_cells = Gather<axis=1>(values, blue_place)
        green = Reshape(green_cells, sixteen)
        blue = Reshape(blue_cells, sixteen)
    """


def _reader(name: str, output: str, size: int, std: float, body: str, **weights: np.ndarray) -> onnx.ModelProto:
    """A model on a crop whose middle of `size` * 2 / 3 pixels (all of it for recognition) is the face."""
    whole = 112
    first, side = (0, size // 4) if size == whole else (size // 6, size // 6)
    start, end = first + side // 4, first + 4 * side - side // 4
    text = f"""
        {name} (float[1,3,{size},{size}] image) => ({output})
        <int64[2] begin = {{{start}, {start}}}, int64[2] end = {{{end}, {end}}}, int64[2] image_axes = {{2, 3}},
         float spread = {{{std / 255}}}, float half = {{0.5}}, int64[1] sixteen = {{16}},
         int64[1] green_place = {{1}}, int64[1] blue_place = {{2}}>
        {{
        {_cells(side)}
        {body}
        }}
    """
    return _model(text, **weights)


def _recognition() -> onnx.ModelProto:
    """112 x 112 -> 512: random cosine features of the identity's 16 values, so that the cosine of two faces falls from
    1 to 0 with the squared distance of their colours."""
    rng = np.random.default_rng(7)
    body = """
        own_green = Slice(green, eight, sixteen)
        own_blue = Slice(blue, eight, sixteen)
        own = Concat<axis=0>(own_green, own_blue)
        projected = MatMul(own, directions)
        turned = Add(projected, phases)
        features = Cos(turned)
        embedding = Unsqueeze(features, zero_axis)
    """
    return _reader(
        "recognition",
        "float[1,512] embedding",
        112,
        127.5,
        body,
        eight=np.array([8]),
        zero_axis=np.array([0]),
        directions=rng.normal(0, 1 / math.sqrt(0.3), (16, 512)).astype(np.float32),
        phases=rng.uniform(0, 2 * math.pi, 512).astype(np.float32),
    )


def _gender_and_age() -> onnx.ModelProto:
    """96 x 96 -> (female, male, age / 100); the gender of the left column."""
    body = """
        male = Gather(green, gender_place)
        female = Sub(one, male)
        age = Gather(green, age_place)
        answer = Concat<axis=0>(female, male, age)
        fc1 = Unsqueeze(answer, zero_axis)
    """
    return _reader(
        "genderage",
        "float[1,3] fc1",
        96,
        128.0,
        body,
        gender_place=np.array([4]),
        age_place=np.array([5]),
        one=np.array(1, dtype=np.float32),
        zero_axis=np.array([0]),
    )


def _landmarks() -> onnx.ModelProto:
    """192 x 192 -> 3309: insightface's mean shape (x to the right, y down, z to the viewer), eyes open or closed,
    turned by roll after yaw after pitch, as the last 68 of 1103 points."""
    body = """
        angle_cells = Gather(green, angle_places)
        centred = Sub(angle_cells, half)
        angles = Mul(centred, radians)
        sines = Sin(angles)
        cosines = Cos(angles)
        sin_yaw = Gather(sines, at_yaw)
        sin_pitch = Gather(sines, at_pitch)
        sin_roll = Gather(sines, at_roll)
        cos_yaw = Gather(cosines, at_yaw)
        cos_pitch = Gather(cosines, at_pitch)
        cos_roll = Gather(cosines, at_roll)
        less_yaw = Neg(sin_yaw)
        less_pitch = Neg(sin_pitch)
        less_roll = Neg(sin_roll)
        about_x_list = Concat<axis=0>(one, none, none, none, cos_pitch, less_pitch, none, sin_pitch, cos_pitch)
        about_y_list = Concat<axis=0>(cos_yaw, none, sin_yaw, none, one, none, less_yaw, none, cos_yaw)
        about_z_list = Concat<axis=0>(cos_roll, less_roll, none, sin_roll, cos_roll, none, none, none, one)
        about_x = Reshape(about_x_list, square)
        about_y = Reshape(about_y_list, square)
        about_z = Reshape(about_z_list, square)
        yaw_pitch = MatMul(about_y, about_x)
        turn = MatMul(about_z, yaw_pitch)
        turn_rows = Transpose<perm=[1, 0]>(turn)
        openness = Gather(green, eyes_place)
        is_open = Greater(openness, half)
        lids = Where(is_open, open_shape, closed_shape)
        shape = MatMul(lids, turn_rows)
        ends = Reshape(shape, flat)
        points = Concat<axis=0>(others, ends)
        fc1 = Unsqueeze(points, zero_axis)
    """
    shape = get_object("meanshape_68.pkl")
    weights = {
        "angle_places": np.array([0, 1, 2]),
        "at_yaw": np.array([0]),
        "at_pitch": np.array([1]),
        "at_roll": np.array([2]),
        "eyes_place": np.array([3]),
        "radians": np.array(math.radians(ANGLES), dtype=np.float32),
        "one": np.ones(1, dtype=np.float32),
        "none": np.zeros(1, dtype=np.float32),
        "square": np.array([3, 3]),
        "flat": np.array([-1]),
        "zero_axis": np.array([0]),
        "others": np.zeros(3309 - 68 * 3, dtype=np.float32),
        "open_shape": shape,
        "closed_shape": _closed(shape),
    }
    return _reader("landmarks", "float[1,3309] fc1", 192, 128.0, body, **weights)


def _closed(shape: np.ndarray) -> np.ndarray:
    """The upper lids on the lower ones."""
    closed = shape.copy()
    for corner in (36, 42):
        closed[[corner + 1, corner + 2]] = shape[[corner + 5, corner + 4]]
    return closed


def _model(text: str, **weights: np.ndarray) -> onnx.ModelProto:
    model = parser.parse_model(HEADER + text)
    model.graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in weights.items())
    return model
