"""Figures as functions: `plot_xxx(axes, ...)` draws on the axes it is given and returns the artists.

Colours and sizes come from `nnlib.plots.palette`; the chapters show the result with `nnlib.explorables.Picture`.
"""

from nnlib.plots.neurons import plot_cell_and_model, plot_predictions

__all__ = ["plot_cell_and_model", "plot_predictions"]
