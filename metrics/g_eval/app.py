"""The demo of the Space. Its visitors get the offline judge: the other would spend its owner's money."""

from functools import partial
from pathlib import Path

import evaluate
from evaluate.utils import launch_gradio_widget

metric = evaluate.load(str(Path(__file__).with_name("g_eval.py")))
metric.compute = partial(metric.compute, judge="offline")
launch_gradio_widget(metric)
