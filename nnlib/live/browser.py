"""Python on the page: the cells that a reader runs in the browser, and the figures behind the page's controls.

A worker beside the page (`_ext/live_book/python/worker.js`) holds one `Session` and calls its methods. What goes in is
plain text, what comes out is plain data, ready for JSON; nothing in here knows a browser, so the same session runs in
a test. It needs neither IPython nor ipywidgets.

>>> outputs = []
>>> session = Session(outputs.append)
>>> session.run("first", "x = 2\\nx + 1")
{'status': 'done', 'passed': None}
>>> outputs
[{'kind': 'text', 'text': '3'}]
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import pprint
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from nnlib import explorables
from nnlib.exercises import Feedback
from nnlib.live import markup, page
from nnlib.live.controls import Control, Slider
from nnlib.live.explorable import Explorable
from nnlib.live.handles import offered
from nnlib.live.picture import Picture
from nnlib.words import _, fill

LONGEST = 100_000
"""Characters that a cell may print; what comes after them is left out, so that a loop cannot fill the page."""

WIDTH = 79
"""Characters of a line of a value, where it can be broken."""

_PLACE = re.compile(r'File "<cell (.*?)>", line (\d+)(?:, in <module>)?')


class Session:
    """What a page has run so far: the names that its cells made, and the figures that it shows.

    Parameters
    ----------
    emit : callable
        Called with every output of a running cell, a dict with its `kind`: `stream` (`text`), `text` (`text`, the value
        of the last line), `html` (`html`, `text`), `figure` (`html`, `text`, and `figure`, its name in this session),
        `feedback` (`text`, `passed`), `error` (`text`), `moved` (`figure`, `keys`: a cell has set the controls of a
        figure that is shown).
    """

    def __init__(self, emit: Callable[[dict[str, Any]], object]) -> None:
        self._emit = emit
        self._names: dict[str, Any] = {"__name__": "__main__", "display": self._display, "input": _refuse_to_ask}
        self._figures: dict[str, Explorable] = {}
        self._shown_by: dict[str, list[str]] = {}
        self._moved: set[str] = set()
        self._feedback: list[bool] = []
        self._cell = ""
        self._drawn = 0

    # Cells ---------------------------------------------------------------------------------------------------------

    def run(self, cell: str, source: str) -> dict[str, Any]:
        """Run a cell and emit its outputs as they come.

        Parameters
        ----------
        cell : str
            What the cell is called in this session.
        source : str
            Its code.

        Returns
        -------
        dict
            `status`: `done` or `failed`; `passed`: whether every check in the cell said that the answer is right, None
            if there was none.
        """
        self._cell = cell
        self._feedback = []
        for figure in self._shown_by.pop(cell, []):
            self._figures.pop(figure, None)
        name = f"<cell {cell}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        printed = _Printed(lambda text: self._emit({"kind": "stream", "text": text}))
        status = "done"
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                self._execute(source, name)
            except BaseException as error:  # also SystemExit: a cell does not end the page's Python
                printed.flush()
                self._emit({"kind": "error", "text": self._explained(error)})
                status = "failed"
        printed.flush()
        for figure in sorted(self._moved & set(self._figures)):
            self._emit({"kind": "moved", "figure": figure, "keys": _keys(self._figures[figure])})
        self._moved.clear()
        return {"status": status, "passed": all(self._feedback) if self._feedback else None}

    def _execute(self, source: str, name: str) -> None:
        tree = ast.parse(source, name)
        last = tree.body[-1] if tree.body else None
        value = None
        if isinstance(last, ast.Expr):
            del tree.body[-1]
        exec(compile(tree, name, "exec"), self._names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), name, "eval"), self._names)
            if value is not None:
                self._names["_"] = value
                if not source.rstrip().endswith(";"):
                    self._display(value)
        self._show_open_plots()

    def _display(self, *values: Any) -> None:
        """Show values in place, as `display` does in a notebook."""
        sys.stdout.flush()
        for value in values:
            self._emit(self._output(value))

    def _output(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Explorable):
            return self._figure(value)
        if isinstance(value, Picture):
            return {"kind": "html", "html": value.html(), "text": repr(value)}
        if isinstance(value, Feedback):
            self._feedback.append(value.passed)
            return {"kind": "feedback", "text": repr(value), "passed": value.passed}
        if hasattr(value, "savefig"):
            return {"kind": "html", "html": _plot(value), "text": repr(value)}
        if html := getattr(value, "_repr_html_", None):
            return {"kind": "html", "html": html(), "text": repr(value)}
        return {"kind": "text", "text": _text(value)}

    def _figure(self, explorable: Explorable) -> dict[str, Any]:
        self._drawn += 1
        figure = f"{explorable.id}:{self._drawn}"
        self._figures[figure] = explorable
        self._shown_by.setdefault(self._cell, []).append(figure)
        explorable.add_view(_View(lambda: self._moved.add(figure)))
        html = markup.html(page.present(explorable, {n: _values(explorable, n) for n in explorable.declared}))
        return {"kind": "figure", "figure": figure, "html": html, "text": repr(explorable)}

    def _show_open_plots(self) -> None:
        """Show what was drawn with pyplot and is still open, as a notebook does."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            for number in pyplot.get_fignums():
                self._display(pyplot.figure(number))
            pyplot.close("all")

    def _explained(self, error: BaseException) -> str:
        """Return a short traceback: the lines of the reader's own cells, then what went wrong."""
        explained = traceback.TracebackException.from_exception(error)
        links: list[traceback.TracebackException | None] = [explained]
        for link in links:
            if link is not None:
                own = [frame for frame in link.stack if frame.filename.startswith("<cell ")]
                link.stack = traceback.StackSummary.from_list(own)
                links += [link.__cause__, link.__context__]

        def place(match: re.Match[str]) -> str:
            message = _("This cell, line {line}") if match[1] == self._cell else _("An earlier cell, line {line}")
            return fill(message, line=match[2])

        return _PLACE.sub(place, "".join(explained.format())).rstrip("\n")

    # Figures -------------------------------------------------------------------------------------------------------

    def controls(self, figure: str) -> list[dict[str, Any]]:
        """Return the controls of a figure of the page, with every value that they take here.

        Parameters
        ----------
        figure : str
            What an output called it, or the name of a class of the book.
        """
        if figure in self._figures:
            values = {name: _values(self._figures[figure], name) for name in self._figures[figure].declared}
            declared = self._figures[figure].declared
        else:
            declared = getattr(explorables, figure.partition("#")[0]).declared
            values = {name: control.stops for name, control in declared.items()}
        return [
            {
                "name": name,
                "keys": [control.key(value) for value in values[name]],
                "texts": [control.text(value) for value in values[name]],
                "typed": isinstance(control, Slider),
            }
            for name, control in declared.items()
        ]

    def state(self, figure: str, keys: Mapping[str, str]) -> dict[str, Any]:
        """Set the controls of a figure and return what `nnlib.live.page.draw_state` does, and the `handles`.

        The first time it is also the still layer, `base`: the Matplotlib that drew the one of the page may be another,
        which leaves another room for labels.

        Parameters
        ----------
        figure : str
            What an output called it, or `Class#id` for one that the page was built with.
        keys : dict
            The value of each control, written as in an address.
        """
        is_new = figure not in self._figures
        explorable = self._opened(figure)
        drawn = page.draw_state(explorable, {name: explorable.declared[name].read(key) for name, key in keys.items()})
        self._moved.discard(figure)
        if is_new:
            base = explorable.draw_base()
            drawn["base"] = "".join(base.definitions.values()), "".join(base.parts)
        return {**drawn, "handles": offered(explorable)}

    def value(self, figure: str, control: str, typed: str) -> dict[str, str]:
        """Return the `key` and the `text` of a value that a reader typed; raise a sentence where it does not fit."""
        declared: Control = self._opened(figure).declared[control]
        value = declared.read(typed.strip().replace("−", "-").replace(",", "."))
        return {"key": declared.key(value), "text": declared.text(value)}

    def _opened(self, figure: str) -> Explorable:
        if figure not in self._figures:
            name, _hash, id = figure.partition("#")
            self._figures[figure] = getattr(explorables, name)(id)
        return self._figures[figure]


class _View:
    """What an explorable tells when a cell has set its controls."""

    def __init__(self, show: Callable[[], object]) -> None:
        self.show = show


class _Printed(io.TextIOBase):
    """What a cell prints: passed on line by line, up to a limit."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._waiting = ""
        self._left = LONGEST

    def write(self, text: str) -> int:
        self._waiting += text[: self._left]
        if self._left and len(text) >= self._left:
            self._waiting += "\n" + _("… The rest is left out.") + "\n"
        self._left = max(0, self._left - len(text))
        if "\n" in self._waiting:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self._waiting:
            self._write(self._waiting)
        self._waiting = ""


def _refuse_to_ask(_prompt: object = "") -> str:
    raise RuntimeError(_("input() cannot ask on this page: write the value into the cell."))


def _values(explorable: Explorable, name: str) -> tuple[Any, ...]:
    """Return where a control stops, and its present value."""
    stops, value = explorable.declared[name].stops, explorable.controls[name]
    return stops if value in stops else tuple(sorted({*stops, value}))


def _keys(explorable: Explorable) -> dict[str, str]:
    return {name: control.key(explorable.controls[name]) for name, control in explorable.declared.items()}


def _text(value: Any) -> str:
    """Write a value as a notebook does: long containers have an item a line."""
    if type(value) in (list, tuple, dict, set):
        return pprint.pformat(value, width=WIDTH, sort_dicts=False)
    return repr(value)


def _plot(figure: Any) -> str:
    """Return a figure of Matplotlib as SVG."""
    drawing = io.StringIO()
    figure.savefig(drawing, format="svg", bbox_inches="tight")
    return drawing.getvalue().partition("?>")[2].partition('.dtd">')[2]
