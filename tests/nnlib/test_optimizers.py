"""Every optimizer and schedule."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib import optimizers, schedules
from nnlib.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Momentum, Nesterov, RMSProp, walk

GOLDEN = np.load(Path(__file__).parent / "golden" / "optimizers.npz")
AS_RECORDED = {
    "SGD": SGD(0.05),
    "Momentum": Momentum(0.05, beta=0.8),
    "Nesterov": Nesterov(0.05, beta=0.8),
    "Adagrad": Adagrad(0.05, epsilon=1e-6),
    "RMSProp": RMSProp(0.05, beta=0.95, epsilon=1e-6),
    "Adadelta": Adadelta(0.5, beta=0.95, epsilon=1e-5),
    "Adam": Adam(0.05, beta1=0.8, beta2=0.95, epsilon=1e-6),
    "AdamW": AdamW(0.05, beta1=0.8, beta2=0.95, epsilon=1e-6, weight_decay=0.1),
}
every = pytest.mark.parametrize("name", optimizers.names())


def by_the_paper(name, theta, g, t, memory, lr=0.05):
    """One step as the papers write it: no trick, new arrays."""
    b1, b2, eps = 0.8, 0.95, 1e-6
    M, V = memory.get("M", 0 * theta), memory.get("V", 0 * theta)
    if name == "SGD":
        return theta - lr * g
    if name in ("Momentum", "Nesterov"):
        memory["M"] = M = b1 * M + (1 - b1) * g
        return theta - lr * (M if name == "Momentum" else b1 * M + (1 - b1) * g)
    if name == "Adagrad":
        memory["V"] = V = V + g**2
        return theta - lr * g / (np.sqrt(V) + eps)
    if name == "RMSProp":
        memory["V"] = V = b2 * V + (1 - b2) * g**2
        return theta - lr * g / (np.sqrt(V) + eps)
    if name == "Adadelta":
        memory["V"] = V = b2 * V + (1 - b2) * g**2
        delta = np.sqrt(memory.get("U", 0 * theta) + 1e-5) / np.sqrt(V + 1e-5) * g
        memory["U"] = b2 * memory.get("U", 0 * theta) + (1 - b2) * delta**2
        return theta - 0.5 * delta
    if name == "AdamW":
        theta = theta - lr * 0.1 * theta
    memory["M"] = M = b1 * M + (1 - b1) * g
    memory["V"] = V = b2 * V + (1 - b2) * g**2
    return theta - lr * (M / (1 - b1**t)) / (np.sqrt(V / (1 - b2**t)) + eps)


def slope(theta):
    return GOLDEN["scales"] * theta + np.cos(theta)


@every
def test_ten_steps_agree_with_pytorch(name):
    optimizer, path = AS_RECORDED[name], GOLDEN[name]
    optimizer.reset()
    theta = path[0].copy()
    for expected in path[1:]:
        optimizer.step(theta, slope(theta))
        np.testing.assert_allclose(theta, expected, rtol=0, atol=1e-10)


@every
def test_ten_steps_agree_with_the_paper(name):
    optimizer, memory = AS_RECORDED[name], {}
    optimizer.reset()
    theta = plain = GOLDEN["SGD"][0].copy()
    for t in range(1, 11):
        plain = by_the_paper(name, plain, slope(plain), t, memory)
        optimizer.step(theta, slope(theta))
        np.testing.assert_allclose(theta, plain, rtol=0, atol=1e-12)
    for key, array in zip(optimizer.remembers, optimizer.state, strict=True):
        np.testing.assert_allclose(array, memory[key], rtol=1e-12)


@every
@pytest.mark.parametrize("shape", [(1,), (2,), (3, 4), (), (optimizers.SLICE + 5,), (2, optimizers.SLICE)])
def test_any_shape_and_every_slice(name, shape):
    """All elements are alike, so they must stay alike, in place, whatever the shape."""
    optimizer = optimizers.get(name)()
    theta = np.ones(shape)
    pointer = theta.ctypes.data
    reference = np.ones(1)
    other = optimizers.get(name)()
    for _ in range(3):
        optimizer.step(theta, np.full(shape, 0.3))
        other.step(reference, np.full(1, 0.3))
    np.testing.assert_allclose(theta, np.full(shape, reference[0]), rtol=1e-14)
    assert theta.ctypes.data == pointer and theta.reshape(-1)[0] < 1


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_arguments(name, dtype):
    optimizer, theta, g = optimizers.get(name)(), np.ones(3, dtype), np.array([1e-20, 0, -1e10], dtype)
    kept = g.copy()
    for _ in range(3):
        optimizer.step(theta, g)
    assert theta.dtype == dtype and all(array.dtype == dtype for array in optimizer.state)
    assert (g == kept).all() and np.isfinite(theta).all()


@every
def test_reset_begins_anew(name):
    optimizer, runs = optimizers.get(name)(), []
    for _ in range(2):
        optimizer.reset()
        theta = np.ones(2)
        for _ in range(3):
            optimizer.step(theta, theta * [1, 5])
        runs.append(theta)
    np.testing.assert_array_equal(*runs)
    assert optimizer.steps == 3


@every
def test_goes_on_when_the_same_parameters_come_in_another_array(name):
    """Training twice in a row, or a copied network: the memory belongs to the shape, not to the array."""
    one, two, theta, other = optimizers.get(name)(), optimizers.get(name)(), np.ones(2), np.ones(2)
    for _ in range(4):
        one.step(theta, 2 * theta)
    for _ in range(4):
        other = other.copy()
        two.step(other, 2 * other)
    np.testing.assert_array_equal(theta, other)


def test_nesterov_walks_the_places_ahead_of_the_original_method():
    """Sutskever's form takes the gradient at θ − lr β M; those places are the path of the form that libraries have."""
    scales = np.array([1.0, 100.0])
    place, M = np.array([9.0, 0.3]), np.zeros(2)
    optimizer, theta = Nesterov(0.05, beta=0.9), place.copy()
    for _ in range(40):
        ahead = place - 0.05 * 0.9 * M
        np.testing.assert_allclose(theta, ahead, atol=1e-12)
        M = 0.9 * M + 0.1 * scales * ahead
        place = place - 0.05 * M
        optimizer.step(theta, scales * theta)


def test_adam_without_bias_correction_begins_with_a_long_step():
    with_, without = np.zeros(1), np.zeros(1)
    Adam(0.1).step(with_, np.ones(1))
    Adam(0.1, bias_correction=False).step(without, np.ones(1))
    assert with_[0] == pytest.approx(-0.1)
    assert without[0] == pytest.approx(-0.1 * 0.1 / np.sqrt(0.001), rel=1e-5)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(optimizers.names())), st.floats(-1e3, 1e3).filter(lambda x: abs(x) > 1e-3))
def test_the_first_step_goes_downhill(name, start):
    theta = np.array([start])
    optimizer = optimizers.get(name)(learning_rate=1e-6)
    optimizer.step(theta, 2 * theta)
    assert abs(theta[0]) < abs(start)


@every
@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf, "fast", None, True])
def test_refuses_a_learning_rate(name, rate):
    with pytest.raises(ValueError, match=f"learning_rate must be a finite number above 0, not {rate!r}"):
        optimizers.get(name)(learning_rate=rate)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Momentum(beta=1), "beta must be at least 0 and below 1, not 1"),
        (lambda: Nesterov(beta=-0.5), "beta must be .* not -0.5"),
        (lambda: RMSProp(beta=1.5), "beta must be .* not 1.5"),
        (lambda: Adadelta(epsilon=0), "epsilon must be .* not 0"),
        (lambda: Adagrad(epsilon=-1), "epsilon must be .* not -1"),
        (lambda: Adam(beta1=1.0), "beta1 must be .* not 1.0"),
        (lambda: Adam(beta2=-1.0), "beta2 must be .* not -1.0"),
        (lambda: AdamW(weight_decay=-1), "weight_decay must be .* not -1"),
        (lambda: SGD(lambda step: -1.0).step(np.ones(1), np.ones(1)), "schedule's learning rate must be .* not -1.0"),
        (lambda: schedules.constant(0), "learning_rate must be .* not 0"),
        (lambda: schedules.step_decay(-1, every=1), "learning_rate must be .* not -1"),
        (lambda: schedules.cosine(-1, steps=1), "learning_rate must be .* not -1"),
        (lambda: schedules.step_decay(0.1, every=0), "every must be a whole number from 1, not 0"),
        (lambda: schedules.step_decay(0.1, factor=-1, every=1), "factor must be .* not -1"),
        (lambda: schedules.cosine(0.1, steps=1.5), "steps must be a whole number from 1, not 1.5"),
        (lambda: schedules.cosine(0.1, steps=1, final=-1), "final must be .* not -1"),
        (lambda: schedules.warm_up(0.1, steps=0), "steps must be a whole number from 1, not 0"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@every
def test_refused_steps_change_nothing(name):
    optimizer, theta = optimizers.get(name)(), np.ones(3)
    optimizer.step(theta, theta.copy())
    kept, state = theta.copy(), [array.copy() for array in optimizer.state]
    with pytest.raises(ValueError, match=r"the parameters' shape, \(3,\), not a ndarray of shape \(2,\)"):
        optimizer.step(theta, np.ones(2))
    with pytest.raises(ValueError, match=r"an array of the parameters' shape, \(3,\), not a list"):
        optimizer.step(theta, [1.0, 2.0, 3.0])
    if name != "SGD":  # it remembers nothing
        with pytest.raises(ValueError, match=rf"this {name} remembers parameters of shape \(3,\), but got \(4,\)"):
            optimizer.step(np.ones(4), np.ones(4))
    with pytest.raises(TypeError, match="array of floats that can be changed in place"):
        optimizer.step([1.0, 2.0, 3.0], np.ones(3))
    with pytest.raises(TypeError, match="array of floats"):
        optimizer.step(np.ones(3, int), np.ones(3))
    assert (theta == kept).all() and optimizer.steps == 1
    assert all((a == b).all() for a, b in zip(optimizer.state, state))


@every
@pytest.mark.parametrize(
    "refused",
    [
        lambda optimizer: optimizer.step(np.zeros(3), np.zeros(2)),
        lambda optimizer: optimizer.step([0.0, 0.0, 0.0], np.zeros(3)),
        lambda optimizer: optimizer.step(np.zeros(3), None),
    ],
)
def test_a_refused_first_step_is_forgotten(name, refused):
    optimizer, theta = optimizers.get(name)(), np.zeros(2)
    with pytest.raises((ValueError, TypeError)):
        refused(optimizer)
    optimizer.step(theta, np.ones(2))
    assert optimizer.steps == 1 and (theta < 0).all()


def test_a_refused_rate_is_forgotten():
    optimizer = Adam(lambda step: -1.0)
    with pytest.raises(ValueError, match="schedule's learning rate"):
        optimizer.step(np.zeros(3), np.ones(3))
    optimizer.learning_rate = 0.1
    optimizer.step(np.zeros(2), np.ones(2))


def test_schedules():
    optimizer, theta = SGD(schedules.step_decay(1.0, factor=0.1, every=2)), np.zeros(1)
    rates = []
    for _ in range(5):
        optimizer.step(theta, np.ones(1))
        rates.append(optimizer.last_rate)
    np.testing.assert_allclose(rates, [1, 1, 0.1, 0.1, 0.01])
    assert theta[0] == pytest.approx(-2.21)
    assert schedules.step_decay(1.0, every=2)(4) == 0.25
    cosine = schedules.cosine(1.0, steps=4, final=0.2)
    np.testing.assert_allclose([cosine(t) for t in (0, 2, 4, 9)], [1, 0.6, 0.2, 0.2])
    warm = schedules.warm_up(cosine, steps=2)
    np.testing.assert_allclose([warm(t) for t in (0, 1, 2, 4, 6)], [0.5, 1, 1, 0.6, 0.2])


def test_repr_says_what_it_is():
    assert repr(Momentum(0.1, beta=0.5)) == "Momentum(learning_rate=0.1, beta=0.5)"


def test_the_numbers_that_are_usual():
    assert [repr(optimizers.get(name)()) for name in optimizers.names()] == [
        "SGD(learning_rate=0.1)",
        "Momentum(learning_rate=0.1, beta=0.9)",
        "Nesterov(learning_rate=0.1, beta=0.9)",
        "Adagrad(learning_rate=0.01, epsilon=1e-10)",
        "RMSProp(learning_rate=0.01, beta=0.99, epsilon=1e-08)",
        "Adadelta(learning_rate=1.0, beta=0.9, epsilon=1e-06)",
        "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, bias_correction=True)",
        "AdamW(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, bias_correction=True, weight_decay=0.01)",
    ]


def test_the_names_are_in_order_of_complexity():
    assert optimizers.names() == ("SGD", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adadelta", "Adam", "AdamW")


@every
def test_a_walk_is_the_path_of_steps(name):
    optimizer, theta, expected = optimizers.get(name)(0.1), np.array([1.0, -2.0]), [np.array([1.0, -2.0])]
    for _ in range(5):
        optimizer.step(theta, theta * [1, 5])
        expected.append(theta.copy())
    start = [1, -2]
    np.testing.assert_array_equal(walk(optimizers.get(name)(0.1), lambda theta: theta * [1, 5], start, 5), expected)
    assert start == [1, -2]


def test_a_walk_leaves_its_start_alone_and_takes_any_gradient():
    start = np.array([1.0, 2.0])
    path = walk(SGD(0.5), lambda theta: [2.0, 0.0], start, 2)
    np.testing.assert_array_equal(path, [[1, 2], [0, 2], [-1, 2]])
    np.testing.assert_array_equal(start, [1, 2])
    np.testing.assert_array_equal(walk(SGD(0.5), np.ones_like, start, 0), [start])
    assert walk(SGD(0.5), np.ones_like, [1, 2], 0).dtype == float


def test_a_walk_that_has_gone_far_is_stopped():
    path = walk(SGD(1.0), lambda theta: -theta, [0.0, 30.0], 50)  # each step doubles it
    np.testing.assert_array_equal(path[:, 1], [30, 60, 120])
    assert len(walk(SGD(1.0), lambda theta: -theta, [optimizers.FAR / 2], 50)) == 3  # just there is not yet far
    assert len(walk(SGD(1.0), lambda theta: -theta, [0.0, -2 * optimizers.FAR], 50)) == 1


@every
def test_a_walk_goes_on_from_the_state_of_its_optimizer(name):
    whole, parts = optimizers.get(name)(0.1), optimizers.get(name)(0.1)
    path = walk(whole, lambda theta: 2 * theta, [3.0], 6)
    first = walk(parts, lambda theta: 2 * theta, [3.0], 2)
    np.testing.assert_array_equal(np.vstack([first, walk(parts, lambda theta: 2 * theta, first[-1], 4)[1:]]), path)
    assert parts.steps == 6


def test_many_parameters_lie_side_by_side():
    """They are worked through in slices, and a slice of what is scattered would be a copy."""
    scattered = np.zeros((2, optimizers.SLICE))[:, ::2]
    few = scattered[:1]
    SGD(0.1).step(few, np.ones_like(few))
    assert (few == -0.1).all()
    scattered = np.zeros((2, 2 * optimizers.SLICE))[:, ::2]
    with pytest.raises(ValueError, match="must lie side by side in memory"):
        SGD(0.1).step(scattered, np.ones_like(scattered))
    assert not scattered.any()
