"""What the figures of the chapter *Backpropagation* that are made of words and boxes are drawn on."""


def page(figure):
    """Return axes whose unit is a pixel, with (0, 0) at the top left."""
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, figure.bbox.width), ylim=(figure.bbox.height, 0))
    axes.axis("off")
    return axes
