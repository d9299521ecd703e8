"""What is seen in a picture: faces with pose, age, gender and identity by insightface, or plain boxes by OpenCV."""

from __future__ import annotations

import importlib
import logging
import os
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PIL import Image

from generation.records import BadInput, Gender, Pose

Box = tuple[float, float, float, float]
Point = tuple[float, float]

DEFAULT_MODELS = Path("~/.insightface/models/antelopev2")
TASKS = ["detection", "recognition", "genderage", "landmark_3d_68"]
SLIVER = 50  # times as long as wide: holds no face, and leaves nothing at the detector's 128 pixels
SURE_FACE = 0.5  # insightface's own default for the detector's score
OPEN_EYE = 0.15  # height over width; 0.28 on the average face of the 68 landmarks, so half closed

CASCADE_SIDE = 512  # pixels; the cascade's time grows with the area, and a portrait's face is still 100 pixels there
CASCADE_SMALLEST = 1 / 12  # of the picture's shorter side
EYE_SIDE = 200  # pixels to which a face is scaled before its eyes are looked for
SMALLEST_EYE = 25  # of those; an eye is about a fifth of the face


@dataclass(frozen=True, slots=True)
class Seen:
    """One face in a picture. What the analyser cannot tell is None or ().

    box: left, top, right, bottom in pixels; may leave the picture. score: larger is surer; 0 to 1 of insightface, the
        unbounded weight of the last stage of OpenCV's cascade.
    points: five, (x, y) in pixels, left and right as the viewer sees them: left eye, right eye, tip of the nose, left
        and right corner of the mouth.
    pose: yaw, pitch and roll in degrees. eyes: how many look open, 0 to 2: by the lids' landmarks (insightface, which
        guesses them behind dark glasses), or by an eye being found at all (OpenCV).
    gender: None also where the picture and its mirror image are judged differently. age: years.
    embedding: 512 values of length 1.
    """

    box: Box
    score: float
    points: tuple[Point, ...] | None = None
    pose: Pose | None = None
    gender: Gender | None = None
    age: int | None = None
    embedding: tuple[float, ...] = ()
    eyes: int | None = None

    @property
    def side(self) -> float:
        """The longer side of the box in pixels."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


class Analyser(Protocol):
    """What looks at pictures.

    name: with the models, for reports. abilities: which fields of Seen it fills, of {"points", "pose", "gender",
    "age", "embedding", "eyes"}.
    """

    @property
    def name(self) -> str: ...

    @property
    def abilities(self) -> frozenset[str]: ...

    def look(self, image: Image.Image) -> list[Seen]:
        """The faces in an RGB picture, the largest first."""
        ...


def analyser(models: Path | None = None, device: int = 0) -> Analyser:
    """insightface with the model files of that folder; without a folder, with those of `DEFAULT_MODELS` where they
    are, else OpenCV's cascades, which need no files. Nothing is ever downloaded.

    device: the number of the GPU, where onnxruntime can use one. Raises BadInput for a folder that was asked for and
    holds no face detector, and where a package is missing.
    """
    if models is not None:
        return InsightFace(models.expanduser(), device)
    folder = DEFAULT_MODELS.expanduser()
    return InsightFace(folder, device) if any(folder.glob("*.onnx")) else Cascade()


class Unopened:
    """The analyser of that folder, whose models are loaded when something is asked of it, on this process's own GPU."""

    def __init__(self, models: Path | None = None) -> None:
        self._models = models

    @cached_property
    def _opened(self) -> Analyser:
        return analyser(self._models, int(os.environ.get("LOCAL_RANK", "0")))

    @property
    def name(self) -> str:
        return self._opened.name

    @property
    def abilities(self) -> frozenset[str]:
        return self._opened.abilities

    def look(self, image: Image.Image) -> list[Seen]:
        """The faces in an RGB picture, the largest first."""
        return self._opened.look(image)


class InsightFace:
    """insightface's FaceAnalysis on a folder of ONNX files: a detector (SCRFD), and any of recognition (ArcFace),
    age and gender, and 68 landmarks in three dimensions, which give the pose.

    Where two files do the same, the first by name is taken: `arcface.onnx` before `glintr100.onnx`.
    """

    def __init__(self, folder: Path, device: int = 0) -> None:
        if not any(folder.glob("*.onnx")):
            raise BadInput(
                f"face models: {folder} holds no .onnx files; unpack insightface's antelopev2 there, or leave the "
                "folder out to use OpenCV's detector"
            )
        self._app = _load(folder, device)
        tasks = self._app.models.keys()
        self.name = f"insightface ({folder.resolve().name})"
        self.abilities = frozenset(
            ({"points"} if self._app.det_model.use_kps else set())
            | ({"embedding"} if "recognition" in tasks else set())
            | ({"pose", "eyes"} if "landmark_3d_68" in tasks else set())
            | ({"gender", "age"} if "genderage" in tasks else set())
        )

    def look(self, image: Image.Image) -> list[Seen]:
        """The faces in an RGB picture, the largest first."""
        if max(image.size) > SLIVER * min(image.size):
            return []
        pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])  # (H, W, 3), blue first
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`estimate` is deprecated", FutureWarning)  # how it calls scikit-image
            faces = self._app.get(pixels)
            return _largest_first([self._seen(pixels, face) for face in faces])

    def _seen(self, pixels: np.ndarray, face: Any) -> Seen:
        left, top, right, bottom = (float(value) for value in face.bbox)
        return Seen(
            box=(left, top, right, bottom),
            score=float(face.det_score),
            points=None if face.kps is None else tuple((float(x), float(y)) for x, y in face.kps),
            pose=_pose(face.pose),
            gender=self._gender(pixels, face),
            age=None if face.age is None else int(face.age),
            embedding=() if face.embedding is None else tuple(float(value) for value in face.normed_embedding),
            eyes=_open_eyes(face.landmark_3d_68),
        )

    def _gender(self, pixels: np.ndarray, face: Any) -> Gender | None:
        """The model tells no doubt of its own, so it is asked about the mirror image as well."""
        if face.gender is None:
            return None
        left, top, right, bottom = face.bbox
        width = pixels.shape[1]
        mirrored = type(face)(bbox=np.array([width - right, top, width - left, bottom]))
        again, _ = self._app.models["genderage"].get(np.ascontiguousarray(pixels[:, ::-1]), mirrored)
        if int(again) != int(face.gender):
            return None
        return "male" if int(face.gender) == 1 else "female"


class Cascade:
    """OpenCV's bundled cascades of 2001: frontal faces and whether their eyes are found; no pose, age or identity."""

    name = "OpenCV cascade"
    abilities = frozenset({"eyes"})

    def __init__(self) -> None:
        self._cv2 = _package("cv2")
        folder = Path(self._cv2.data.haarcascades)
        # of the four frontal cascades the one that takes neither coins nor cells for faces
        self._faces = self._cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_alt2.xml"))
        self._eyes = self._cv2.CascadeClassifier(str(folder / "haarcascade_eye_tree_eyeglasses.xml"))

    def look(self, image: Image.Image) -> list[Seen]:
        """The faces in an RGB picture, the largest first."""
        gray = np.asarray(image.convert("L"))  # (H, W)
        scale = min(1.0, CASCADE_SIDE / max(gray.shape))
        size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
        small = self._cv2.resize(gray, size, interpolation=self._cv2.INTER_AREA)
        smallest = max(20, round(min(size) * CASCADE_SMALLEST))  # 20: the size that the cascade was trained on
        boxes, _, weights = self._faces.detectMultiScale3(
            small,
            scaleFactor=1.1,
            minNeighbors=3,
            minSize=(smallest, smallest),
            outputRejectLevels=True,
        )
        return _largest_first(
            [self._seen(gray, np.array(box) / scale, float(weight)) for box, weight in zip(boxes, weights, strict=True)]
        )

    def _seen(self, gray: np.ndarray, box: np.ndarray, weight: float) -> Seen:
        x, y, width, height = (float(value) for value in box)
        return Seen(box=(x, y, x + width, y + height), score=weight, eyes=self._count_eyes(gray, x, y, width, height))

    def _count_eyes(self, gray: np.ndarray, x: float, y: float, width: float, height: float) -> int:
        """In how many halves of the upper face an eye is found."""
        upper = gray[int(y) : int(y + 0.6 * height), int(x) : int(x + width)]
        if not upper.size:
            return 0
        size = (EYE_SIDE, max(1, round(EYE_SIDE * upper.shape[0] / upper.shape[1])))
        found = self._eyes.detectMultiScale(
            self._cv2.resize(upper, size), scaleFactor=1.1, minNeighbors=3, minSize=(SMALLEST_EYE, SMALLEST_EYE)
        )
        return len({bool(left + side / 2 > EYE_SIDE / 2) for left, _, side, _ in found})


def _load(folder: Path, device: int) -> Any:
    onnxruntime, app = _package("onnxruntime"), _package("insightface.app")
    providers: list[Any] = ["CPUExecutionProvider"]
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        providers.insert(0, ("CUDAExecutionProvider", {"device_id": device}))
    try:
        analysis = app.FaceAnalysis(str(folder), allowed_modules=TASKS, providers=providers)
    except Exception as error:  # onnxruntime's errors share no base class
        what = "has no face detector among its .onnx files" if isinstance(error, AssertionError) else "cannot be loaded"
        logging.getLogger(__name__).debug("%s: %s", folder, error)
        raise BadInput(
            f"face models: {folder} {what} ({type(error).__name__}); unpack insightface's antelopev2 there again"
        ) from None
    analysis.prepare(ctx_id=0, det_thresh=SURE_FACE)
    return analysis


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise BadInput(
            f'faces: the package {name.split(".")[0]} is missing; pip install "mllmu-bench[photos]"'
        ) from None


def _pose(angles: np.ndarray | None) -> Pose | None:
    """insightface gives rotations about the axes to the right, down and to the viewer: pitch, yaw, roll, our signs."""
    if angles is None:
        return None
    pitch, yaw, roll = (float(angle) for angle in angles)
    return Pose(yaw=yaw, pitch=pitch, roll=roll)


def _open_eyes(landmarks: np.ndarray | None) -> int | None:
    """landmarks: (68, 3). In three dimensions, so that a turned head's eyes are not narrower."""
    if landmarks is None:
        return None
    eyes = landmarks[36:48].reshape(2, 6, 3)  # per eye: corner, two of the upper lid, corner, two of the lower lid
    height = np.linalg.norm(eyes[:, 1:3] - eyes[:, [5, 4]], axis=2).mean(axis=1)
    width = np.linalg.norm(eyes[:, 0] - eyes[:, 3], axis=1)
    return int((height >= OPEN_EYE * width).sum())


def _largest_first(faces: list[Seen]) -> list[Seen]:
    return sorted(faces, key=lambda face: (-face.side, face.box))
