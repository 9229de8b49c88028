"""The live edition: the same two layers under ipywidgets controls.

A move of a slider sets the explorable, which draws its moving artists, a few kilobytes of SVG; nothing else travels to
the page. The base picture is sent once.
"""

from __future__ import annotations

import html
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as widgets
import traitlets
from IPython import get_ipython

from nnlib.live import markup, svg
from nnlib.live.controls import Choice, Control, Slider, Step, Toggle
from nnlib.live.drawing import Drawing, field_of
from nnlib.live.handles import offered
from nnlib.live.listing import Listing
from nnlib.live.predictions import asked
from nnlib.words import _

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable

_WIDE = {"width": "38em", "max_width": "100%"}


_shown: dict[str, tuple[str, list[Display]]] = {}
"""What each cell of the notebook shows, with the run of the cell that put it there."""


class Display:
    """Widgets that a cell shows. They live as long as they can be seen: when the cell runs again, they are closed.

    ipywidgets itself keeps every widget for ever, and with it all that its callbacks refer to.
    """

    def __init__(self, widget: widgets.Widget, *links: widgets.Widget) -> None:
        self.widget = widget
        self._finalizer = weakref.finalize(self, _close_all, [*_family(widget), *links])

    def shown(self) -> None:
        """Take note that the running cell shows this, and close what an earlier run of the cell has shown."""
        cell, run = _running_cell()
        if not cell:
            return
        before, displays = _shown.get(cell, ("", []))
        if before == run:
            displays.append(self)
            return
        _shown[cell] = run, [self]
        for display in displays:
            if not any(display is other for _run, others in _shown.values() for other in others):
                display.close()

    def close(self) -> None:
        """Remove the widgets, in the kernel and in the page."""
        self._finalizer()


def _running_cell() -> tuple[str, str]:
    """Return the name of the cell that is running and of this run of it; nothing outside a notebook."""
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    run = request.get("header", {}).get("msg_id", "")
    return request.get("metadata", {}).get("cellId", run), run


def _family(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """Yield a widget and everything that it is made of."""
    yield widget
    for part in (getattr(widget, "layout", None), getattr(widget, "style", None), *getattr(widget, "children", ())):
        if part is not None:
            yield from _family(part)


def _close_all(family: list[widgets.Widget]) -> None:
    for widget in family:
        widget.close()


class Layers(anywidget.AnyWidget):
    """The picture of an explorable: three layers of SVG, the handles, and what is asked before it is seen.

    It sends what a drag sets, and takes off the veil.
    """

    _esm = "".join(
        (Path(__file__).parent / name).read_text("utf-8") for name in ("handles.js", "predict.js", "notebook.js")
    )
    _css = """
        .explorable-picture { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 600px;
          color: var(--jp-ui-font-color0, currentColor); --explorable-paper: var(--jp-layout-color0, #fff);
          --explorable-font: var(--jp-ui-font-family, sans-serif); }
        .explorable-picture > div { grid-area: 1 / 1; } svg.explorable-pinned { opacity: 0.35; }
        .explorable-picture svg { display: block; } @media print { svg.explorable-handles { display: none; } }
        .explorable-prediction { max-width: 600px; margin-top: 0.5rem; }
    """ + (Path(__file__).parent / "predict.css").read_text("utf-8")
    base, pinned, overlay = (traitlets.Unicode().tag(sync=True) for _layer in range(3))
    handles: Any = traitlets.List().tag(sync=True)
    prediction: Any = traitlets.Unicode().tag(sync=True)
    veiled: Any = traitlets.Bool().tag(sync=True)


class Field(anywidget.AnyWidget):
    """The input of a drawing: a list of the examples, and the field; its `value` is that of the control."""

    _esm = "".join((Path(__file__).parent / name).read_text("utf-8") for name in ("drawing.js", "notebook_drawing.js"))
    _css = """
        .explorable-field { color: var(--jp-ui-font-color0, currentColor); margin: 8px 0; }
        .explorable-field > div { width: 280px; max-width: 100%; border: 1px solid currentColor; cursor: crosshair; }
        .explorable-field > div:focus-visible { outline: 3px solid #0e7ec8; outline-offset: 2px; }
        .explorable-field svg { display: block; }
        .explorable-field > div:focus .explorable-cursor { stroke: #d55e00; stroke-width: 0.25; }
        .explorable-field button { margin-top: 4px; } .explorable-field p { margin: 4px 0; line-height: 1.5; }
    """
    value = traitlets.Unicode().tag(sync=True)
    control: Any = traitlets.Dict().tag(sync=True)


class LiveEdition(Display):
    """The widgets of one explorable, in step with it both ways.

    Attributes
    ----------
    widget : ipywidgets.VBox
        What Jupyter displays.
    inputs : dict
        The widget of each control, by name.
    listing : nnlib.live.listing.Listing or None
        The setting as a program, if the figure can be one.
    """

    def __init__(self, explorable: Explorable) -> None:
        self._explorable = explorable
        self._following = False
        question = asked(explorable)
        prediction = markup.prediction(question) if question else ""
        self.picture = Layers(base=self._layer("base", explorable.draw_base()), prediction=prediction)
        self._sentence = widgets.HTML()
        self._pinned_sentence = widgets.HTML()
        self._notice = widgets.HTML()
        # one width for all labels, in which the longest fits
        style = {
            "description_width": f"{2 + 0.5 * max((len(c.label) for c in explorable.declared.values()), default=0):g}em"
        }
        self.inputs = {
            name: _input(control, explorable.controls[name], style) for name, control in explorable.declared.items()
        }
        me = weakref.proxy(self)  # a widget's callback must not keep the figure
        for name, field in self.inputs.items():
            field.observe(lambda change, name=name: me._moved(name, change["new"]), names="value")
        self.picture.observe(lambda _change: me._say(), names="veiled")
        self.picture.on_msg(lambda _picture, keys, _buffers: me._dragged(keys))
        self.pin = widgets.ToggleButton(description=_("Pin this picture"))
        self.pin.observe(lambda change: me._pin(change["new"]), names="value")
        reset = widgets.Button(description=_("Reset"))
        start = dict(explorable.controls)
        reset.on_click(lambda _button: me._guarded(start))
        players = {
            name: _player(control, self.inputs[name])
            for name, control in explorable.declared.items()
            if isinstance(control, Step)
        }
        self.listing = Listing(explorable) if explorable.libraries else None
        rows = [
            widgets.HBox([field, players[name][0]]) if name in players else field for name, field in self.inputs.items()
        ]
        super().__init__(
            widgets.VBox(
                [
                    widgets.HTML(f"<b>{html.escape(explorable.title)}</b>"),
                    self.picture,
                    widgets.VBox(rows),
                    self._sentence,
                    self._pinned_sentence,
                    self._notice,
                    widgets.HBox([self.pin, reset]),
                    *([self.listing.widget] if self.listing else []),
                ]
            ),
            *(link for _player, link in players.values()),
        )
        explorable.add_view(self)
        self.show()
        self.picture.veiled = bool(question)

    def close(self) -> None:
        """Remove the widgets; the explorable can be shown again."""
        self._explorable.remove_view(self)
        super().close()

    def show(self) -> None:
        """Show what the explorable shows now, without a veil: picture, sentence and the place of every control."""
        with self.picture.hold_sync():
            self.picture.overlay = self._layer("overlay", self._explorable.draw())
            self.picture.handles = offered(self._explorable)
            self.picture.veiled = False
        self._say()
        self._notice.value = ""
        if self.listing:
            self.listing.show()
        self._following = True
        try:
            for name, value in self._explorable.controls.items():
                control, field = self._explorable.declared[name], self.inputs[name]
                if isinstance(control, Slider) and control.logarithmic and value not in control.stops:
                    field.options = _stops(control, value)
                field.value = value
        finally:
            self._following = False

    def _say(self) -> None:
        self._sentence.value = _paragraph(self._explorable.sentence, veiled=self.picture.veiled)

    def _moved(self, name: str, value: Any) -> None:
        if isinstance(self._explorable.declared[name], Slider):
            value = round(value, 9)  # the slider in the page counts in per cent and may return 3.9999999999999996 for 4
        if not self._following and value != self._explorable.controls[name]:  # which a slider may repeat
            self._guarded({name: value})

    def _dragged(self, keys: dict[str, str]) -> None:
        """Set what a drag asks for, and tell the picture, which may then ask again."""
        self._guarded({name: self._explorable.declared[name].read(key) for name, key in keys.items()})
        self.picture.send({})

    def _guarded(self, controls: dict[str, Any]) -> None:
        """Set the controls; show an error in place, because what a widget's callback raises is lost in a log."""
        try:
            self._explorable.set(**controls)
        except Exception as error:
            self.show()  # the controls go back to what the picture shows
            message = f"{type(error).__name__}: {error}"
            self._notice.value = f'<p role="alert" style="color:#d55e00"><b>✗ {html.escape(message)}</b></p>'

    def _pin(self, pinned: bool) -> None:
        self.picture.veiled = False
        if pinned:
            self.picture.pinned = self._layer("pinned", self._explorable.draw())
            self._pinned_sentence.value = _paragraph(self._explorable.sentence, title=_("Pinned:"))
        else:
            self.picture.pinned = self._pinned_sentence.value = ""
        self.pin.description = _("Remove the pin") if pinned else _("Pin this picture")

    def _layer(self, kind: str, layer: svg.Layer) -> str:
        label = self._explorable.title if kind == "base" else ""
        return svg.picture(self._explorable.size, layer.parts, layer.definitions, kind=kind, label=label)


def show_svg(picture: str) -> Display:
    """Show one `<svg>` in the colours of the notebook."""
    display = Display(widgets.VBox([Layers(base=picture)]))
    display.shown()
    return display


def _paragraph(text: str, title: str = "", veiled: bool = False) -> str:
    bold = f"<b>{html.escape(title)}</b> " if title else ""
    style, hidden = (";opacity:0", ' aria-hidden="true"') if veiled else ("", "")
    return f'<p role="status"{hidden} style="max-width:600px;line-height:1.5{style}">{bold}{html.escape(text)}</p>'


def _input(control: Control, value: Any, style: dict[str, str]) -> Any:
    """Return the widget of a control."""
    common = {"value": value, "description": control.label, "style": style, "layout": _WIDE}
    if isinstance(control, Slider) and control.logarithmic:
        return widgets.SelectionSlider(options=_stops(control, value), **common)
    if isinstance(control, Slider):
        readout = f".{control.decimals}f"
        return widgets.FloatSlider(
            min=control.low, max=control.high, step=control.step, readout_format=readout, **common
        )
    if isinstance(control, Choice):
        return widgets.Dropdown(options=[(label, value) for value, label in control.options.items()], **common)
    if isinstance(control, Toggle):
        return widgets.Checkbox(**common)
    if isinstance(control, Drawing):
        texts = [control.text(name) for name in control.examples]
        about = {"label": control.label, "texts": texts, "other": _("your drawing"), "field": field_of(control)}
        return Field(value=value, control=about)
    if isinstance(control, Step):
        stages = [(control.text(stage), stage) for stage in control.stages]
        return widgets.SelectionSlider(options=stages, **common)
    raise TypeError(f"no widget for a {type(control).__name__}")


def _stops(control: Slider, value: float) -> list[tuple[str, float]]:
    """Return where a logarithmic slider stops, and `value`; a slider by steps would not meet its own grid."""
    return [(control.text(stop), stop) for stop in sorted({*control.stops, value})]


def _player(control: Step, field: Any) -> tuple[widgets.Play, widgets.Widget]:
    """Return play and pause for a step control, and what ties them together in the page."""
    # The link below sets the field to the player's stage as soon as both are shown, so it has to be the right one.
    player = widgets.Play(value=field.index, min=0, max=len(control.stages) - 1, interval=control.interval)
    return player, widgets.jslink((player, "value"), (field, "index"))
