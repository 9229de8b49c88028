"""Read the book in a language in which every translated word stands in brackets: what stands outside is not translated.

    python tests/live/pseudo_language.py MESSAGES.pot

prints, as JSON, every text that a reader can meet, by where it stands. A process of its own does this, because labels
are translated when a figure is imported. Only what stands in the catalogue of messages is translated, and only the
words of a message, not what is filled in: "{n} steps" becomes "{n}⟦ steps⟧". So a label that nobody translates shows
itself, even within a sentence that is translated, and so does a message that the catalogue does not have.
"""

import contextlib
import gettext
import importlib.util
import itertools
import json
import random
import re
import string
import sys
from html import unescape
from pathlib import Path

import numpy as np
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
STATES = 12  # of each figure, besides the corners of its controls; drawn at random, always the same
CORNERS = 16


class Pseudo(gettext.NullTranslations):
    """The language of brackets."""

    def __init__(self, catalogue):
        super().__init__()
        messages = [message.id for message in catalogue if message.id]
        self._known = set(itertools.chain.from_iterable([m] if isinstance(m, str) else m for m in messages))

    def gettext(self, message):
        return bracketed(message) if message in self._known else message

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


def bracketed(message):
    """Put the words of a message in brackets, and leave its fields outside.

    >>> bracketed("after {n} steps: {loss:~3}")
    '⟦after ⟧{n}⟦ steps: ⟧{loss:~3}'
    """
    text = ""
    for words, field, spec, conversion in string.Formatter().parse(message):
        text += f"⟦{words}⟧" if re.search(r"\w", words) else words
        if field is not None:
            text += "{" + field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
    return text


def words_outside(text):
    """Return the runs of two letters or more outside all brackets. A single letter is a symbol, such as x or θ.

    >>> words_outside("⟦after ⟧3 steps, ⟦the ⟦loss⟧ is ⟧0.5 dZ₂")
    ['steps', 'dZ']
    """
    outside, depth = "", 0
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        outside += character if depth == 0 and character.isalpha() else " "
    return [run for run in outside.split() if len(run) > 1]


def texts_of(svg):
    """Return all texts of a piece of SVG; the lines of one text follow each other, so a bracket may span them."""
    found = re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL)
    return "\n".join(unescape(re.sub("<[^>]*>", "", text)) for text in found)


def figures():
    """Yield the texts of every figure: its labels, and pictures and sentences of some states."""
    from nnlib.explorables import catalogue
    from nnlib.live import Choice, Drawing
    from nnlib.live.predictions import asked

    for explorable in catalogue():
        name, figure = explorable.__name__, explorable()
        yield f"{name}, title", explorable.title
        for control in explorable.declared.values():
            named = isinstance(control, Choice | Drawing)
            options = map(control.text, control.grid) if named else [getattr(control, "unit", "")]
            yield f"{name}, control {control.name}", "\n".join([control.label, *options])
        if told := asked(explorable(**explorable.prediction.at)) if explorable.prediction else None:
            axes = [text for axis in told["ranges"].values() for text in (axis["label"], *axis["texts"])]
            # the fields of the words are filled in by the page
            words = [re.sub(r"\{\w+\}", "", text) for text in told["words"].values()]
            yield f"{name}, prediction", "\n".join([told["question"], *dict(told["options"]).values(), *axes, *words])
        yield f"{name}, libraries", "\n".join(explorable.libraries.values())
        yield f"{name}, base", texts_of("".join(figure.draw_base().parts))
        chosen = random.Random(0)
        corners, grid = list(explorable.corners()), list(explorable.grid())
        for state in [
            *chosen.sample(corners, min(CORNERS, len(corners))),
            *chosen.sample(grid, min(STATES, len(grid))),
        ]:
            figure.set(**state)
            yield f"{name}, picture of {state}", "\n".join(map(texts_of, figure.draw().parts))
            yield f"{name}, sentence of {state}", figure.sentence


def pages():
    """Yield the texts that the engine itself puts around a figure, on the page and in a notebook."""
    from nnlib.explorables import DrawDigit, InsideAdam, Playground
    from nnlib.live import markup, page
    from nnlib.live.drawing import field_of
    from nnlib.live.notebook import LiveEdition, _family

    html = re.sub(r"<script.*?</script>|<svg.*?</svg>", "", markup.html(page.figure(InsideAdam()), ""), flags=re.DOTALL)
    named = re.findall(r'(?:aria-label|data-(?:unknown|nearest|missing|done|failed|pause))="([^"]*)"', html)
    for text in [*named, *re.findall(r">([^<]+)<", html)]:
        yield "page of InsideAdam", re.sub(r"\{\w+\}", "", unescape(text))  # these fields are filled in by the page
    for text in [
        *field_of(DrawDigit.declared["drawing"])["words"].values(),
        DrawDigit.declared["drawing"].text("p784"),
    ]:
        yield "field of DrawDigit", re.sub(r"\{\w+\}", "", text)
    edition = LiveEdition(InsideAdam())
    for pinned in (True, False):
        edition.pin.value = pinned
        for widget in _family(edition.widget):
            yield "notebook of InsideAdam", getattr(widget, "description", "")
            if hasattr(widget, "placeholder"):  # an HTML
                yield "notebook of InsideAdam", unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", widget.value))
    shown = markup.html(page.figure(Playground()), "").partition("<details")[2]
    listing = LiveEdition(Playground()).listing
    for html in (shown, listing.text.value):  # programs are the same in every language
        html = re.sub(r"<pre.*?</pre>", "", html, flags=re.DOTALL)
        for text in [*re.findall(r'data-(?:done|failed)="([^"]*)"', html), *re.findall(r">([^<]+)<", html)]:
            yield "program of Playground", unescape(text)
    yield "program of Playground", "\n".join([listing.library.description, *listing.widget.titles])


def picture_calls():
    """Yield a call of every function that draws a picture without controls: its name, arguments and options."""
    from nnlib import Adam, BinaryCrossEntropy, datasets, mlp, train

    yield from ((name, arguments, {}) for name, arguments in imported("plots/test_plots.py").DRAWINGS.items())
    X, y = datasets.moons(40, rng=0)
    net = mlp([2, 6, 1], rng=0)
    history = train(net, BinaryCrossEntropy(), Adam(0.05), X, y, epochs=5, record=True, validation=(X, y))
    x = np.linspace(-2, 2, 21)
    fruits, kinds = datasets.fruit(30, rng=0)
    sorter = mlp([3, 2, 1], "sigmoid", rng=0)
    sorted_by = train(sorter, BinaryCrossEntropy(), Adam(0.1), fruits, kinds == 1, epochs=4, record=True)
    for name, *arguments in (
        ("plot_boundaries", net, history.parameters, (0, 5), X, y),
        ("plot_branches",),
        ("plot_changed_pixels", np.zeros(784), np.ones(784), [30], np.ones(784)),
        ("plot_curve_twice", mlp([1, 3, 1], rng=0), mlp([2, 3, 1], rng=0), x, x / 2),
        ("plot_cuts_in_training", sorter, sorted_by.parameters, (0, 4), fruits, kinds),
        ("plot_deep_and_wide", [0, 1], [0, 1], [1, 0]),
        ("plot_demand_network",),
        ("plot_examples_needed",),
        ("plot_fits", [0, 1], [2, 3], [0, 1], {"1": [2, 3]}),
        ("plot_fruit", fruits, kinds),
        ("plot_gates",),
        ("plot_gaussian_noise", [0, 1, 2], [1, 3, 5], 2, 1, 0.5),
        ("plot_history", history),
        ("plot_history", history, "accuracy"),
        ("plot_kernels", np.ones((2, 3, 3))),
        ("plot_likelihood", [1, 1, 0]),
        ("plot_moved_digits", ("dense", "convolutional", "anywhere")),
        ("plot_network", (2, 3, 1)),
        ("plot_one_window", np.ones((6, 6)), np.ones((3, 3)), 1, 2),
        ("plot_parameters", [[0, 0], [1, -1]], {"1": "#d55e00", "2": "#0e7ec8"}),
        ("plot_pixel_values", np.zeros((28, 28), int), 5, 12),
        ("plot_price_of_belief",),
        ("plot_receptive_field",),
        ("plot_runs", {"1": history, "2": history}, ("loss", "accuracy")),
        ("plot_sorter", fruits, kinds, fruits),
        ("plot_sums_by_layer", {"1": [[0.0, 1.0], [1.0, 2.0]]}),
        ("plot_three_runs", [3, 2], [3, 1], [3, 2]),
        ("plot_training_loop",),
        ("plot_two_sorters", [1, 0], {"1": [0.9, 0.1], "2": [0.6, 0.6]}),
        ("plot_wirings",),
    ):
        yield name, arguments, {}
    yield "plot_losses", ({"1": [3, 2, 1]},), {"floor": 0.5}


def pictures():
    """Yield the texts of every picture without controls."""
    from nnlib import plots
    from nnlib.explorables import Picture

    for name, arguments, options in picture_calls():
        yield name, texts_of(Picture(getattr(plots, name), *arguments, alt="?", **options).svg)


def feedback():
    """Yield what `check` says to nonsense, and to the answers that the tests of the chapters give."""
    from nnlib import exercises

    said = []

    def check(name, answer):
        result = really_check(name, answer)
        # what Python says of an error, and what the reader named, stays as it is
        said.append((f"check {name}", re.sub(r"\w+Error: .*", "", result.text, flags=re.DOTALL)))
        return result

    really_check, exercises.check = exercises.check, check
    nonsense = (0, -1, 0.5, 10**6, (1, 2), [[1.0, 2.0], [3.0]], "?", ..., float("nan"), lambda *given: given[0])
    for name, answer in itertools.product(exercises.names(), nonsense):
        check(name, answer)
    for file in sorted((ROOT / "tests" / "chapters").glob("*/test_exercises.py")):
        for test in vars(imported(f"chapters/{file.parent.name}/test_exercises.py")).values():
            for row in rows_of_answers(test):
                with contextlib.suppress(AssertionError):  # the test looks for English words
                    test(*row)
    return said


def rows_of_answers(test):
    """Yield the arguments with which pytest calls a test of answers."""
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize" and "answer" in mark.args[0]:
            parameters, rows = mark.args
            yield from ([row] for row in rows) if isinstance(parameters, str) else rows


def imported(test):
    """Import a file of tests."""
    spec = importlib.util.spec_from_file_location(re.sub(r"\W", "_", test), ROOT / "tests" / test)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(pot):
    with open(pot, "rb") as file:
        language = Pseudo(read_po(file))
    gettext.translation = lambda *_arguments, **_options: language

    from nnlib import exercises

    exercises.shown = lambda _answer: "?"  # what the reader wrote stays as it is
    print(json.dumps([*figures(), *pages(), *pictures(), *feedback()], ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
