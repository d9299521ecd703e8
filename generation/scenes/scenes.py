"""All scenes by the name of the event."""

from __future__ import annotations

from collections.abc import Mapping

from generation.scenes.culture import CULTURE
from generation.scenes.daily import DAILY
from generation.scenes.journeys import JOURNEYS
from generation.scenes.nature import NATURE
from generation.scenes.scene import Scene

SCENES: Mapping[str, Scene] = {**CULTURE, **DAILY, **JOURNEYS, **NATURE}
