"""The present setting of a figure as a program, in a notebook."""

from __future__ import annotations

import html
import weakref
from typing import TYPE_CHECKING

import ipywidgets as widgets

from nnlib.words import _

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable

_COPY = (
    "const place = this.parentElement, program = place.querySelector('pre'), said = place.querySelector('span');"
    "navigator.clipboard.writeText(program.textContent)"
    ".then(() => { said.textContent = this.dataset.done; })"
    ".catch(() => { getSelection().selectAllChildren(program); said.textContent = this.dataset.failed; })"
)
"""What the button does in the page: the clipboard is the browser's, the kernel has none."""

_STYLE = "margin-top:8px;overflow-x:auto;font-size:12px;line-height:1.4;white-space:pre"  # JupyterLab would break lines


class Listing:
    """Widgets that show the program for a chosen library, closed until somebody opens them.

    Attributes
    ----------
    widget : ipywidgets.Accordion
        What belongs below the picture.
    library : ipywidgets.Dropdown
        The choice of the library.
    text : ipywidgets.HTML
        The program, and the button that copies it.
    """

    def __init__(self, explorable: Explorable) -> None:
        self._explorable = explorable
        options = [(name, library) for library, name in explorable.libraries.items()]
        self.library = widgets.Dropdown(options=options, description=_("library"))
        self.text = widgets.HTML()
        self.widget = widgets.Accordion(
            [widgets.VBox([self.library, self.text])],
            titles=[_("This setting as code")],
            layout=widgets.Layout(max_width="600px"),
        )
        me = weakref.proxy(self)  # a widget's callback must not keep the figure
        self.library.observe(lambda _change: me.show(), names="value")

    def show(self) -> None:
        """Show the program of what the figure shows now."""
        done, failed = _("The code is copied."), _("The code is selected, for you to copy.")
        copy = html.escape(_("Copy the code"))
        program = html.escape(self._explorable.code(self.library.value))
        self.text.value = (
            f'<div><button type="button" class="jupyter-button widget-button" onclick="{html.escape(_COPY)}" '
            f'data-done="{html.escape(done)}" data-failed="{html.escape(failed)}">{copy}'
            f'</button> <span role="status"></span>'
            f'<pre tabindex="0" style="{_STYLE}">{program}</pre></div>'
        )
