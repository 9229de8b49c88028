"""The interactive figures of the book, in the order of its chapters.

`CATALOGUE` lists them all; the tests drive each of them to every corner of its controls.
"""

from nnlib.explorables.neurons import DecisionLine, Neuron, StepToSigmoid, WarmOrCool
from nnlib.explorables.picture import Picture

__all__ = ["CATALOGUE", "DecisionLine", "Neuron", "Picture", "StepToSigmoid", "WarmOrCool"]

CATALOGUE = (Neuron, DecisionLine, WarmOrCool, StepToSigmoid)
