"""The HTML of an explorable that works without a kernel, a network or a framework.

The picture is the still layer with the moving one of the start state on it, so the page is right with scripts off and
on paper. `_static/explorable.js` shows the other states. The book's extension (`_ext/live_book`) puts it into the page.
"""

import json
from html import escape
from typing import Any

from nnlib.words import _


def html(figure: dict[str, Any], frames: str = "") -> str:
    """Return a whole figure as HTML.

    Parameters
    ----------
    figure : dict
        What `nnlib.live.page.present` returns.
    frames : str
        Address of the file with its frames, as seen from the page; none where Python answers for the figure.
    """
    id = escape(figure["id"])
    words = {
        "unknown": _("The link asks for “{asked}”, which this figure does not have."),
        "nearest": _("The link asks for “{asked}”; shown is “{shown}”, the nearest state of this page."),
        "missing": _("The other states of this figure could not be loaded."),
        "typed": _("{label}, as a number"),
    }
    notices = " ".join(f'data-{name}="{escape(text)}"' for name, text in words.items())
    handles = escape(json.dumps(figure["handles"], separators=(",", ":")))
    source = f' data-frames="{escape(frames)}"' if frames else ""
    controls = "".join(_control(control, f"{id}-{escape(control['name'])}") for control in figure["controls"])
    link_done = escape(_("The link to this state is copied."))
    link_failed = escape(_("This is the link to this state: {link}"))
    group, pinned = escape(_("Controls")), escape(_("Pinned:"))
    pin, reset, copy = escape(_("Pin this picture")), escape(_("Reset")), escape(_("Copy link"))
    return f"""<figure class="explorable" id="{id}" data-explorable="{escape(figure["name"])}" \
aria-labelledby="{id}-title" data-handles="{handles}" {notices}{source}>
<figcaption class="explorable-title" id="{id}-title">{escape(figure["title"])}</figcaption>
<div class="explorable-picture" style="{escape(figure["place"])}">{"".join(figure["pictures"])}</div>
<div class="explorable-controls" role="group" aria-label="{group}">{controls}</div>
{_sentence(figure)}
<p class="explorable-said" aria-live="polite"></p>
<p class="explorable-pinned" hidden><b>{pinned}</b> <span></span></p>
<p class="explorable-notice" role="status"></p>
<div class="explorable-buttons">
<button type="button" data-action="pin" aria-pressed="false">{pin}</button>
<button type="button" data-action="reset">{reset}</button>
<button type="button" data-action="link" data-done="{link_done}" data-failed="{link_failed}">{copy}</button>
</div>
{_programs(figure["programs"], id)}</figure>"""


def _sentence(figure: dict[str, Any]) -> str:
    """Return the sentence of a figure, and what is asked before it."""
    sentence = f'<p class="explorable-sentence">{escape(figure["sentence"])}</p>'
    if not (asked := figure.get("prediction")):
        return sentence
    predicted = '<p class="explorable-predicted" tabindex="-1" aria-live="polite"></p>'
    return f'<div class="explorable-asked"><div>{sentence}{predicted}</div>{prediction(asked)}</div>'


def prediction(asked: dict[str, Any]) -> str:
    """Return the form that asks what `nnlib.live.predictions.asked` returns; `predict.js` lets it be seen."""
    keys = "data-lm-suppress-shortcuts"  # or JupyterLab takes the arrows for ways to other cells
    told = {name: part for name, part in asked.items() if name != "question"} | {"options": dict(asked["options"])}
    options = "".join(
        f'<label><input type="radio" name="said" value="{escape(key)}" required {keys}>{escape(words)}</label>'
        for key, words in asked["options"]
    )
    ranges = "".join(
        f'<div class="explorable-guess"><label><span>{escape(axis["label"])}</span>'
        f'<input type="range" name="{way}" min="0" max="{len(axis["keys"]) - 1}" value="{axis["at"]}" '
        f'aria-valuetext="{escape(axis["texts"][axis["at"]])}" {keys}></label>'
        f'<output aria-hidden="true">{escape(axis["texts"][axis["at"]])}</output></div>'
        for way, axis in asked["ranges"].items()
    )
    show, everything = escape(_("Show the picture")), escape(_("Show all on this page"))
    return (
        f'<form class="explorable-prediction" autocomplete="off" '
        f'data-prediction="{escape(json.dumps(told, ensure_ascii=False, separators=(",", ":")))}">'
        f"<fieldset><legend>{escape(asked['question'])}</legend>"
        f'<div class="explorable-options">{options}</div>{ranges}</fieldset>'
        f'<div class="explorable-commit"><button type="submit" {keys}>{show}</button>'
        f'<button type="button" data-all {keys}>{everything}</button></div></form>'
    )


def _programs(programs: list[dict[str, str]], id: str) -> str:
    """Return what shows the state as a program, closed until somebody asks; nothing for a figure without programs."""
    if not programs:
        return ""
    title, library, copy = escape(_("This setting as code")), escape(_("library")), escape(_("Copy the code"))
    done, failed = escape(_("The code is copied.")), escape(_("The code is selected, for you to copy."))
    options = "".join(f'<option value="{program["key"]}">{escape(program["name"])}</option>' for program in programs)
    texts = "".join(
        f'<pre data-program="{program["key"]}" tabindex="0" role="group" aria-label="{escape(program["name"])}"'
        f"{' hidden' if index else ''}>{escape(program['text'])}</pre>"
        for index, program in enumerate(programs)
    )
    return f"""<details class="explorable-code">
<summary>{title}</summary>
<div class="explorable-library">
<label for="{id}-code-library">{library}</label>
<select id="{id}-code-library" data-library autocomplete="off">{options}</select>
<button type="button" data-action="copy" data-done="{done}" data-failed="{failed}">{copy}</button>
</div>
{texts}
</details>
"""


def python_bar(exercises: int) -> str:
    """Return the bar at the head of a page with cells: it starts Python, and holds what concerns the whole page.

    Parameters
    ----------
    exercises : int
        How many cells of the page mark themselves.
    """
    words = {
        "core": _("Loading Python …"),
        "packages": _("Loading NumPy and Matplotlib …"),
        "import": _("Starting …"),
        "ready": _("Python is ready: run a cell, change it, or move a picture."),
        "failed": _("Python could not start: {reason}"),
        "file": _(
            "Python needs a web server, and this page was opened as a file. In the folder of the book, `make serve` "
            "starts one; the pictures work without it."
        ),
        "running": _("Running …"),
        "waiting": _("Waits for Python …"),
        "ran": _("The cell has run."),
        "all": _("All cells have run."),
        "stopped": _("Stopped. Python starts again, and the names that cells had made are gone."),
        "broken": _("Python broke down ({reason}). It starts again, and the names that cells had made are gone."),
        "above": _("A cell above stopped with an error, so this one has not run. Run it again to try it all the same."),
        "code": _("Code of cell {number}"),
        "changed": _("changed by you"),
        "solved": _("✓ solved"),
        "full": _("Your browser keeps nothing for this page, so what you type is lost when you leave it."),
        "lost": _("The notebook could not be loaded: {reason}"),
        "done": _("{done} of {total} exercises done"),
        "forget": _("Forget what you typed and solved, on all pages of this book?"),
    }
    named = {
        "python": _("Start Python on this page"),
        "run-all": _("Run all cells"),
        "reset-page": _("Reset page"),
        "download": _("Download my notebook"),
        "forget": _("Forget everything"),
    }
    start, *later = (
        f'<button type="button" data-action="{action}"{"" if action == "python" else " hidden"}>{escape(name)}</button>'
        for action, name in named.items()
    )
    about = escape(
        _(
            "Every cell then runs and can be changed. Nothing is installed; about 12 MB are loaded once, and your "
            "browser keeps 70 MB for quicker starts."
        )
    )
    here, starting = escape(_("Python on this page")), escape(_("Python is starting"))
    count = f'<p class="python-exercises" data-total="{exercises}"></p>' if exercises else ""
    return (
        f'<div class="python-bar" role="region" aria-label="{here}" '
        f'data-words="{escape(json.dumps(words, ensure_ascii=False))}">{start}'
        f'<p class="python-status" role="status">{about}</p>'
        f'<progress max="1" value="0" hidden aria-label="{starting}"></progress>'
        f'<div class="python-more">{"".join(later)}</div>{count}</div>'
    )


def cell_tools() -> str:
    """Return the buttons of a code cell, and the place for a word on how it is."""
    names = {"run": _("Run"), "stop": _("Stop"), "edit": _("Edit"), "reset": _("Reset cell")}
    buttons = "".join(
        f'<button type="button" data-action="{action}"{" hidden" if action in ("stop", "reset") else ""}>'
        f"{escape(name)}</button>"
        for action, name in names.items()
    )
    return f'<div class="cell-tools">{buttons}<span class="cell-mark"></span></div>'


def _control(control: dict[str, Any], id: str) -> str:
    at, texts = control["at"], [escape(text) for text in control["texts"]]
    key = escape(control["keys"][at])
    name = f'id="{id}" data-control="{escape(control["name"])}" data-key="{key}"'
    label = f'<label for="{id}">{escape(control["label"])}</label>'
    if control["kind"] in ("choice", "drawing"):
        options = "".join(
            f"<option{' selected' if index == at else ''}>{text}</option>" for index, text in enumerate(texts)
        )
        if control["kind"] == "drawing":  # the stored ones can be chosen; what is drawn besides is the last option
            own = escape(_("your drawing"))
            options += f"<option hidden disabled>{own}</option>"
        field = f'<select {name} autocomplete="off">{options}</select>'
    elif control["kind"] == "toggle":
        field = f'<input type="checkbox" {name}{" checked" if at else ""}>'
    else:
        logarithmic = " data-logarithmic" if control.get("logarithmic") else ""
        field = (
            f'<input type="range" {name} autocomplete="off" min="0" max="{len(texts) - 1}" step="1" value="{at}" '
            f'aria-valuetext="{texts[at]}"{logarithmic}><output for="{id}" aria-live="off">{texts[at]}</output>'
        )
    if control["kind"] == "drawing":
        drawn = escape(json.dumps(control["field"], ensure_ascii=False, separators=(",", ":")))
        field += f'<div class="explorable-field" data-for="{id}" data-field="{drawn}"></div>'
    if control["kind"] == "step":
        play, pause, step = escape(_("Play")), escape(_("Pause")), escape(_("Step"))
        field += (
            f'<span class="explorable-player"><button type="button" data-action="play" data-for="{id}" '
            f'data-interval="{control["interval"]}" data-pause="{pause}">{play}</button>'
            f'<button type="button" data-action="step" data-for="{id}">{step}</button></span>'
        )
    hidden = " hidden" if len(texts) == 1 else ""  # until Python answers, which has more values than the page
    return f'<div class="explorable-control"{hidden}>{label}{field}</div>'
