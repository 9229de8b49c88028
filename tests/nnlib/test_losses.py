"""Every loss: value, gradient, extremes, refused targets."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import gradcheck
from nnlib.losses import BinaryCrossEntropy, CrossEntropy, Loss, MeanSquaredError

GOLDEN = np.load(Path(__file__).parent / "golden" / "losses.npz")
rng = np.random.default_rng(0)
Z = 3 * rng.normal(size=(6, 3))
CASES = {
    "MeanSquaredError": (MeanSquaredError(), rng.normal(size=(6, 3))),
    "BinaryCrossEntropy, labels": (BinaryCrossEntropy(), rng.integers(0, 2, (6, 3))),
    "BinaryCrossEntropy, probabilities": (BinaryCrossEntropy(), rng.random((6, 3))),
    "CrossEntropy, classes": (CrossEntropy(), rng.integers(0, 3, 6)),
    "CrossEntropy, rows": (CrossEntropy(), rng.dirichlet(np.ones(3), 6)),
}
every = pytest.mark.parametrize(("loss", "target"), CASES.values(), ids=CASES.keys())


@every
def test_gradient_is_the_slope(loss, target):
    numeric = gradcheck.numerical_gradient(lambda z: loss(z, target), Z)
    np.testing.assert_allclose(loss.gradient(Z, target), numeric, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ["MeanSquaredError", "BinaryCrossEntropy", "CrossEntropy", "CrossEntropy_rows"])
def test_agrees_with_pytorch(name):
    loss: Loss = {"M": MeanSquaredError(), "B": BinaryCrossEntropy(), "C": CrossEntropy()}[name[0]]
    target = GOLDEN[f"{name}_target"]
    assert loss(GOLDEN["z"], target) == pytest.approx(float(GOLDEN[name]), abs=1e-13)
    np.testing.assert_allclose(loss.gradient(GOLDEN["z"], target), GOLDEN[f"{name}_gradient"], rtol=0, atol=1e-14)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1e4, -1e4, 1e-30, 0])
def test_extreme_outputs(loss, target, dtype, size):
    z = np.full((6, 3), size, dtype)
    z[:, 0] *= -1
    assert np.isfinite(loss(z, target))
    assert np.isfinite(loss.gradient(z, target)).all()
    assert loss.gradient(z, target).dtype == dtype


@every
def test_mean_over_the_examples(loss, target):
    """Twice the same examples: the same loss, and half the gradient for each."""
    double = np.vstack([Z, Z]), np.concatenate([target, target])
    assert loss(*double) == pytest.approx(loss(Z, target), rel=1e-12)
    np.testing.assert_allclose(loss.gradient(*double)[:6], loss.gradient(Z, target) / 2, rtol=1e-12)


@every
def test_one_example_and_arguments_left_alone(loss, target):
    z, y = Z[:1].copy(), target[:1].copy()
    loss(z, y), loss.gradient(z, y)
    assert (z == Z[:1]).all() and (y == target[:1]).all()


@every
def test_an_output_in_another_order_in_memory(loss, target):
    """Training hands over transposed arrays; the result must not depend on it."""
    z = np.asfortranarray(Z)
    assert loss(z, target) == pytest.approx(loss(Z, target), rel=1e-14)
    np.testing.assert_allclose(loss.gradient(z, target), loss.gradient(Z, target), rtol=1e-14)


@every
def test_repr_says_what_it_is(loss, target):
    assert repr(loss) == f"{type(loss).__name__}()"


def test_exact_values():
    assert MeanSquaredError()([[1.0, 2.0]], [[3.0, 5.0]]) == (4 + 9) / 2
    assert BinaryCrossEntropy()([[0.0], [0.0]], [0, 1]) == pytest.approx(np.log(2))
    assert BinaryCrossEntropy()([[1e4]], [0]) == 1e4
    assert BinaryCrossEntropy()([[1e4]], [1]) == 0
    assert CrossEntropy()([[0.0, 1e4]], [0]) == 1e4
    assert CrossEntropy()([[5.0]], [0]) == 0  # one class only


def test_one_hot_rows_are_class_numbers():
    y = np.array([0, 2, 1, 1, 0, 2])
    assert CrossEntropy()(Z, y) == pytest.approx(CrossEntropy()(Z, np.eye(3)[y]))
    np.testing.assert_allclose(CrossEntropy().gradient(Z, y), CrossEntropy().gradient(Z, np.eye(3)[y]), atol=1e-16)


@pytest.mark.parametrize("loss", [MeanSquaredError(), BinaryCrossEntropy()])
def test_a_column_may_come_as_a_vector(loss):
    z, y = Z[:, :1], np.array([0, 1, 1, 0, 1, 0])
    assert loss(z, y) == loss(z, y[:, None])
    assert loss.gradient(z, y).shape == (6, 1)


@every
def test_the_baseline_is_the_loss_of_the_best_constant_answer(loss, target):
    """That of the mean target; any other answer that is the same for every example costs more."""
    share = (target if target.ndim > 1 else target[:, None] == np.arange(3)).mean(axis=0)
    answers = {"M": lambda: share, "B": lambda: np.log(share / (1 - share)), "C": lambda: np.log(share)}
    constant = np.tile(answers[type(loss).__name__[0]](), (6, 1))
    y = loss.as_target(target, constant.shape, constant.dtype)
    assert loss.baseline(y) == pytest.approx(loss(constant, target), rel=1e-12)
    assert loss.baseline(y) < min(loss(constant + move, target) for move in 0.1 * np.eye(3))


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "uint64"])
def test_class_numbers_are_counted_in_any_type_of_integers(dtype):
    """Also where NumPy counts with others, such as 32 bits in Pyodide."""
    y = np.array([0, 1, 1, 2], dtype)
    assert CrossEntropy().baseline(y) == pytest.approx(1.5 * np.log(2))


@pytest.mark.parametrize("loss", [BinaryCrossEntropy(), CrossEntropy()])
def test_targets_that_are_all_alike_cost_nothing(loss):
    assert loss.baseline(np.zeros((4, 1)) if isinstance(loss, BinaryCrossEntropy) else np.full(4, 2)) == 0


def test_accuracy():
    assert BinaryCrossEntropy().accuracy([[2.0], [-1.0], [0.5]], [1, 1, 1]) == pytest.approx(2 / 3)
    assert BinaryCrossEntropy().accuracy([[2.0, -1.0], [2.0, -1.0]], [[1, 0], [1, 1]]) == 0.5  # all must be right
    assert CrossEntropy().accuracy([[2.0, 1.0], [0.0, 1.0]], [0, 0]) == 0.5
    assert CrossEntropy().accuracy([[2.0, 1.0]], [[0.1, 0.9]]) == 0
    assert CrossEntropy().accuracy([[2.0, 1.0], [0.0, 1.0], [1.0, 0.0]], [[0.9, 0.1], [0.4, 0.6], [0, 1]]) == 2 / 3
    with pytest.raises(TypeError, match="MeanSquaredError measures distances"):
        MeanSquaredError().accuracy([[1.0]], [1.0])


BAD = [
    (MeanSquaredError(), Z, np.zeros((6, 2)), ValueError, r"must have the shape of the output, \(6, 3\).*\(6, 2\)"),
    (MeanSquaredError(), Z, np.zeros(6), ValueError, r"\(6, 3\), but it has the shape \(6,\)"),
    (MeanSquaredError(), np.zeros((0, 3)), np.zeros((0, 3)), ValueError, "at least one example"),
    (MeanSquaredError(), Z[0], Z[0], ValueError, r"shape \(m, n\).*\(3,\)"),
    (MeanSquaredError(), Z, np.full((6, 3), np.nan), ValueError, "finite.*NaN"),
    (MeanSquaredError(), [["a"]], [[1.0]], TypeError, "real numbers"),
    (MeanSquaredError(), Z + 1j, Z, TypeError, "complex128"),
    (BinaryCrossEntropy(), Z[:, :1], [0, 1, 2, 0, 1, 0], ValueError, "from 0 to 1, but it holds 2"),
    (BinaryCrossEntropy(), Z[:, :1], [0, 1, -1, 0, 1, 0], ValueError, "from 0 to 1, but it holds -1"),
    (BinaryCrossEntropy(), np.zeros((0, 1)), [], ValueError, "at least one example"),
    (CrossEntropy(), Z, [0, 1, 2, 3, 0, 0], ValueError, "from 0 to 2, but target holds 3"),
    (CrossEntropy(), Z, [0, 1, 2, -1, 0, 0], ValueError, "from 0 to 2, but target holds -1"),
    (CrossEntropy(), Z, [0.0, 1.0, 2.0, 0.0, 0.0, 0.0], TypeError, "integers.*float64"),
    (CrossEntropy(), Z, [0, 1], ValueError, r"shape \(6,\).*shape \(6, 3\).*\(2,\)"),
    (CrossEntropy(), Z, np.full((6, 3), 0.5), ValueError, "sum 1"),
    (CrossEntropy(), Z, np.tile([1.5, -0.5, 0.0], (6, 1)), ValueError, "probabilities"),
    (CrossEntropy(), np.zeros((0, 3)), np.zeros(0, int), ValueError, "at least one example"),
]


@pytest.mark.parametrize(("loss", "output", "target", "error", "message"), BAD)
def test_refuses(loss, output, target, error, message):
    for call in (loss, loss.gradient):
        with pytest.raises(error, match=message):
            call(output, target)


@given(
    hnp.arrays(float, (4, 3), elements=st.floats(-1e300, 1e300)), hnp.arrays(float, (4, 3), elements=st.floats(0, 1))
)
def test_no_loss_is_below_zero(z, y):
    assert BinaryCrossEntropy()(z, y) >= 0
    assert CrossEntropy()(z, np.arange(4) % 3) >= 0


@pytest.mark.parametrize(("z", "y"), [(36.0, 1), (-36.0, 0), (60.0, 1), (700.0, 1)])
def test_a_small_binary_cross_entropy_keeps_its_digits(z, y):
    assert BinaryCrossEntropy()([[z]], [y]) == pytest.approx(np.exp(-abs(z)), rel=1e-12, abs=0)


def test_a_mean_of_small_losses_is_not_below_zero():
    z = np.random.default_rng(0).normal(60, 10, (200, 5000, 1))
    assert min(BinaryCrossEntropy()(draw, np.ones(5000)) for draw in z) >= 0
