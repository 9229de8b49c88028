"""What the explorables of the chapter *Losses* compute."""

import math
import warnings

import numpy as np
import pytest

from nnlib.chapters.losses.number_types import measured_range, softmax_curves
from nnlib.explorables import HowWrong, OneOrMany, Overflow, SoftmaxBars


@pytest.mark.parametrize(("logit", "label"), [(-5, 1), (0.5, 0), (8, 0), (-8, 1), (3, 1)])
def test_losses_and_slopes_are_those_of_the_formulas(logit, label):
    result = HowWrong(logit=logit, label=str(label)).result

    def squared(z):
        return (1 / (1 + math.exp(-z)) - label) ** 2

    def entropy(z):
        return math.log(1 + math.exp(z)) - label * z

    for i, loss in enumerate((squared, entropy)):
        slope = (loss(logit + 1e-5) - loss(logit - 1e-5)) / 2e-5
        assert result.losses[i] == pytest.approx(loss(logit), abs=1e-12)
        assert result.slopes[i] == pytest.approx(slope, abs=1e-8)
        near = np.abs(result.z - logit).argmin()
        assert result.curves[i][near] == pytest.approx(loss(result.z[near]), abs=1e-12)


def test_at_first_the_squared_error_has_no_slope_where_it_is_most_wrong():
    figure = HowWrong()
    squared, entropy = np.abs(figure.result.slopes)
    assert figure.result.losses[0] > 0.98 and squared < 0.014 and entropy > 0.99
    assert "−0.0132" in figure.sentence and "−0.9933" in figure.sentence


def test_squared_error_pulls_hardest_when_mildly_wrong():
    result = HowWrong(label="1").result
    hardest = np.abs(result.slope_curves[0]).argmax()
    assert result.z[hardest] == pytest.approx(-math.log(2), abs=0.1)  # where p = 1/3
    assert abs(result.slope_curves[0][hardest]) == pytest.approx(8 / 27, abs=1e-3)


def test_softmax_bars_are_probabilities_and_ignore_a_shift():
    low, high = (SoftmaxBars(tomato=2 + c, orange=1 + c, lemon=c, temperature=1).result.probabilities for c in (0, 1))
    assert np.allclose(low, np.exp([2, 1, 0]) / np.exp([2, 1, 0]).sum())
    assert np.allclose(low, high, rtol=1e-12)


def test_temperature_divides_the_logits():
    hot = SoftmaxBars(temperature=10).result.probabilities
    assert np.round(hot, 3).tolist() == [0.367, 0.332, 0.301]
    assert SoftmaxBars(temperature=0.1).result.probabilities[0] > 0.9999


def test_a_rising_logit_takes_from_the_others_by_the_same_factor():
    before, after = (SoftmaxBars(lemon=z).result.probabilities for z in (0, 3))
    assert np.round(after[:2], 3).tolist() == [0.245, 0.09]
    assert after[0] / after[1] == pytest.approx(before[0] / before[1]) == pytest.approx(math.e)


def step(precision, value, towards):
    return np.nextafter(np.array(value, precision), np.array(towards, precision))


@pytest.mark.parametrize("precision", ["float16", "float32", "float64"])
def test_naive_softmax_fails_where_the_number_type_ends(precision):
    """An oracle from the format alone: the logarithms of its largest and its smallest number."""
    limits = np.finfo(precision)
    low, high, lowest, highest = measured_range(precision, "naive")
    largest = float(limits.max)
    half_a_step = largest - float(step(precision, limits.max, 0))
    overflow = math.log(largest) + half_a_step / largest / 2  # beyond it the exponential is rounded to infinity
    underflow = math.log(float(limits.smallest_subnormal)) - math.log(2)  # below it, to 0
    assert overflow - 1 / 64 < highest <= overflow
    assert underflow - 1 / 128 <= lowest < underflow + 1 / 64
    total = 1 + math.exp(-1) + math.exp(-2)
    assert overflow - math.log(total) - 1 / 64 < high <= overflow - math.log(total) + 1e-2
    assert lowest < low < lowest + 5


def test_differences_of_logits_are_factors_of_probabilities():
    result = SoftmaxBars(tomato=3, orange=1, lemon=2, temperature=2).result
    assert np.allclose(result.probabilities[1:] / result.probabilities[:-1], result.ratios)
    assert np.allclose(result.ratios, np.exp([-1, 0.5]))


@pytest.mark.parametrize(
    ("shift", "answers"), [(10, ["0.665", "0.245", "0.09"]), (11, ["0"] * 3), (12, ["NaN", "0", "0"])]
)
def test_the_three_outcomes_in_float16_are_those_of_numpy(shift, answers):
    """A logit of 12 makes one exponential infinite; the two others are finite numbers divided by infinity."""
    with np.errstate(all="ignore"):
        e = np.exp(np.array([shift, shift - 1, shift - 2], np.float16))
        p = e / e.sum()
    assert Overflow(shift=shift).result.answers == answers
    assert np.isnan(p).tolist() == [answer == "NaN" for answer in answers]


def test_both_ends_are_on_the_static_page():
    outcomes = {Overflow(shift=z).result.outcome for z in Overflow.shift.grid}
    assert outcomes == {
        "right", "digits are lost", "only the sum is ∞", "an exponential is ∞", "every exponential is 0"
    }  # fmt: skip


def test_the_curves_are_flat_where_the_range_says_so():
    largest, curves = softmax_curves("float16", "naive")
    low, high, lowest, highest = measured_range("float16", "naive")
    inside = (largest >= low) & (largest <= high)
    assert np.abs(curves[:, inside].T - [0.66524, 0.24473, 0.09003]).max() <= 0.0101
    assert np.isnan(curves[0, (largest < lowest) | (largest > highest)]).all()
    assert (curves[:, (largest > high) & (largest <= highest)] == 0).all()
    assert np.abs(softmax_curves("float16", "stable")[1].T - [0.66524, 0.24473, 0.09003]).max() < 1e-3


def test_the_sum_overflows_before_the_exponential():
    result = Overflow(shift=11, precision="float16").result
    assert (
        result.is_number and not result.probabilities.any() and "∞" not in result.powers[:3] and result.powers[3] == "∞"
    )


def test_wrong_without_a_warning():
    result = Overflow(shift=-16, precision="float16").result
    assert result.is_number and np.allclose(result.probabilities, [2 / 3, 1 / 3, 0], atol=1e-3)


@pytest.mark.parametrize("precision", ["float16", "float32", "float64"])
def test_stable_softmax_never_fails(precision):
    assert measured_range(precision, "stable") == (-800, 800, -800, 800)
    for shift in Overflow.declared["shift"].grid:
        result = Overflow(shift=shift, precision=precision, method="stable").result
        assert np.allclose(result.probabilities, [0.66524, 0.24473, 0.09003], atol=1e-3)


def test_other_warnings_are_not_hidden():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Overflow(shift=14, precision="float16")
        with pytest.raises(RuntimeWarning, match="overflow"):
            np.exp(np.float16(12))


def test_overflow_says_where_it_fails():
    for precision, limit in (("float16", "11.09"), ("float32", "88.72"), ("float64", "709.78")):
        assert f"NaN appears above {limit}" in Overflow(precision=precision).sentence
    assert Overflow().sentence.startswith(
        "Softmax (as it stands) in float16 of 12, 11, 10 gives NaN, 0, 0: an exponential is ∞."
    )


def test_nothing_is_rounded_to_0_or_1():
    assert "bicycle 0.005" in OneOrMany(car=3, bus=2, bicycle=-2).sentence
    cold = SoftmaxBars(temperature=0.1).sentence
    assert "tomato >0.999, orange <0.001" in cold
    assert "slope −2·10⁻⁷" in HowWrong(logit=8, label="1").sentence


def test_one_or_many():
    result = OneOrMany(car=3, bus=2, bicycle=-2).result
    assert np.allclose(result.many, [1 / (1 + math.exp(-z)) for z in (3, 2, -2)])
    assert result.one.sum() == pytest.approx(1)
    assert result.chosen.tolist() == [True, False, False] and result.yes.tolist() == [True, True, False]


def test_none_and_ties_are_said():
    assert "a tie" in OneOrMany(car=-4, bus=-4, bicycle=-4).sentence
    assert OneOrMany(car=-4, bus=-4, bicycle=-4).sentence.endswith("answer none.")


def test_a_stronger_car_takes_from_the_bus_only_under_softmax():
    before, after = OneOrMany(car=3).result, OneOrMany(car=4).result
    assert round(before.one[1], 2) == 0.27 and round(after.one[1], 2) == 0.12
    assert before.many[1] == after.many[1]
