"""The palette keeps its contrast on the white page and on the dark one."""

import itertools

import pytest

from nnlib.plots import palette

DARK_PAGE = "#14181e"
WHITE_PAGE = "#ffffff"


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", palette.CYCLE)
@pytest.mark.parametrize("ground", [WHITE_PAGE, DARK_PAGE])
def test_contrast_against_the_page(colour, ground):
    assert contrast(colour, ground) >= 3


def test_colours_differ():
    assert all(a != b for a, b in itertools.combinations(palette.CYCLE, 2))
