"""The interactive figures of the book, in the order of its chapters.

`CATALOGUE` lists them all; the tests drive each of them to every corner of its controls.
"""

from nnlib.explorables.activations import (
    ActivationGallery, DeadUnits, GeluApproximations, LinearCollapse, TwoCuts, VanishingGradient,
)
from nnlib.explorables.backpropagation import CheckGradient, ComputationalGraph, ForwardOrReverse, ThroughNetwork
from nnlib.explorables.gradient_descent import Curvature, FitLine, OneDimension
from nnlib.explorables.losses import HowWrong, OneOrMany, Overflow, SoftmaxBars
from nnlib.explorables.networks import Batching, BumpCurve, ForwardPass, HiddenSpace
from nnlib.explorables.neurons import DecisionLine, Neuron, StepToSigmoid, WarmOrCool
from nnlib.explorables.optimizers import InsideAdam, MomentumMap, Race, Schedules
from nnlib.explorables.picture import Picture
from nnlib.explorables.playground import Playground
from nnlib.explorables.training import FitCurve, Initialisation, Overfitting

__all__ = [
    "ActivationGallery", "Batching", "BumpCurve", "CATALOGUE", "CheckGradient", "ComputationalGraph", "Curvature",
    "DeadUnits", "DecisionLine", "FitCurve", "FitLine", "ForwardOrReverse", "ForwardPass", "GeluApproximations",
    "HiddenSpace", "HowWrong", "Initialisation", "InsideAdam", "LinearCollapse", "MomentumMap", "Neuron",
    "OneDimension", "OneOrMany", "Overfitting", "Overflow", "Picture", "Playground", "Race", "Schedules",
    "SoftmaxBars", "StepToSigmoid", "ThroughNetwork", "TwoCuts", "VanishingGradient", "WarmOrCool",
]  # fmt: skip

CATALOGUE = (
    Neuron, DecisionLine, WarmOrCool, StepToSigmoid,
    TwoCuts, LinearCollapse, ActivationGallery, GeluApproximations, VanishingGradient, DeadUnits,
    ForwardPass, BumpCurve, HiddenSpace, Batching,
    HowWrong, SoftmaxBars, Overflow, OneOrMany,
    OneDimension, FitLine, Curvature,
    ComputationalGraph, ThroughNetwork, ForwardOrReverse, CheckGradient,
    Race, MomentumMap, InsideAdam, Schedules,
    Playground, Initialisation, FitCurve, Overfitting,
)  # fmt: skip
