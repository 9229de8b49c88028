"""Every explorable of the built book in Chromium, opened as a file, moved as a reader moves it.

To load a page takes longer than to move its figures, so the tests of what a reader does on it share one tab; before
each of them every figure is as it was at first.
"""

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from nnlib.explorables import Playground

STATE = """figure => ({
    picture: figure.querySelector(".explorable-overlay").innerHTML,
    sentence: figure.querySelector(".explorable-sentence").textContent,
})"""


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


def figures(tab: Page, book: Path, page: str) -> list[Locator]:
    """Open a page and return its explorables."""
    tab.goto((book / f"{page}.html").as_uri())
    found = tab.locator("figure.explorable")
    return [found.nth(i) for i in range(found.count())]


def state(figure: Locator) -> dict[str, str]:
    return figure.evaluate(STATE)


Start = tuple[dict[str, str], list[int]]


@pytest.fixture(scope="module")
def opened(chromium: Browser, book: Path, page: str) -> Iterator[list[tuple[Locator, Start]]]:
    """The explorables of a page, each with its state and the positions of its controls when the page has loaded."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield [(figure, (state(figure), positions(figure))) for figure in figures(tab, book, page)]
    tab.close()


@pytest.fixture
def shown(opened: list[tuple[Locator, Start]]) -> list[Locator]:
    """The same explorables as they were at first, whatever the tests before have done with them."""
    for figure, start in opened:
        if (state(figure), positions(figure)) != start:
            figure.locator("[data-action=reset]").click()
            figure.page.wait_for_function(
                f"([figure, wanted]) => JSON.stringify(({STATE})(figure)) === JSON.stringify(wanted)",
                arg=[figure.element_handle(), start[0]],
            )
            assert positions(figure) == start[1]
        assert figure.locator("svg.explorable-pin").count() == 0
    return [figure for figure, _start in opened]


def frames(book: Path, page: str, figure: Locator) -> dict[str, Any]:
    """Return the frames of a figure."""
    return side_file((book / page).parent / str(figure.get_attribute("data-frames")))


@functools.cache
def side_file(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def waits_for_change(figure: Locator, before: dict[str, str]) -> dict[str, str]:
    """Return the state once the sentence differs from the one before."""
    figure.page.wait_for_function(
        "([figure, old]) => figure.querySelector('.explorable-sentence').textContent !== old",
        arg=[figure.element_handle(), before["sentence"]],
        timeout=10_000,
    )
    return state(figure)


def test_the_book_has_explorables(tab: Page, book: Path) -> None:
    assert figures(tab, book, "index"), "the landing page lost its figure"


def test_each_control_moves_picture_and_sentence_by_keyboard(shown: list[Locator]) -> None:
    for figure in shown:
        controls = figure.locator(".explorable-control:not([hidden]) [data-control]")
        for i in range(controls.count()):
            control = controls.nth(i)
            label = figure.locator(f"label[for='{control.get_attribute('id')}']").inner_text()
            before = state(figure)
            control.focus()
            kind = control.evaluate("input => input.type")
            if kind == "checkbox":
                control.press("Space")
            elif kind == "range":
                control.press("Home" if control.input_value() != "0" else "End")
            else:
                last = control.evaluate("select => select.selectedIndex === select.options.length - 1")
                control.press("ArrowUp" if last else "ArrowDown")
            after = waits_for_change(figure, before)
            if kind == "range":
                assert control.get_attribute("aria-valuetext") == control.locator("+ output").inner_text(), label
            assert after["picture"] != before["picture"] or after["sentence"] != before["sentence"], label
            assert after["picture"].strip() and after["sentence"].strip(), label


def test_a_click_on_a_slider_shows_the_frame_of_its_value(shown: list[Locator], book: Path, page: str) -> None:
    for figure in shown:
        data = frames(book, page, figure)
        slider = figure.locator("input[type=range]").first
        if not slider.count():
            continue  # a figure of choices only
        slider.scroll_into_view_if_needed()
        before, box = state(figure), slider.bounding_box()
        share = 0.1 if int(slider.input_value()) > int(slider.get_attribute("max")) / 2 else 0.9
        slider.click(position={"x": share * box["width"], "y": box["height"] / 2})
        after = waits_for_change(figure, before)
        assert after["picture"] == drawn(figure, data, positions(figure))


def move(figure: Locator) -> None:
    """Move the first slider of a figure, or what it has instead, by the keyboard."""
    control = figure.locator("input[type=range]").or_(figure.locator("select")).first
    if control.get_attribute("type") == "range":
        control.press("Home" if control.input_value() != "0" else "End")
    else:
        last = control.evaluate("select => select.selectedIndex === select.options.length - 1")
        control.press("ArrowUp" if last else "ArrowDown")


def positions(figure: Locator) -> list[int]:
    return figure.locator("[data-control]").evaluate_all(
        """inputs => inputs.map(input => input.type === "range" ? +input.value
            : input.type === "checkbox" ? +input.checked : input.selectedIndex)"""
    )


def drawn(figure: Locator, data: dict[str, Any], at: list[int]) -> str:
    """Return the picture at these positions of the controls, as the browser writes SVG."""
    index = 0
    for position, values in zip(at, data["controls"].values(), strict=True):
        index = index * len(values) + position
    picture = "".join(table[piece] for table, piece in zip(data["parts"], data["frames"][index], strict=True))
    return figure.page.evaluate(
        """picture => {
            const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
            svg.innerHTML = picture;
            return svg.innerHTML;
        }""",
        picture,
    )


def test_an_address_presets_the_controls(shown: list[Locator], tab: Page, book: Path, page: str) -> None:
    for figure in shown:
        data = frames(book, page, figure)
        id = figure.get_attribute("id")
        last = [len(values) - 1 for values in data["controls"].values()]
        query = "&".join(f"{name}={values[-1]}" for name, values in data["controls"].items())
        tab.goto("about:blank")
        tab.goto((book / f"{page}.html").as_uri() + f"#{id}?{query}")
        tab.wait_for_function(
            "([id, sentence]) => document.querySelector(`#${id} .explorable-sentence`).textContent === sentence",
            arg=[id, data["sentences"][-1]],
        )
        preset = tab.locator(f"#{id}")
        assert positions(preset) == last
        assert state(preset)["picture"] == drawn(preset, data, last)
        assert tab.evaluate("id => document.getElementById(id).getBoundingClientRect().top < innerHeight", id)


def test_an_address_that_asks_for_too_much_is_told_so(tab: Page, book: Path) -> None:
    figures(tab, book, "index")
    tab.goto((book / "index.html").as_uri() + "#warm-or-cool?red=0.9&wieght=2&green=big")
    tab.wait_for_function("document.querySelector('.explorable-notice').textContent")
    notice = tab.locator(".explorable-notice").first.inner_text()
    assert "asks for “wieght=2&green=big”, which this figure does not have" in notice
    assert "asks for “red=0.9”; shown is “red=1”" in notice
    assert tab.locator("[data-control=red]").get_attribute("aria-valuetext") == "1"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("red=Infinity", "“red=Infinity”, which"),
        ("red=1000", "shown is “red=2”"),
        ("red=50%", "“red=50%”, which"),
        ("red=%E0%A4%A", "which this figure does not have"),
        ("red=" + "9" * 20_000 + "x", "9…”, which"),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_one_short_sentence(
    tab: Page, book: Path, query: str, said: str
) -> None:
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto((book / "index.html").as_uri() + "#warm-or-cool?" + query)
    tab.wait_for_function("document.querySelector('.explorable-notice').textContent")
    notice = tab.locator(".explorable-notice").first.inner_text()
    assert said in notice and len(notice) < 200 and not errors


def test_a_side_file_that_does_not_come_is_reported_and_asked_for_again(tab: Page, book: Path) -> None:
    tab.route("**/_explorables/*", lambda route: route.abort())
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    figure = figures(tab, book, "index")[0]
    slider = figure.locator("input[type=range]").first
    slider.press("Home")
    missing = "The other states of this figure could not be loaded."
    tab.wait_for_function("words => document.querySelector('.explorable-notice').textContent === words", arg=missing)
    tab.unroute("**/_explorables/*")
    before = state(figure)
    slider.press("ArrowRight")
    waits_for_change(figure, before)
    assert figure.locator(".explorable-notice").inner_text() == "" and not errors


def test_the_sentence_is_read_out_once_the_reader_pauses(tab: Page, book: Path) -> None:
    figure = figures(tab, book, "index")[0]
    tab.evaluate(
        """() => {
            window.said = [];
            const place = document.querySelector(".explorable-said");
            new MutationObserver(() => window.said.push(place.textContent)).observe(place, {childList: true});
        }"""
    )
    slider = figure.locator("input[type=range]").first
    for _ in range(4):
        before = state(figure)
        slider.press("ArrowLeft")
        after = waits_for_change(figure, before)
    tab.wait_for_function("window.said.length")
    tab.wait_for_timeout(1000)
    assert tab.evaluate("window.said") == [after["sentence"]]
    assert figure.locator("[aria-live]:not([aria-live=off])").count() == 1


def test_the_copied_link_leads_to_the_same_state(shown: list[Locator], tab: Page) -> None:
    for figure in shown:
        before = state(figure)
        move(figure)
        moved = waits_for_change(figure, before)
        figure.evaluate("() => { navigator.clipboard.writeText = async text => { window.copied = text; }; }")
        figure.evaluate("() => { window.copied = ''; }")
        figure.locator("[data-action=link]").click()
        figure.page.wait_for_function("window.copied")
        assert figure.locator(".explorable-notice").inner_text() == "The link to this state is copied."
        link = figure.evaluate("() => window.copied")
        tab.goto("about:blank")
        tab.goto(link)
        tab.wait_for_function("old => document.body.textContent.includes(old)", arg=moved["sentence"])
        assert state(tab.locator(f"#{link.split('#')[1].split('?')[0]}")) == moved


def test_without_a_clipboard_the_link_is_shown(tab: Page, book: Path) -> None:
    figure = figures(tab, book, "index")[0]
    tab.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    figure.locator("[data-action=link]").click()
    tab.wait_for_function("document.querySelector('.explorable-notice').textContent")
    assert re.search(r"file:.*#warm-or-cool\?red=2&green=0&blue=-2", figure.locator(".explorable-notice").inner_text())


def test_pin_keeps_the_picture_and_its_sentence(shown: list[Locator]) -> None:
    for figure in shown:
        before = state(figure)
        pin = figure.locator("[data-action=pin]")
        pin.click()
        assert pin.get_attribute("aria-pressed") == "true"
        move(figure)
        waits_for_change(figure, before)
        assert figure.locator("svg.explorable-pin").evaluate("svg => svg.innerHTML") == before["picture"]
        assert before["sentence"] in str(figure.locator(".explorable-pinned").text_content())
        pin.click()
        assert figure.locator("svg.explorable-pin").count() == 0
        assert not figure.locator(".explorable-pinned").is_visible()


def test_reset_returns_to_the_start(shown: list[Locator], book: Path, page: str) -> None:
    for figure in shown:
        before, at = state(figure), positions(figure)
        move(figure)
        moved = waits_for_change(figure, before)
        figure.locator("[data-action=reset]").click()
        assert waits_for_change(figure, moved)["sentence"] == before["sentence"]
        assert positions(figure) == at
        assert state(figure)["picture"] == drawn(figure, frames(book, page, figure), at)


def test_reset_stops_what_plays_and_nothing_is_read_out_meanwhile(tab: Page, book: Path) -> None:
    (figure,) = [
        found for found in figures(tab, book, "chapters/neurons") if found.locator("[data-action=play]").count()
    ][:1]
    play = figure.locator("[data-action=play]")
    slider = tab.locator(f"#{play.get_attribute('data-for')}")
    play.evaluate("button => button.dataset.interval = 1500")
    before = state(figure)
    play.click()
    waits_for_change(figure, before)
    tab.wait_for_timeout(1000)
    assert play.inner_text() == "Pause" and figure.locator(".explorable-said").inner_text() == ""
    at = slider.input_value()
    figure.locator("[data-action=reset]").click()
    assert play.inner_text() == "Play"
    tab.wait_for_timeout(2000)
    assert slider.input_value() != at and state(figure)["sentence"] == before["sentence"]


def test_a_step_control_plays_to_its_end_and_pauses(shown: list[Locator]) -> None:
    for figure in shown:
        tab = figure.page
        for play in figure.locator("[data-action=play]").all():
            slider = tab.locator(f"#{play.get_attribute('data-for')}")
            last = int(slider.get_attribute("max"))
            play.evaluate("button => button.dataset.interval = 20")
            slider.press("Home")
            play.click()
            tab.wait_for_function("([input, last]) => +input.value === last", arg=[slider.element_handle(), last])
            tab.wait_for_function("button => button.textContent === 'Play'", arg=play.element_handle())
            play.evaluate("button => button.dataset.interval = 60000")
            play.click()
            assert play.inner_text() == "Pause"
            play.click()
            assert play.inner_text() == "Play"
            slider.press("Home")
            before = state(figure)
            figure.locator(f"[data-action=step][data-for={slider.get_attribute('id')}]").click()
            waits_for_change(figure, before)
            assert slider.input_value() == "1"


def dragged(figure: Locator, ring: Locator, by: tuple[float, float]) -> tuple[float, float]:
    """Drag a handle with the mouse, and return where it then should be."""
    mouse = figure.page.mouse
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0], y + by[1], steps=6)
    mouse.up()
    return x + by[0], y + by[1]


# How far a handle has to be dragged, in pixels of the screen, to the nearest place of another value of its controls.
TO_ANOTHER_VALUE = """async (figure, index) => {
    const explorable = window.explorables.figures.get(figure.id);
    await explorable.set(explorable.keys);  // its frames are there
    const { at, moves, places } = explorable.handles.handles[index];
    const picture = figure.querySelector(".explorable-picture"), by = [0, 0];
    const scale = picture.clientWidth / picture.querySelector("svg").viewBox.baseVal.width;
    for (const [name, way] of Object.entries(moves)) {
        const ways = Object.values(places[name]).filter(Boolean).map(place => [place[0] - at[0], place[1] - at[1]]);
        const far = ([x, y]) => Math.hypot(way === "y" ? 0 : x, way === "x" ? 0 : y);
        const [x, y] = ways.filter(other => far(other) > 2).sort((a, b) => far(a) - far(b))[0];
        if (way !== "y") by[0] += x * scale;
        if (way !== "x") by[1] += y * scale;
    }
    return by;
}"""


def test_each_handle_sets_its_controls_with_the_mouse(shown: list[Locator], book: Path, page: str) -> None:
    for figure in shown:
        for index, ring in enumerate(figure.locator("svg [data-handle]").all()):
            if not ring.is_visible():
                continue
            names = ring.get_attribute("data-handle").split()
            assert all(figure.locator(f"[data-control={name}]").count() == 1 for name in names)
            before, at, box = state(figure), positions(figure), ring.bounding_box()
            assert box["width"] >= 43.9 and box["height"] >= 43.9
            dragged(figure, ring, figure.evaluate(TO_ANOTHER_VALUE, index))
            waits_for_change(figure, before)
            assert positions(figure) != at, names
            moved = [name for name, old, new in zip(controls(figure), at, positions(figure), strict=True) if old != new]
            assert set(moved) <= set(names)
            assert state(figure)["picture"] == drawn(figure, frames(book, page, figure), positions(figure))
            figure.locator("[data-action=reset]").click()


def controls(figure: Locator) -> list[str]:
    return figure.locator("[data-control]").evaluate_all("inputs => inputs.map(input => input.dataset.control)")


def neuron(tab: Page, book: Path) -> Locator:
    (figure,) = [each for each in figures(tab, book, "chapters/neurons") if each.get_attribute("id") == "neuron"]
    figure.locator(".explorable-picture").scroll_into_view_if_needed()
    return figure


def value(figure: Locator, name: str) -> str:
    return figure.locator(f"[data-control={name}]").get_attribute("aria-valuetext")


def test_a_click_in_the_axes_brings_the_handle_there(tab: Page, book: Path) -> None:
    """The lower panel has one handle, the border: with weight 2 it is at x = 1 where the bias is −2."""
    figure = neuron(tab, book)
    figure.get_by_role("button", name="Show the picture").click()  # before, a click there places a prediction
    figure.locator(".explorable-title").scroll_into_view_if_needed()
    upper, border = (figure.locator("[data-handle=bias]").nth(i).bounding_box() for i in (0, 1))
    zero, one = (figure.evaluate(PLACE, [share, upper["y"]]) for share in (0, 1))
    before = state(figure)
    tab.mouse.click(one, border["y"] - 30)
    waits_for_change(figure, before)
    assert value(figure, "bias") == "−2"
    assert abs(figure.locator("[data-handle=bias]").nth(1).bounding_box()["x"] + 22 - one) < 1
    before = state(figure)
    tab.mouse.click(zero, border["y"] - 30)
    waits_for_change(figure, before)
    assert value(figure, "bias") == "0"


PLACE = """(figure, [x]) => {
    const { left, width } = figure.querySelector(".explorable-picture").getBoundingClientRect();
    const [least, , most] = JSON.parse(figure.dataset.handles)[0].box;
    return left + (least + (x + 4) / 8 * (most - least)) * width / 400;
}"""


def test_handles_are_not_on_paper_nor_in_the_pin_nor_read_out(tab: Page, book: Path) -> None:
    figure = neuron(tab, book)
    layer = figure.locator("svg.explorable-handles")
    assert layer.is_visible() and layer.get_attribute("aria-hidden") == "true"
    figure.locator("[data-action=pin]").click()
    assert figure.locator("svg.explorable-pin [data-handle]").count() == 0
    cursors = figure.locator("[data-handle]").evaluate_all("rings => rings.map(ring => getComputedStyle(ring).cursor)")
    assert cursors == ["move", "ew-resize", "ew-resize"]
    tab.emulate_media(media="print")
    assert not layer.is_visible()


def swipe(tab: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Move a finger over the screen."""
    session = tab.context.new_cdp_session(tab)
    for kind, share in [("touchStart", 0), *(("touchMove", i / 10) for i in range(1, 11)), ("touchEnd", None)]:
        points = [] if share is None else [{"x": start[0] + share * by[0], "y": start[1] + share * by[1]}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        tab.wait_for_timeout(16)
    session.detach()
    tab.wait_for_timeout(300)


def test_a_finger_drags_a_handle_and_scrolls_beside_it(chromium: Browser, book: Path) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    try:
        tab = context.new_page()
        figure = neuron(tab, book)
        tab.wait_for_timeout(500)
        box, scrolled, before = (
            figure.locator("[data-handle=weight]").bounding_box(),
            tab.evaluate("scrollY"),
            state(figure),
        )
        swipe(tab, (box["x"] + 30, box["y"] + 15), (0, 60))  # within its 44 pixels
        assert waits_for_change(figure, before) and tab.evaluate("scrollY") == scrolled
        assert float(value(figure, "weight").replace("−", "-")) < 0
        shown, picture = state(figure), figure.locator(".explorable-picture").bounding_box()
        beside = picture["x"] + 60, picture["y"] + picture["height"] - 40
        swipe(tab, beside, (0, -120))
        assert tab.evaluate("scrollY") > scrolled and state(figure) == shown
        picture = figure.locator(".explorable-picture").bounding_box()
        tab.touchscreen.tap(picture["x"] + 60, picture["y"] + picture["height"] - 60)
        waits_for_change(figure, shown)
    finally:
        context.close()


def programs(figure: Locator) -> list[str]:
    """Return the programs that are visible."""
    found = figure.locator("[data-program]")
    return [
        found.nth(i).evaluate("place => place.textContent") for i in range(found.count()) if found.nth(i).is_visible()
    ]


def test_the_setting_as_code_follows_the_controls(tab: Page, book: Path) -> None:
    figure = figures(tab, book, "chapters/training")[0]
    assert figure.get_attribute("data-explorable") == "Playground" and programs(figure) == []
    figure.locator(".explorable-code summary").press("Enter")
    assert programs(figure) == [Playground().code("nnlib")]
    before = state(figure)
    figure.locator("[data-control=data]").select_option(label="Moons")
    after = waits_for_change(figure, before)
    assert programs(figure) == [Playground(data="moons").code("nnlib")]
    figure.get_by_label("library").select_option("PyTorch")
    assert programs(figure) == [Playground(data="moons").code("torch")]
    figure.locator("[data-control=rate]").press("Home")
    waits_for_change(figure, after)
    shown = Playground(data="moons", rate=0.01).code("torch")
    assert programs(figure) == [shown]
    tab.evaluate("() => { navigator.clipboard.writeText = async text => { window.copied = text; }; }")
    figure.get_by_role("button", name="Copy the code").click()
    tab.wait_for_function("window.copied")
    assert tab.evaluate("window.copied") == shown
    assert figure.locator(".explorable-notice").inner_text() == "The code is copied."
    tab.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    figure.get_by_role("button", name="Copy the code").click()
    tab.wait_for_function("getSelection().toString().length > 1000")
    assert tab.evaluate("getSelection().toString()").strip() == shown.strip()
    assert figure.locator(".explorable-notice").inner_text() == "The code is selected, for you to copy."


def test_without_scripts_the_code_of_the_start_setting_stands(chromium: Browser, book: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        figure = figures(context.new_page(), book, "chapters/training")[0]
        figure.locator(".explorable-code summary").click()
        assert programs(figure) == list(Playground().programs.values())
        assert not figure.get_by_role("button", name="Copy the code").is_visible()
    finally:
        context.close()


def test_without_scripts_the_picture_and_its_sentence_stand(chromium: Browser, book: Path, page: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        for figure in figures(context.new_page(), book, page):
            assert figure.locator("svg.explorable-overlay > *").count() > 0
            assert figure.locator(".explorable-sentence").inner_text().strip()
            assert not figure.locator(".explorable-controls").is_visible()
            assert not figure.locator(".explorable-buttons").is_visible()
    finally:
        context.close()


def test_on_paper_the_buttons_are_gone(shown: list[Locator]) -> None:
    for figure in shown:
        figure.page.emulate_media(media="print")
        assert figure.locator("svg.explorable-base").is_visible()
        assert figure.locator(".explorable-sentence").is_visible()
        assert not figure.locator(".explorable-buttons").is_visible()
        assert not any(control.is_visible() for control in figure.locator(".explorable-control[hidden]").all())
        figure.page.emulate_media(media="screen")
