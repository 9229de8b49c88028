"""Layered SVG: a figure drawn once without its moving artists, and the moving artists alone.

Matplotlib's own SVG renderer draws both. What it writes is then made fit for a page: coordinates to 0.1 pixel (the
numbers inside *text* stay as they are), text in the page's font, black in the colour of the page's text, white in the
colour of its background, and every definition (clip path, marker) taken out, so that hundreds of frames share one copy.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from PIL import Image

from nnlib.plots.palette import INK, PAPER, STYLE

_MARK = "part"

_TAG = re.compile(r"<[^>]*>")
_BETWEEN_TAGS = re.compile(r">\s+<")
_COORDINATES = re.compile(r'(?: (?:d|x|y|width|height)="|translate\(|rotate\()[^")]*')
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DEFINITIONS = re.compile(r"<defs>(.*?)</defs>", re.DOTALL)
_DEFINITION = re.compile(r'<(\w+) id="([^"]+)"[^>]*?(?:/>|>.*?</\1>)', re.DOTALL)
_FONT = re.compile(r"'DejaVu Sans'[^;\"]*")
_REFERENCE = re.compile(r'(?:href="|url\()#([^")]+)')
_IMAGE = re.compile(r'(<image\b[^>]*?)xlink:href="data:image/png;base64,\s*([^"]*)"([^>]*>)')
_EMPTY_GROUP = re.compile(r"<g>\s*</g>|<g/>")


@dataclass(frozen=True)
class Layer:
    """What was drawn: one piece of SVG for each artist, and the definitions that the pieces refer to, by id."""

    parts: tuple[str, ...]
    definitions: dict[str, str]


def compose(size: tuple[float, float], build: Callable[[Figure], None]) -> Figure:
    """Return a figure of `size` pixels in the book's style, filled by `build` and laid out once and for all.

    It is made without pyplot, so it is gone as soon as nobody holds it.
    """
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72, layout="constrained")
        build(figure)
        _place_axes(figure)
        figure.set_layout_engine("none")  # nothing but the moving artists changes afterwards
    return figure


def _place_axes(figure: Figure) -> None:
    """Do what Matplotlib does before it draws, without drawing: that would take half as long again."""
    if (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)
    for axes in (each for outer in figure.axes for each in (outer, *outer.child_axes)):
        locator = axes.get_axes_locator()
        axes.apply_aspect(locator(axes, None) if locator else None)  # type: ignore[truthy-function,arg-type]


def draw(figure: Figure, artists: Sequence[Artist], name: str) -> Layer:
    """Draw `artists`, each for itself, in the order given; `name` keeps the ids of two figures on a page apart."""
    width, height = figure.bbox.width, figure.bbox.height
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        buffer = io.StringIO()
        renderer = RendererSVG(width, height, buffer, image_dpi=int(figure.dpi))
        for artist in artists:
            renderer.writer.comment(_MARK)
            artist.draw(renderer)
        renderer.writer.comment(_MARK)
        renderer.finalize()
    _header, *parts, tail = buffer.getvalue().split(f"<!-- {_MARK} -->")
    definitions: dict[str, str] = {}
    for chunk in (*parts, tail):
        for block in _DEFINITIONS.findall(chunk):
            definitions |= {match[2]: tidy(match[0]) for match in _DEFINITION.finditer(block)}
    return Layer(tuple(tidy(_DEFINITIONS.sub("", part)) for part in parts), definitions)


def used(parts: Iterable[str], definitions: dict[str, str]) -> dict[str, str]:
    """Return the definitions that `parts` refer to."""
    names = {name for part in parts for name in _REFERENCE.findall(part)}
    return {name: definition for name, definition in definitions.items() if name in names}


def draw_base(figure: Figure, moving: Sequence[Artist], name: str) -> Layer:
    """Draw the whole figure without its `moving` artists."""
    shown = [artist for artist in moving if artist.get_visible()]
    for artist in shown:
        artist.set_visible(False)
    try:
        return draw(figure, [figure], name)
    finally:
        for artist in shown:
            artist.set_visible(True)


def tidy(svg: str) -> str:
    """Make a piece of Matplotlib's SVG small and let it follow the page's theme."""
    svg = _IMAGE.sub(_tidy_image, svg)
    svg = _BETWEEN_TAGS.sub("><", _TAG.sub(_tidy_tag, svg).strip())
    svg = _FONT.sub("var(--explorable-font,sans-serif)", svg)
    while (shorter := _EMPTY_GROUP.sub("", svg)) != svg:
        svg = shorter
    return svg


def _tidy_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if tag.startswith("<!--"):
        return ""
    if tag.startswith("<g id="):  # Matplotlib numbers its groups; the numbers would repeat from layer to layer
        tag = re.sub(r' id="[^"]*"', "", tag)
    tag = _COORDINATES.sub(lambda found: _NUMBER.sub(_round, found[0]).replace(" \n", " ").replace("\n", " "), tag)
    return tag.replace(f" {INK}", " currentColor").replace(f" {PAPER}", " var(--explorable-paper,#fff)")


def _tidy_image(match: re.Match[str]) -> str:
    """Store an image of at most 256 colours with a palette, a third of the size, and let the browser smooth it."""
    before, data, after = match.groups()
    pixels = np.array(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
    packed_colours, indices = np.unique(pixels.view(np.uint32), return_inverse=True)
    if len(packed_colours) <= 256:
        colours = packed_colours.view(np.uint8).reshape(-1, 4)
        image = Image.fromarray(indices.reshape(pixels.shape[:2]).astype(np.uint8), "P")
        image.putpalette(colours[:, :3].tobytes())
        packed = io.BytesIO()
        image.save(packed, "PNG", transparency=colours[:, 3].tobytes(), bits=4 if len(colours) <= 16 else 8)
        data = base64.b64encode(packed.getvalue()).decode()
    kept = re.sub(r' (?:id|style)="[^"]*"', "", f"{before}|{after}")
    return kept.replace("|", f'href="data:image/png;base64,{data}"', 1)


def _round(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def place(size: tuple[float, float]) -> str:
    """Return the style of the element around a picture that keeps its place before the browser draws it.

    >>> place((400, 260))
    'aspect-ratio: 400 / 260'
    """
    return f"aspect-ratio: {size[0]:g} / {size[1]:g}"


def picture(
    size: tuple[float, float], parts: Iterable[str], definitions: dict[str, str], *, kind: str, label: str = ""
) -> str:
    """Wrap drawn parts into one `<svg>`. A `label` makes it a picture with a name, otherwise it is decoration."""
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    defs = f"<defs>{''.join(definitions.values())}</defs>" if definitions else ""
    return (
        f'<svg class="explorable-{kind}" viewBox="0 0 {size[0]:g} {size[1]:g}" fill="currentColor" '
        f'stroke-linejoin="round" {role}>{defs}{"".join(parts)}</svg>'
    )
