"""The interactive figures of the book, in the order of its chapters.

`CATALOGUE` lists them all; the tests drive each of them to every corner of its controls.
"""

from nnlib.explorables.losses import HowWrong, OneOrMany, Overflow, SoftmaxBars
from nnlib.explorables.networks import Batching, BumpCurve, ForwardPass, HiddenSpace
from nnlib.explorables.neurons import DecisionLine, Neuron, StepToSigmoid, WarmOrCool
from nnlib.explorables.picture import Picture

__all__ = [
    "Batching", "BumpCurve", "CATALOGUE", "DecisionLine", "ForwardPass", "HiddenSpace", "HowWrong", "Neuron",
    "OneOrMany", "Overflow", "Picture", "SoftmaxBars", "StepToSigmoid", "WarmOrCool",
]  # fmt: skip

CATALOGUE = (
    Neuron, DecisionLine, WarmOrCool, StepToSigmoid,
    ForwardPass, BumpCurve, HiddenSpace, Batching,
    HowWrong, SoftmaxBars, Overflow, OneOrMany,
)  # fmt: skip
