"""Pictures without controls, drawn as the explorables are: sharp at any size, in the colours of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from nnlib.live import svg
from nnlib.live.explorable import building_static


class Picture:
    """What `draw(axes, *arguments, **options)` draws, ready to be the last line of a cell.

    Parameters
    ----------
    draw : callable
        A function of `nnlib.plots`, or any other that takes an axes first.
    alt : str
        What the picture shows, in words, for readers who do not see it.
    size : pair of float
        Width and height in pixels, at the width of a phone.

    Examples
    --------
    >>> Picture(lambda axes: axes.plot([0, 1], [0, 2]), alt="A line that rises by 2 for every 1.")
    Picture: A line that rises by 2 for every 1.
    """

    def __init__(
        self,
        draw: Callable[..., Any],
        *arguments: Any,
        alt: str,
        size: tuple[float, float] = (400, 240),
        **options: Any,
    ) -> None:
        if not alt.strip():
            raise ValueError("a picture needs alt, a sentence that says what it shows")
        self.alt, self.size = alt, size

        def build(figure: Figure) -> None:
            draw(figure.subplots(), *arguments, **options)

        drawn = svg.draw_base(svg.compose(size, build), moving=[], name=alt)
        self.svg = svg.picture(size, drawn.parts, drawn.definitions, kind="drawing", label=alt)

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"

    def html(self) -> str:
        """Return the picture for a page, in an element that keeps its place."""
        return f'<div class="explorable-still" style="{svg.place(self.size)}">{self.svg}</div>'

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        if building_static():
            return {"text/html": self.html(), "text/plain": repr(self)}
        from nnlib.live.notebook import show_svg  # ipywidgets only where it is needed

        self._display = show_svg(self.svg)
        return {**self._display.widget._repr_mimebundle_(), "text/plain": repr(self)}
