"""Numbers as people write them: a true minus sign, no trailing zeros, powers of ten instead of e-06.

Three writers for three questions. `number` keeps a fixed count of decimals, `size` a count of digits whatever the size,
`power_of_ten` writes the ticks of a logarithmic axis.
"""

import math

_RAISED = str.maketrans("0123456789−.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def number(value: float, decimals: int = 2) -> str:
    """Write a number with at most so many decimals.

    >>> number(2.0), number(-0.126), number(-0.001)
    ('2', '−0.13', '0')
    """
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def size(value: float, digits: int = 2) -> str:
    """Write a number of any size with so many significant digits, the whole part in full up to 10,000.

    >>> size(0.0346), size(12.34), size(1234.5), size(-0.5)
    ('0.035', '12', '1234', '−0.5')
    >>> size(9.97e-6), size(4.12e12, 3), size(0), size(math.inf)
    ('1·10⁻⁵', '4.12·10¹²', '0', '∞')
    """
    if not math.isfinite(value):
        return number(value).replace("inf", "∞")
    mantissa, exponent = f"{float(value):.{digits - 1}e}".split("e")  # rounded first: 9.97 may become 10
    power = int(exponent)
    if power > -4 and round(abs(value)) < 10_000:
        return number(value, max(digits - 1 - power, 0))
    return f"{number(float(mantissa), digits - 1)}·{power_of_ten(power)}"


def power_of_ten(exponent: float) -> str:
    """Write a power of ten.

    >>> power_of_ten(-5), power_of_ten(0), power_of_ten(-2.5)
    ('10⁻⁵', '1', '10⁻²·⁵')
    """
    if exponent in (0, 1):
        return "10" if exponent else "1"
    return "10" + number(exponent, 1).translate(_RAISED)


def linear(terms: dict[str, float], constant: float) -> str:
    """Write a weighted sum as one would by hand: names and their factors, then the constant.

    >>> linear({"x₁": 1, "x₂": -2.5, "x₃": 0}, -1.5)
    'x₁ − 2.5 x₂ − 1.5'
    >>> linear({"x": 0}, 0)
    '0'
    """
    written = ""
    for name, factor in [*terms.items(), ("", constant)]:
        factor_size = number(abs(factor))
        if factor_size == "0":
            continue
        sign = "−" if factor < 0 else "+"
        item = factor_size if not name else name if factor_size == "1" else f"{factor_size} {name}"
        written += f" {sign} {item}" if written else item if factor > 0 else f"−{item}"
    return written or "0"
