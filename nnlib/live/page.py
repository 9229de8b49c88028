"""The static edition: an explorable as HTML that works without a kernel, a network or a framework.

The picture is the base SVG with the overlay of the start state on it, so the page is right with scripts off and on
paper. The frames of every state of the grid travel as JSON; `_static/explorable.js` swaps them. Equal pieces are stored
once: a frame is a list of indices into the pieces, in the order of the artists.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from nnlib.live import svg
from nnlib.live.controls import Choice, Control, Slider, Step, Toggle
from nnlib.words import _

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable


class Table:
    """Distinct strings, numbered in the order of their first appearance."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self._index.setdefault(text, len(self._index))

    @property
    def rows(self) -> list[str]:
        return list(self._index)


def frames(explorable: Explorable) -> dict[str, Any]:
    """Draw every state of the grid.

    Returns
    -------
    dict
        `controls`: keys of the values of each control, as in an address; `texts`: the same for people; `parts`: for
        each artist the distinct pieces of SVG; `frames`: for each state one index per artist; `sentences`: one for
        each state; `definitions`: what the pieces refer to. States are in the order of `Explorable.grid`.
    """
    shown = dict(explorable.controls)
    tables = [Table() for _artist in explorable.artists]
    definitions: dict[str, str] = {}
    states: list[list[int]] = []
    sentences: list[str] = []
    for state in explorable.grid():
        explorable.set(**state)
        layer = explorable.draw()
        definitions |= layer.definitions
        states.append([table.add(part) for table, part in zip(tables, layer.parts)])
        sentences.append(explorable.sentence)
    explorable.set(**shown)
    declared = explorable.declared.items()
    return {
        "controls": {name: [control.key(value) for value in control.grid] for name, control in declared},
        "texts": {name: [control.text(value) for value in control.grid] for name, control in declared},
        "parts": [table.rows for table in tables],
        "frames": states,
        "sentences": sentences,
        "definitions": definitions,
    }


def render(explorable: Explorable) -> str:
    """Return the whole figure as HTML."""
    for name, control in explorable.declared.items():  # the page can only show states that it has frames for
        explorable.set(**{name: control.nearest(explorable.controls[name])})
    data = frames(explorable)
    definitions = data.pop("definitions")
    base, overlay = explorable.draw_base(), explorable.draw()
    id = escape(explorable.id)
    title = escape(explorable.title)
    controls = "".join(
        _control_html(control, explorable.controls[name], f"{id}-{name}")
        for name, control in explorable.declared.items()
    )
    pictures = svg.picture(
        explorable.size, base.parts, {**base.definitions, **definitions}, kind="base", label=explorable.title
    ) + svg.picture(explorable.size, overlay.parts, {}, kind="overlay")
    # "</" would end the script element early
    payload = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    unknown = escape(_("The link asks for “{asked}”, which this figure does not have."))
    nearest = escape(_("The link asks for “{asked}”; shown is “{shown}”, the nearest state of this page."))
    missing = escape(_("The other states of this figure could not be loaded."))
    link_done = escape(_("The link to this state is copied."))
    link_failed = escape(_("This is the link to this state: {link}"))
    group, pinned = escape(_("Controls")), escape(_("Pinned:"))
    pin, reset, copy = escape(_("Pin this picture")), escape(_("Reset")), escape(_("Copy link"))
    return f"""<figure class="explorable" id="{id}" data-explorable="{type(explorable).__name__}" \
aria-labelledby="{id}-title" data-unknown="{unknown}" data-nearest="{nearest}" \
data-missing="{missing}">
<figcaption class="explorable-title" id="{id}-title">{title}</figcaption>
<div class="explorable-picture">{pictures}</div>
<div class="explorable-controls" role="group" aria-label="{group}">{controls}</div>
<p class="explorable-sentence">{escape(explorable.sentence)}</p>
<p class="explorable-said" aria-live="polite"></p>
<p class="explorable-pinned" hidden><b>{pinned}</b> <span></span></p>
<p class="explorable-notice" role="status"></p>
<div class="explorable-buttons">
<button type="button" data-action="pin" aria-pressed="false">{pin}</button>
<button type="button" data-action="reset">{reset}</button>
<button type="button" data-action="link" data-done="{link_done}" data-failed="{link_failed}">{copy}</button>
</div>
<script type="application/json" class="explorable-frames">{payload}</script>
</figure>"""


def _control_html(control: Control, value: Any, id: str) -> str:
    index = control.grid.index(value)
    name = f'id="{id}" data-control="{escape(control.name)}" autocomplete="off"'
    label = f'<label for="{id}">{escape(control.label)}</label>'
    if isinstance(control, Choice):
        options = "".join(
            f"<option{' selected' if option == value else ''}>{escape(control.text(option))}</option>"
            for option in control.grid
        )
        field = f"<select {name}>{options}</select>"
    elif isinstance(control, Toggle):
        field = f'<input type="checkbox" {name}{" checked" if value else ""}>'
    else:
        text = escape(control.text(value))
        logarithmic = " data-logarithmic" if isinstance(control, Slider) and control.logarithmic else ""
        field = (
            f'<input type="range" {name} min="0" max="{len(control.grid) - 1}" step="1" value="{index}" '
            f'aria-valuetext="{text}"{logarithmic}><output for="{id}" aria-live="off">{text}</output>'
        )
    if isinstance(control, Step):
        play, pause, step = escape(_("Play")), escape(_("Pause")), escape(_("Step"))
        field += (
            f'<span class="explorable-player"><button type="button" data-action="play" data-for="{id}" '
            f'data-interval="{control.interval}" data-pause="{pause}">{play}</button>'
            f'<button type="button" data-action="step" data-for="{id}">{step}</button></span>'
        )
    return f'<div class="explorable-control">{label}{field}</div>'
