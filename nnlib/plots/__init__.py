"""Figures as functions: `plot_xxx(axes, ...)` draws on the axes it is given and returns the artists.

Colours and sizes come from `nnlib.plots.palette`; the chapters show the result with `nnlib.explorables.Picture`.
"""

from nnlib.plots.activations import plot_activations, plot_fits, plot_gates
from nnlib.plots.backpropagation import plot_blocks, plot_gradient_sizes, plot_path
from nnlib.plots.curves import plot_history
from nnlib.plots.diagrams import NetworkDrawing, plot_network
from nnlib.plots.digits import plot_confusion_matrix, plot_digits
from nnlib.plots.gradient_descent import plot_descent_step, plot_descents, plot_landscape, plot_losses, plot_parameters
from nnlib.plots.graphs import plot_graph
from nnlib.plots.losses import plot_gaussian_noise, plot_likelihood, plot_price_of_belief, plot_two_sorters
from nnlib.plots.networks import plot_deep_and_wide, plot_demand_network, plot_sorter
from nnlib.plots.neurons import plot_cell_and_model, plot_fruit, plot_predictions
from nnlib.plots.optimizers import OPTIMIZER_STYLES, plot_optimizer_paths, plot_sweep
from nnlib.plots.regions import plot_classes, plot_decision_regions
from nnlib.plots.speed import plot_step_times
from nnlib.plots.surfaces import plot_loss_surface, plot_paths
from nnlib.plots.training import plot_boundaries, plot_curve_twice, plot_cuts_in_training, plot_runs, plot_training_loop

__all__ = [
    "NetworkDrawing",
    "OPTIMIZER_STYLES",
    "plot_activations",
    "plot_blocks",
    "plot_boundaries",
    "plot_cell_and_model",
    "plot_classes",
    "plot_confusion_matrix",
    "plot_curve_twice",
    "plot_cuts_in_training",
    "plot_decision_regions",
    "plot_deep_and_wide",
    "plot_demand_network",
    "plot_descent_step",
    "plot_descents",
    "plot_digits",
    "plot_fits",
    "plot_fruit",
    "plot_gates",
    "plot_gaussian_noise",
    "plot_gradient_sizes",
    "plot_graph",
    "plot_history",
    "plot_landscape",
    "plot_likelihood",
    "plot_loss_surface",
    "plot_losses",
    "plot_network",
    "plot_optimizer_paths",
    "plot_parameters",
    "plot_path",
    "plot_paths",
    "plot_predictions",
    "plot_price_of_belief",
    "plot_runs",
    "plot_sorter",
    "plot_step_times",
    "plot_sweep",
    "plot_training_loop",
    "plot_two_sorters",
]
