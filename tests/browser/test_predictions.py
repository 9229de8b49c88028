"""Predict, then see: what veils a figure, what lifts the veil, and what stays of it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from nnlib.explorables import HowWrong, Neuron
from tools.browser import running_site

VEILED = "figure.explorable-veiled"
KEPT = "Object.keys(localStorage).filter(key => key.endsWith(':predicted'))"
PLACES = """figure => [figure, ...figure.children].filter((element) => element.getClientRects().length).map(
    (element) => element.getBoundingClientRect().bottom - figure.getBoundingClientRect().top)"""


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def veiled(tab: Page, book: Path, id: str, chapter: str = "neurons") -> Locator:
    """Open a chapter and return one of its figures, which is under its veil."""
    tab.goto((book / f"chapters/{chapter}.html").as_uri())
    figure = tab.locator(f"figure#{id}")
    figure.scroll_into_view_if_needed()
    is_veiled(figure)
    return figure


def is_veiled(figure: Locator) -> None:
    assert look(figure) == {"sentence": "0", "handles": "0", "overlay": "inset(50%)"}
    expect(figure.get_by_role("button", name="Show the picture")).to_be_visible()
    expect(figure.locator(".explorable-sentence")).to_have_attribute("aria-hidden", "true")


def is_open(figure: Locator) -> None:
    expect(figure.get_by_role("button", name="Show the picture")).not_to_be_visible()
    assert look(figure) == {"sentence": "1", "handles": "1", "overlay": "none"}
    assert figure.locator(".explorable-sentence").get_attribute("aria-hidden") is None


def look(figure: Locator) -> dict[str, str]:
    """Return how much is seen of the sentence, of the handles and of what moves in the picture."""
    return figure.evaluate(
        """figure => {
            const style = (part) => getComputedStyle(figure.querySelector(".explorable-" + part));
            const { opacity: sentence } = style("sentence"), { opacity: handles } = style("handles");
            return { sentence, handles, overlay: style("overlay").clipPath };
        }"""
    )


def ring(figure: Locator, layer: str, index: int = 0) -> tuple[float, float]:
    """Return the middle of a ring in the picture, on the screen."""
    box = figure.locator(f".explorable-{layer} g").nth(index).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_an_option_is_chosen_with_the_keyboard_and_stays(tab: Page, book: Path) -> None:
    figure = veiled(tab, book, "how-wrong", "losses")
    height = figure.bounding_box()["height"]
    options = figure.get_by_role("radio")
    options.first.focus()
    tab.keyboard.press("Enter")  # nothing is chosen yet
    is_veiled(figure)
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    is_open(figure)
    words = HowWrong.prediction.options
    verdict = f"You said “{words['half']}”; it is “{words['smaller']}”."
    expect(figure.locator(".explorable-predicted")).to_have_text(verdict)
    expect(figure.locator(".explorable-said")).to_have_text(HowWrong().sentence)  # read out once
    assert figure.locator("[data-control]").first.evaluate("input => input === document.activeElement")
    assert figure.bounding_box()["height"] == height
    tab.reload()
    is_open(figure)
    expect(figure.locator(".explorable-predicted")).to_have_text(verdict)
    expect(figure.locator(".explorable-said")).to_be_empty()
    expect(tab.locator(VEILED)).not_to_have_count(0)  # the others of the page wait for their own answers


def test_a_mark_is_placed_in_the_picture_and_stays(tab: Page, book: Path) -> None:
    figure = veiled(tab, book, "neuron")
    slider = figure.locator(".explorable-prediction input")
    x, y = ring(figure, "marker")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 100, y, steps=5)
    tab.mouse.up()
    assert ring(figure, "marker")[0] == pytest.approx(x + 100, abs=4)
    dragged = slider.get_attribute("aria-valuetext")
    slider.focus()
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != dragged
    before = ring(figure, "marker")[0]
    assert before > x + 100
    said = slider.get_attribute("aria-valuetext")
    slider.press("Enter")
    is_open(figure)
    expect(figure.locator(".explorable-predicted")).to_have_text(f"You said {said}; it is 0.5.")
    expect(figure.locator(".explorable-mark text")).to_have_text("you")
    assert figure.locator(".explorable-marker").count() == 0  # it cannot be moved any more
    line = figure.locator(".explorable-mark path").bounding_box()
    assert line["x"] + line["width"] / 2 == pytest.approx(before, abs=2)
    tab.reload()
    expect(figure.locator(".explorable-mark text")).to_have_text("you")
    is_open(figure)
    assert figure.locator("[data-handle]").count() == len(Neuron().handles)


def test_a_tap_on_the_answer_is_a_prediction_and_a_drag_takes_the_handle(tab: Page, book: Path) -> None:
    """Under the veil lies the handle, just where a reader who is right puts the mark."""
    figure = veiled(tab, book, "neuron")
    x, y = ring(figure, "handles", 2)
    tab.mouse.click(x, y)
    is_veiled(figure)
    assert figure.locator(".explorable-prediction input").get_attribute("aria-valuetext") == "0.5"
    figure.get_by_role("button", name="Show the picture").click()
    expect(figure.locator(".explorable-predicted")).to_have_text("You said 0.5, and that is right.")

    tab.evaluate("localStorage.clear()")
    figure = veiled(tab, book, "neuron")
    bias = figure.locator("[data-control=bias]")
    before = bias.input_value()
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 120, y, steps=12)
    tab.mouse.up()
    is_open(figure)
    expect(bias).not_to_have_value(before)
    assert figure.locator(".explorable-mark > *").count() == 0 and tab.evaluate(KEPT) == []

    figure = veiled(tab, book, "neuron")
    upper = ring(figure, "handles", 1)
    tab.mouse.click(upper[0], upper[1] + 60)  # in other axes: there a click moves the figure, as ever
    is_open(figure)


def test_whatever_moves_a_figure_lifts_the_veil(tab: Page, book: Path) -> None:
    figure = veiled(tab, book, "neuron")
    figure.locator("[data-control=weight]").press("ArrowRight")
    is_open(figure)
    expect(figure.locator(".explorable-predicted")).to_be_empty()
    for action in ("reset", "pin"):
        figure = veiled(tab, book, "neuron")
        figure.locator(f"[data-action={action}]").click()
        is_open(figure)
    tab.goto("about:blank")
    tab.goto((book / "chapters/neurons.html").as_uri() + "#neuron?weight=2")
    is_open(figure)
    figure = veiled(tab, book, "inside-adam", "optimizers")
    figure.get_by_role("button", name="Play").click()
    is_open(figure)


def test_one_press_shows_all_of_the_page_and_is_remembered(tab: Page, book: Path) -> None:
    figure = veiled(tab, book, "how-wrong", "losses")
    assert tab.locator(VEILED).count() > 1
    figure.get_by_role("button", name="Show all on this page").click()
    expect(tab.locator(VEILED)).to_have_count(0)
    tab.reload()
    expect(figure.locator(".explorable-handles")).to_have_count(1)
    assert tab.locator(VEILED).count() == 0
    veiled(tab, book, "neuron")  # on another page


def test_paper_and_a_page_without_scripts_show_everything(tab: Page, chromium: Browser, book: Path) -> None:
    figure = veiled(tab, book, "neuron")
    tab.emulate_media(media="print")
    assert look(figure)["sentence"] == "1" and look(figure)["overlay"] == "none"
    assert not figure.locator(".explorable-prediction").is_visible()
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto((book / "chapters/neurons.html").as_uri())
    figure = plain.locator("figure#neuron")
    assert figure.locator(".explorable-sentence").is_visible() and figure.locator(".explorable-overlay").is_visible()
    assert figure.locator(".explorable-prediction").bounding_box() is None, "it takes no place"
    context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_moves_when_the_veil_goes_up_or_down(tab: Page, book: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for chapter in ("neurons", "losses", "optimizers"):
        tab.goto((book / f"chapters/{chapter}.html").as_uri())
        while tab.locator(VEILED).count():
            figure = tab.locator(f"#{tab.locator(VEILED).first.get_attribute('id')}")
            before = figure.evaluate(PLACES)
            if figure.get_by_role("radio").count():
                figure.get_by_role("radio").last.check()
            figure.get_by_role("button", name="Show the picture").click()
            is_open(figure)
            assert figure.evaluate(PLACES) == before


def test_where_nothing_can_be_kept_a_prediction_lasts_as_long_as_the_page(tab: Page, book: Path) -> None:
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error.stack)))
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    figure = veiled(tab, book, "neuron")
    figure.get_by_role("button", name="Show the picture").click()
    is_open(figure)
    expect(figure.locator(".explorable-mark text")).to_have_text("you")
    tab.reload()
    is_veiled(figure)
    assert not [error for error in errors if "predict.js" in error or "explorable.js" in error]  # the theme's own fail


def test_what_is_kept_makes_no_trouble(tab: Page, book: Path) -> None:
    """Not even where somebody else wrote it."""
    for kept in ("null", "7", "[", '{"all": 1}'):
        figure = veiled(tab, book, "neuron")
        figure.get_by_role("button", name="Show the picture").click()
        is_open(figure)
        tab.evaluate(f"kept => localStorage.setItem({KEPT}[0], kept)", kept)
        figure = veiled(tab, book, "neuron")


def test_forgetting_everything_forgets_the_predictions(tab: Page, book: Path) -> None:
    with running_site(book) as site:
        tab.goto(site + "chapters/neurons.html")
        figure = tab.locator("figure#neuron")
        figure.get_by_role("button", name="Show the picture").click()
        is_open(figure)
        tab.reload()
        is_open(figure)
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.get_by_role("button", name="Forget everything").click()
        tab.wait_for_function(f"{KEPT}.length === 0")
        tab.reload()
        is_veiled(figure)
