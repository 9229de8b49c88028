"""The colours of the book.

Each keeps a contrast of at least 3 : 1 against the white page and against the dark one (WCAG 2.2, non-text contrast),
and neighbours stay apart for readers who do not see red and green apart (after M. Okabe and K. Ito, *Color Universal
Design*, 2008). Colour never carries a meaning alone: a shape, a dash or a word repeats it.

`INK` and `PAPER` are the two that turn with the page's theme: wherever a picture is drawn as layered SVG, pure black
becomes the colour of the text and pure white the colour of the page.
"""

INK = "#000000"
PAPER = "#ffffff"

BLUE = "#0e7ec8"
ORANGE = "#d55e00"
GREEN = "#00916e"
PURPLE = "#b05cc6"
GOLD = "#a97f0a"
GREY = "#808080"

CYCLE = (BLUE, ORANGE, GREEN, PURPLE, GOLD, GREY)

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.labelsize": 12,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "figure.facecolor": "none",
    "figure.dpi": 72,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "savefig.facecolor": "none",
    "text.parse_math": False,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
}
"""Matplotlib settings of every picture: sizes in pixels of a phone's width, no background."""
