"""The book as a web server sends it: below a path, with its headers, under a policy that nothing violates."""

from pathlib import Path

from playwright.sync_api import Browser, Page

# Before any script of the page: what the policy refuses is noted.
NOTE = """window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
    refused.push([event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber].join(" ")));"""

# Moves the first control of every figure, and names the figures whose picture or sentence stayed as it was.
MOVE_ALL = """async () => {
    const still = [];
    for (const figure of document.querySelectorAll("figure.explorable")) {
        const [picture, sentence] = ["overlay", "sentence"].map((part) => figure.querySelector(`.explorable-${part}`));
        const shown = () => picture.innerHTML + sentence.textContent;
        const before = shown();
        const input = figure.querySelector("[data-control]");
        if (input.type === "checkbox") input.checked = !input.checked;
        else if (input.type === "range") input.value = +input.value < +input.max ? input.max : input.min;
        else input.selectedIndex = input.selectedIndex ? 0 : 1;
        input.dispatchEvent(new Event("input"));
        for (let tries = 0; tries < 200 && shown() === before; tries++) await new Promise(done => setTimeout(done, 50));
        if (shown() === before) still.push(figure.id);
    }
    return still;
}"""


# The policy also stops Playwright's own waiting, which makes code out of text again and again: here each wait is within
# one function, and gives up at last.
UNTIL = """async (done) => {
    for (let tries = 0; !done(); tries++) {
        if (tries === 400) throw new Error(`still waiting for ${done}`);
        await new Promise((resume) => setTimeout(resume, 50));
    }
}"""
TYPESET = f"""() => ({UNTIL})(
    () => [...document.querySelectorAll(".math")].every((math) => math.querySelector("mjx-container")))"""
FULL_SCREEN = f"() => ({UNTIL})(() => document.fullscreenElement)"
PYTHON_READY = f"""() => ({UNTIL})(() => ["ready", "failed"].includes(document.documentElement.dataset.python))"""
FIRST_CELL_HAS_RUN = f"() => ({UNTIL})(() => document.querySelector('[data-run=done], [data-run=failed]'))"
INTRUDE = f"""() => {{
    document.body.append(Object.assign(document.createElement("script"), {{textContent: "window.ran = 1"}}));
    document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='window.ran = 2'>");
    document.body.append(Object.assign(new Image(), {{src: "http://127.0.0.1:9/picture.png"}}));
    fetch("http://127.0.0.1:9/").catch(() => undefined);
    setTimeout(() => {{ try {{ new Function("window.ran = 3")() }} catch {{}} }});
    return ({UNTIL})(() => refused.length >= 5);
}}"""


def open_page(chromium: Browser, address: str) -> tuple[Page, list[str]]:
    """Open a page; return it with the list of what went wrong on the way, which goes on growing."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(NOTE)
    home = "/".join(address.split("/")[:3])
    wrong: list[str] = []
    page.on("request", lambda r: r.url.startswith((home, "data:", "blob:")) or wrong.append(f"asks for {r.url}"))
    page.on("response", lambda r: r.ok or r.status == 304 or wrong.append(f"{r.status} {r.url}"))
    page.on("console", lambda m: m.type in ("error", "warning") and wrong.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: wrong.append(f"script error: {e}"))
    answer = page.goto(address, wait_until="load")
    assert answer is not None and "wasm-unsafe-eval" in answer.headers["content-security-policy"]
    page.evaluate(TYPESET)
    return page, wrong


def test_a_page_works_under_the_policy(chromium: Browser, site: str, page: str) -> None:
    tab, wrong = open_page(chromium, f"{site}{page}.html")
    assert tab.evaluate(MOVE_ALL) == []
    assert tab.evaluate("refused") == []
    assert wrong == []
    tab.close()


def test_buttons_work_under_the_policy(chromium: Browser, site: str) -> None:
    tab, wrong = open_page(chromium, f"{site}notation.html")
    tab.evaluate("window.print = () => { window.printed = true }")
    tab.locator("[data-call=print]").click()
    assert tab.evaluate("printed")
    tab.locator("[data-call=toggleFullScreen]").click()
    tab.evaluate(FULL_SCREEN)
    assert tab.evaluate("refused") == []
    assert wrong == []
    tab.close()


def test_search_works_under_the_policy(chromium: Browser, site: str) -> None:
    tab, wrong = open_page(chromium, f"{site}search.html?q=momentum")
    tab.locator("#search-results li p").first.wait_for()  # an extract, for which the script reads the page
    assert tab.evaluate("refused") == []
    assert wrong == []
    tab.close()


def test_python_runs_under_the_policy(chromium: Browser, site: str, book: Path) -> None:
    """Where the book was built with Python, its worker starts, runs the cells of a page and asks nobody outside."""
    tab, wrong = open_page(chromium, f"{site}chapters/neurons.html")
    start = tab.locator("[data-action=python]")
    assert start.count() == (book / "_python").is_dir()
    if start.count():
        start.click()
        tab.evaluate(PYTHON_READY)
        assert tab.evaluate("document.documentElement.dataset.python") == "ready"
        tab.locator("[data-action=run-all]").click()
        tab.evaluate(FIRST_CELL_HAS_RUN)
        assert tab.locator("[data-run]").first.get_attribute("data-run") == "done"
    assert tab.evaluate("refused") == []
    assert wrong == []
    tab.close()


def test_the_policy_refuses_what_does_not_come_with_the_book(chromium: Browser, site: str) -> None:
    tab, _wrong = open_page(chromium, f"{site}notation.html")
    tab.evaluate(INTRUDE)
    refused = sorted(line.split()[0] for line in tab.evaluate("refused"))
    assert refused == ["connect-src", "img-src", "script-src", "script-src-attr", "script-src-elem"]
    assert tab.evaluate("window.ran") is None
    tab.close()


def test_files_are_kept_as_long_as_they_stay_the_same(chromium: Browser, site: str, book: Path) -> None:
    tab = chromium.new_page()
    frames = next((book / "_explorables").iterdir()).name
    kept = {
        name: tab.request.get(f"{site}{name}").headers.get("cache-control")
        for name in ("index.html", "_static/book.js", f"_explorables/{frames}")
    }
    assert kept == {
        "index.html": None,
        "_static/book.js": "public, max-age=3600",
        f"_explorables/{frames}": "public, max-age=31536000, immutable",
    }
    tab.close()
