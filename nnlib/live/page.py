"""The static edition: an explorable as data, of which a page is made that needs no kernel.

While the book is built, the kernel sends a figure as one bundle of a MIME type of its own, and the book's extension
(`_ext/live_book`) makes HTML and a file of frames of it. `draw_state` gives a page what it shows in one state; the
frames are its answers for every state of the grid. Equal pieces are stored once: a frame is a list of indices into the
pieces, in the order of the artists.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from nnlib.live import svg
from nnlib.live.controls import Control, Slider, Step
from nnlib.live.drawing import Drawing, field_of
from nnlib.live.handles import offered
from nnlib.live.predictions import asked

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable

MIME = "application/vnd.nnlib.explorable+json"
"""The type under which `bundle` travels from the kernel to the book."""


class Table:
    """Distinct strings, numbered in the order of their first appearance."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self._index.setdefault(text, len(self._index))

    @property
    def rows(self) -> list[str]:
        return list(self._index)


def draw_state(explorable: Explorable, state: Mapping[str, Any]) -> dict[str, Any]:
    """Set the controls and return what a page shows then.

    Returns
    -------
    dict
        `parts`: the piece of SVG of each moving artist, back to front; `definitions`: what the pieces refer to, by id;
        `sentence`: the same in words; `programs`: the state as a program for each library, by name, if the figure has
        any.
    """
    explorable.set(**state)
    layer = explorable.draw()
    return {
        "parts": list(layer.parts),
        "definitions": layer.definitions,
        "sentence": explorable.sentence,
        "programs": explorable.programs,
    }


def frames(explorable: Explorable) -> dict[str, Any]:
    """Draw every state of the grid, and leave the figure as it was.

    Returns
    -------
    dict
        `parts`: for each artist the distinct pieces of SVG; `frames`: for each state one index per artist;
        `sentences`: one for each state; `programs`: for each library the distinct `texts`, and in `frames` one index
        for each state; `handles`: what stays of each, and its distinct `places`; `held`: for each state one index per
        handle; `definitions`: what the pieces refer to. States are in the order of `Explorable.grid`.

    Raises
    ------
    RuntimeError
        A state cannot be drawn. The message names the figure and the state.
    """
    shown = dict(explorable.controls)
    tables = [Table() for _artist in explorable.artists]
    programs = {library: Table() for library in explorable.libraries}
    coded: dict[str, list[int]] = {library: [] for library in programs}
    definitions: dict[str, str] = {}
    states: list[list[int]] = []
    places = {handle: Table() for handle in explorable.handles}
    held: list[list[int]] = []
    sentences: list[str] = []
    for state in explorable.grid():
        try:
            drawn = draw_state(explorable, state)
        except Exception as error:
            at = ", ".join(f"{name}={value!r}" for name, value in state.items())
            name, kind = type(explorable).__name__, type(error).__name__
            raise RuntimeError(f"{name} cannot be drawn at {at}: {kind}: {error}") from error
        definitions |= drawn["definitions"]
        states.append([table.add(part) for table, part in zip(tables, drawn["parts"])])
        sentences.append(drawn["sentence"])
        held.append([table.add(json.dumps(handle.place(state))) for handle, table in places.items()])
        for library, program in drawn["programs"].items():
            coded[library].append(programs[library].add(program))
    explorable.set(**shown)
    return {
        "parts": [table.rows for table in tables],
        "frames": states,
        "sentences": sentences,
        "programs": {library: {"texts": programs[library].rows, "frames": coded[library]} for library in programs},
        "handles": [{**handle.kept, "places": [*map(json.loads, table.rows)]} for handle, table in places.items()],
        "held": held,
        "definitions": definitions,
    }


def present(
    explorable: Explorable, values: Mapping[str, Sequence[Any]], definitions: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """Return what a page needs to show a figure as it is now, as plain data.

    Parameters
    ----------
    explorable : Explorable
        The figure.
    values : dict
        For each control the values that it can take on the page; the present one is among them.
    definitions : dict
        What the pieces of other states refer to, by id.

    Returns
    -------
    dict
        `id`, `name` (that of the class), `title`, `sentence`, `handles`; `programs`: the name of each library for
        people, and the program of the start state; `pictures`: the still and the moving layer, two `<svg>`, and
        `place`, the style that keeps room for them; `controls`: for each its `name`, `label`, `kind`, `keys` (its
        values as in an address), `texts` (its values for people), `at` (which of them is set) and what only its kind
        has.
    """
    base, overlay, size, programs = explorable.draw_base(), explorable.draw(), explorable.size, explorable.programs
    return {
        "id": explorable.id,
        "name": type(explorable).__name__,
        "title": explorable.title,
        "place": svg.place(size),
        "pictures": [
            svg.picture(
                size,
                base.parts,
                {**base.definitions, **(definitions or overlay.definitions)},
                kind="base",
                label=explorable.title,
            ),
            svg.picture(size, overlay.parts, {}, kind="overlay"),
        ],
        "sentence": explorable.sentence,
        "handles": offered(explorable, values),
        "programs": [{"key": key, "name": name, "text": programs[key]} for key, name in explorable.libraries.items()],
        "controls": [
            _control(control, values[name], explorable.controls[name]) for name, control in explorable.declared.items()
        ],
    }


def figure(explorable: Explorable) -> dict[str, Any]:
    """Return everything that a page needs to show the figure in every state of its grid, as plain data.

    Returns
    -------
    dict
        What `present` returns, and `prediction`: what is asked before the figure is seen, if anything; `frames`: the
        text that `_static/explorable.js` reads, JSON as it is, because it is long and nobody on the way looks into it.
    """
    drawn = frames(explorable)
    shown = dict(explorable.controls)
    # the page can only show states that it has frames for
    explorable.set(**{name: control.nearest(shown[name]) for name, control in explorable.declared.items()})
    grids = {name: control.grid for name, control in explorable.declared.items()}
    data = {**present(explorable, grids, drawn["definitions"]), "prediction": asked(explorable)}
    explorable.set(**shown)
    return {**data, "frames": _text(data["controls"], drawn)}


def bundle(explorable: Explorable) -> dict[str, Any]:
    """Return what Jupyter sends while a book is built.

    What goes wrong is sent too, as `error` with its `traceback`, and the book's extension stops the build: an error
    that is raised while Jupyter displays an object is printed and forgotten.
    """
    try:
        return {MIME: figure(explorable)}
    except Exception as error:
        return {MIME: {"error": str(error), "traceback": traceback.format_exc()}}


def _control(control: Control, values: Sequence[Any], value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": control.name,
        "label": control.label,
        "kind": type(control).__name__.lower(),
        "keys": [control.key(option) for option in values],
        "texts": [control.text(option) for option in values],
        "at": values.index(value),
    }
    if isinstance(control, Slider):
        data["logarithmic"] = control.logarithmic
    if isinstance(control, Step):
        data["interval"] = control.interval
    if isinstance(control, Drawing):
        data["field"] = field_of(control)
    return data


def _text(controls: list[dict[str, Any]], drawn: dict[str, Any]) -> str:
    content = {
        "controls": {control["name"]: control["keys"] for control in controls},
        "texts": {control["name"]: control["texts"] for control in controls},
        **{name: part for name, part in drawn.items() if name != "definitions"},  # they are in the page
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
