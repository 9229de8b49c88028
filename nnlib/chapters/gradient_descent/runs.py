"""What the figures of the chapter *Gradient descent* share."""


from nnlib.numerals import number
from nnlib.words import _


def _size(value):
    """Write a number that may have grown beyond all reading."""
    return number(value, decimals=3) if abs(value) < 10_000 else _("more than 10,000")
