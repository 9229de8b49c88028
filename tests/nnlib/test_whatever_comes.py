"""Whatever comes in is taken, or refused with a sentence; a call that is refused changes nothing.

A ValueError or TypeError is a refusal. Any other error, or a warning, is a case that nobody thought of.
"""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib
from nnlib import activations, autodiff, datasets, gradcheck, initializers, losses, optimizers, schedules
from nnlib.convolution import Conv2D, MaxPool2D
from nnlib.layers import Activation, Dense, Dropout, Flatten
from nnlib.losses import CrossEntropy, MeanSquaredError
from nnlib.network import Network, mlp
from nnlib.optimizers import SGD, Adam

# a few examples of each call, since there are many calls; a fixture of one test is the same for all examples
# the same examples in every run: what is found anew must not stop a change that has nothing to do with it
few = settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
more = settings(few, max_examples=60)

LARGE = 2.0**100  # the square of a finite number is finite up to here, also in float32 with a few of them added
kinds = st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16", "U3", "S2", "M8[s]", "O"])
elements = {"f": st.floats(-LARGE, LARGE, width=32) | st.just(np.nan), "i": st.integers(-1000, 1000), "O": st.none()}
arrays = kinds.flatmap(
    lambda kind: hnp.arrays(
        kind, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4), elements=elements.get(kind[0])
    )
)
numbers = st.one_of(st.integers(-(10**6), 1000), st.sampled_from([0, -1, 2, -(10**400)]), st.floats(), st.booleans())
things = st.one_of(
    numbers, st.none(), st.text(max_size=4), st.binary(max_size=3), st.complex_numbers(), st.fractions(),
    st.sampled_from([..., object(), type, len, np.random, [], {}]),
)  # fmt: skip
anything = st.one_of(things, arrays, st.lists(things, max_size=3), st.lists(st.lists(things, max_size=2), max_size=3))
two = st.tuples(anything, anything)


def of_an_optimizer(name, field):
    return lambda value: optimizers.get(name)(**{field: value})


def trained(**others):
    given = {"loss": MeanSquaredError(), "optimizer": SGD(0.1), "X": [[0.0], [1.0]], "y": [1.0, 2.0], "epochs": 1}
    return nnlib.train(**{"net": mlp([1, 1], rng=0), **given, **others})


def trained_with(name):
    return lambda value: trained(**{name: value})


def slope_of(name):
    def slope(value):
        with np.errstate(invalid="ignore"):  # at infinity many a formula is ∞ · 0, and NumPy says so
            return activations.get(name).derivative(value)

    return slope


def in_training(layer):
    layer.training = True
    return layer


DATASETS = ("house_prices", "colours", "fruit", "demand", "circles", "moons", "spirals", "xor", "wave", "noisy_line")
TRAINING = ("net", "loss", "optimizer", "X", "y", "epochs", "batch_size", "rng", "validation", "l2", "early_stopping")
LAYERS = {
    "Dense": lambda: Dense(2, 3, rng=0), "Activation": lambda: Activation("sigmoid"), "Flatten": Flatten,
    "Dropout": lambda: in_training(Dropout()), "Conv2D": lambda: Conv2D(1, 1, 2, rng=0), "MaxPool2D": MaxPool2D,
    "Network": lambda: mlp([2, 2, 1], rng=0),
}  # fmt: skip

#: Calls that take one thing.
CALLS = {
    **{f"activation {name}": activations.get(name) for name in activations.names()},
    **{f"slope of {name}": slope_of(name) for name in activations.names()},
    "softmax": nnlib.softmax, "logsumexp": nnlib.logsumexp, "log_softmax": nnlib.log_softmax,
    "Dense sizes": lambda n: Dense(n, 1, rng=0), "Dense start": lambda start: Dense(2, 1, start, rng=0),
    "Dense rng": lambda rng: Dense(2, 1, rng=rng), "Dense dtype": lambda dtype: Dense(2, 1, rng=0, dtype=dtype),
    "Dropout rate": Dropout, "Activation name": Activation, "MaxPool2D kernel": MaxPool2D,
    "MaxPool2D stride": lambda stride: MaxPool2D(2, stride), "Conv2D kernel": lambda k: Conv2D(1, 1, k, rng=0),
    "Conv2D stride": lambda s: Conv2D(1, 1, 1, stride=s, rng=0),
    "Conv2D padding": lambda p: Conv2D(1, 1, 1, padding=p, rng=0),
    **{f"{name} forward": lambda X, make=make: make().forward(X) for name, make in LAYERS.items()},
    "Network layers": Network, "mlp sizes": mlp, "mlp activation": lambda name: mlp([1, 1, 1], name),
    "mlp output": lambda name: mlp([1, 1], output=name), "Network name_of": lambda i: mlp([1, 1]).name_of(i),
    **{
        f"{name} {field.name}": of_an_optimizer(name, field.name)
        for name in optimizers.names() for field in dataclasses.fields(optimizers.get(name))
    },
    "schedule": lambda rate: SGD(lambda step: rate).step(np.zeros(2), np.zeros(2)),
    "constant": schedules.constant, "step_decay": lambda every: schedules.step_decay(0.1, every=every),
    "cosine": lambda steps: schedules.cosine(0.1, steps=steps),
    "cosine final": lambda final: schedules.cosine(0.1, steps=2, final=final),
    "warm_up": lambda rate: schedules.warm_up(rate, steps=2),
    **{f"{name} n": lambda n, name=name: getattr(datasets, name)(n) for name in DATASETS},
    **{f"{name} rng": lambda rng, name=name: getattr(datasets, name)(3, rng=rng) for name in DATASETS},
    "noise": lambda noise: datasets.moons(3, noise=noise), "turns": lambda turns: datasets.spirals(3, turns=turns),
    "gate": datasets.gate, "initializers": initializers.get, "normal": initializers.normal, "Var": autodiff.Var,
    "batch size": lambda size: list(nnlib.minibatches(np.zeros((3, 1)), np.zeros(3), size)),
    **{f"train {name}": trained_with(name) for name in TRAINING},
}  # fmt: skip

#: Calls that take two.
PAIRS = {
    **{f"{name} loss": losses.get(name)().__call__ for name in losses.names()},
    **{f"{name} gradient": losses.get(name)().gradient for name in losses.names()},
    **{f"{name} accuracy": losses.get(name)().accuracy for name in losses.names()},
    **{f"{name} step": lambda p, g, name=name: optimizers.get(name)().step(p, g) for name in optimizers.names()},
    "evaluate": lambda X, y: nnlib.evaluate(mlp([1, 1]), MeanSquaredError(), X, y),
    "gradcheck": lambda X, y: gradcheck.check(mlp([1, 2]), CrossEntropy(), X, y),
    "operators": lambda a, b: autodiff.Var(a) * autodiff.Var(b),
}


def refused(call, *arguments):
    """Call; return the sentence of a refusal, or None if the call was taken."""
    try:
        call(*arguments)
    except (ValueError, TypeError) as refusal:
        assert str(refusal), "a refusal says why"
        return str(refusal)
    return None


@pytest.mark.parametrize("name", CALLS)
@few
@given(value=anything)
def test_one_thing(name, value):
    refused(CALLS[name], value)


@pytest.mark.parametrize("name", PAIRS)
@few
@example(pair=(None, np.zeros(0)))
@given(pair=two)
def test_two_things(name, pair):
    refused(PAIRS[name], *pair)


@pytest.mark.parametrize("name", losses.names())
@more
@given(target=anything, shape=st.sampled_from([(3, 1), (3, 2), (1, 3), (2, 2, 2)]))
def test_targets_of_a_loss(name, target, shape):
    """What is taken has a loss and a gradient that are finite."""
    loss, output = losses.get(name)(), np.linspace(-2, 2, int(np.prod(shape))).reshape(shape)
    if refused(loss, output, target) is None:
        assert np.isfinite(loss(output, target)) and np.isfinite(loss.gradient(output, target)).all()


@pytest.mark.parametrize("name", ["Dense", "Conv2D", "Network"])
@more
@given(values=anything)
def test_weights_that_are_assigned(name, values):
    """A layer keeps its shape and its place in memory, and keeps its numbers if it refuses others."""
    layer = LAYERS[name]()
    attribute = "parameters" if name == "Network" else "W"
    array = getattr(layer, attribute)
    before = array.copy()
    if refused(setattr, layer, attribute, values) is not None:
        np.testing.assert_array_equal(array, before)
    assert getattr(layer, attribute) is array and array.shape == before.shape


@pytest.mark.parametrize("name", LAYERS)
@few
@given(gradient=anything)
def test_gradients_that_come_back(name, gradient):
    layer = LAYERS[name]()
    layer.forward(np.ones((3, 1, 2, 2) if name in ("Conv2D", "MaxPool2D") else (3, 2)))
    refused(layer.backward, gradient)


@pytest.mark.parametrize("name", TRAINING)
@few
@given(value=anything)
def test_training_that_is_refused_changes_nothing(name, value):
    net, optimizer = mlp([1, 1], rng=0), Adam(0.1)
    before = net.parameters.copy()
    arguments = {"net": net, "optimizer": optimizer, name: value}
    if refused(lambda: trained(**arguments)) is not None:
        np.testing.assert_array_equal(net.parameters, before)
        assert optimizer.steps == 0 and optimizer.state == () and not net.training


@pytest.mark.parametrize("given_as", [MeanSquaredError, Adam, "Adam", None])
@pytest.mark.parametrize("name", ["net", "loss", "optimizer"])
def test_training_says_what_it_takes(name, given_as):
    with pytest.raises(TypeError, match="train takes a network, a loss and an optimizer, not"):
        trained(**{name: given_as})


@pytest.mark.parametrize("name", optimizers.names())
@more
@given(
    gradients=st.lists(hnp.arrays(float, 3, elements=st.floats(-LARGE, LARGE)), min_size=1, max_size=4),
    rate=st.floats(1e-6, 10),
)
def test_steps_along_any_gradient_are_finite(name, gradients, rate):
    optimizer, parameters = optimizers.get(name)(rate), np.ones(3)
    for gradient in gradients:
        kept = gradient.copy()
        optimizer.step(parameters, gradient)
        np.testing.assert_array_equal(gradient, kept)
        assert np.isfinite(parameters).all()


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "net.npz"
    mlp([2, 3, 1], rng=0).save(path)
    return path.read_bytes()


def is_loaded_or_refused(path):
    sentence = refused(Network.load, path)
    if sentence is None:
        assert np.isfinite(Network.load(path).forward(np.zeros((1, 2)))).size == 1
    else:
        assert sentence.startswith(f"{path} is not a network saved by nnlib: ")


@settings(few, max_examples=200)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4), end=st.floats(0, 1)
)
def test_a_file_with_changed_bytes(saved, tmp_path, changes, end):
    """A saved network of which some bytes are changed, or the end is missing."""
    content = bytearray(saved)
    for place, byte in changes:
        content[int(place * len(content))] = byte
    path = tmp_path / "changed.npz"
    path.write_bytes(content if end > 0.2 else content[: int(5 * end * len(content))])
    is_loaded_or_refused(path)


def test_a_file_packed_in_a_way_that_nobody_unpacks(saved, tmp_path):
    """The method of packing in the list of contents is one that does not exist."""
    content = bytearray(saved)
    content[content.index(b"PK\x01\x02") + 10] = 77
    path = tmp_path / "packed.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"is not a network saved by nnlib: That compression method is not supported"):
        Network.load(path)


plain = st.none() | st.booleans() | st.integers(-3, 50) | st.floats(-1, 1) | st.text(max_size=4)
layers = st.fixed_dictionaries(
    {
        "class": st.sampled_from(["Dense", "Activation", "Conv2D", "Dropout", "Flatten", "MaxPool2D", "Network", ""])
        | plain
    },
    optional=dict.fromkeys(("n_in", "n_out", "name", "rate", "kernel", "stride", "padding", "rng", "self"), plain),
)


@settings(few, max_examples=150)
@given(description=st.lists(layers | plain, max_size=3) | plain | layers, parameters=arrays)
def test_a_file_with_other_contents(tmp_path, description, parameters):
    path = tmp_path / "other.npz"
    if parameters.dtype.hasobject:
        parameters = parameters.astype("U4")
    np.savez(path, format="nnlib network 1", layers=json.dumps(description), parameters=parameters)
    sentence = refused(Network.load, path)
    assert sentence is None or sentence.startswith(f"{path} is not a network saved by nnlib: ")
