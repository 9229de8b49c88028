"""The engine: what makes a figure answer, in a notebook and on a page without a kernel.

A figure needs these names only; `nnlib.live.explorable` shows a whole one.
"""

from nnlib.live.controls import Choice, Control, Slider, Step, Toggle
from nnlib.live.drawing import Drawing
from nnlib.live.explorable import Explorable, Result
from nnlib.live.handles import Handle
from nnlib.live.picture import Picture
from nnlib.live.predictions import Prediction

__all__ = [
    "Choice",
    "Control",
    "Drawing",
    "Explorable",
    "Handle",
    "Picture",
    "Prediction",
    "Result",
    "Slider",
    "Step",
    "Toggle",
]
