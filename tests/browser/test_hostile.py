"""What comes from others runs nothing in a page: the text of a notebook, an address, what the browser has stored.

The book is a small one, and it is served without its content-security policy: not every web server sends it.
"""

import http.server
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import small_book
from tests.browser.test_policy import MOVE_ALL
from tests.browser.test_python import write
from tools.browser import BookHandler, running_site

ROOT = Path(__file__).parents[2]
HOSTILE = """"'></p><img src=x onerror="window.ran='image'"><script>window.ran='script'</script>"""

MARKDOWN = rf"""# A <img src=x onerror="window.ran='title'"> title {HOSTILE}

Before it runs.

<script>window.ran = "block"</script>

## A heading <svg onload="window.ran='heading'"></svg>

Inline <img src=x onerror="window.ran='inline'"> and <b onmouseover="window.ran='over'">bold</b>.
<style>@import "x"</style>

<details open ontoggle="window.ran='toggle'"><summary>Hint</summary>

In it. <iframe srcdoc="<script>parent.ran='frame'</script>"></iframe>

</details>

<details>
<summary>Solution</summary>

<!--><script>window.ran='comment'</script>-->

</details>

[one](javascript:window.ran='link') <a href="javascript:window.ran='anchor'">two</a>
<a href="javascript&colon;window.ran='entity'">three</a> <javascript:window.ran='auto'>
![four](javascript:window.ran='five')
![{HOSTILE}](nothing.png "{HOSTILE}")

{{onclick="window.ran='attribute'" style="x"}}
A paragraph with an attribute.

```{{raw}} html
<script>window.ran='raw'</script>
```

```{{eval-rst}}
.. raw:: html

   <script>window.ran='rst'</script>
```

$\href{{javascript:window.ran='math'}}{{x}} < </script><script>window.ran='tex'</script>$

| head <img src=x onerror="window.ran='cell'"> | b |
|---|---|
| `<script>window.ran='code'</script>` | <object data="javascript:window.ran='object'"></object> |

```html
<script>window.ran='listing'</script>
```

## Exercises
"""

FIGURE = f"""from nnlib.live import Choice, Explorable, Picture, Slider, Toggle

HOSTILE = {HOSTILE!r}

class Trap(Explorable):
    title = HOSTILE
    size_of = Slider(label=HOSTILE, low=0, high=2, step=1, unit=HOSTILE)
    kind = Choice(label=HOSTILE, options={{"a": HOSTILE, HOSTILE: "b"}}, start=HOSTILE)
    shown = Toggle(label=HOSTILE)
    libraries = {{"nnlib": HOSTILE}}

    def compute(self, size_of, kind, shown):
        return {{"height": size_of + (kind == "a")}}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(title=HOSTILE, xlim=(0, 1), ylim=(0, 4))
        self.text = axes.text(0.1, 1, HOSTILE, gid="mark", in_layout=False)
        (self.line,) = axes.plot([0, 1], [0, 0], label=HOSTILE)
        return [self.text, self.line]

    def update(self, result):
        self.text.set_text(f"{{HOSTILE}} {{result.size_of}}")
        self.line.set_ydata([result.height] * 2)

    def describe(self, result):
        return f"{{HOSTILE}} {{result.height}} {{result.shown}}"

    def code(self, library):
        return HOSTILE + str(self.controls["size_of"])

Trap()"""

OUTPUTS = (
    FIGURE,
    "print(HOSTILE)",
    "HOSTILE",
    "class Named:\n    def __repr__(self):\n        return HOSTILE\nNamed()",
    "Picture(lambda axes: axes.set_title(HOSTILE), alt=HOSTILE)",
    f"# {HOSTILE}",
)
FAILING = "raise ValueError(HOSTILE)"
PLAIN = "from nnlib.explorables import WarmOrCool\nWarmOrCool()"


class WithoutPolicy(BookHandler):
    """Serves a book as a server does that sends no headers of its own."""

    def end_headers(self) -> None:
        http.server.SimpleHTTPRequestHandler.end_headers(self)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a book with a hostile chapter and a plain one."""
    if not (ROOT / ".python" / "nnlib.bin").is_file():
        pytest.fail("There is no Python for the pages: run `make book` first.", pytrace=False)
    folder = tmp_path_factory.mktemp("hostile")
    code = nbformat.v4.new_code_cell
    failing = code(FAILING, metadata={"tags": ["raises-exception"]})
    exercise = code("answer = 2", metadata={"tags": ["exercise"]})
    hostile = [nbformat.v4.new_markdown_cell(MARKDOWN), *map(code, OUTPUTS), failing]
    plain = [nbformat.v4.new_markdown_cell("# Plain"), code(PLAIN), code("answer = 1"), exercise]
    small_book.make(folder, {"hostile": hostile, "plain": plain}, more=[".python", "nnlib"])
    result = small_book.build(folder, "--keep-going", NNLIVE_LITE="1")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "this HTML is shown as text" in result.stderr
    with running_site(folder / "_build" / "html", WithoutPolicy) as address:
        yield address


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def open_page(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """Open a page; return it with the list of its errors, which goes on growing."""
    tab, wrong = context.new_page(), []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(address, wait_until="networkidle")
    return tab, wrong


# Elements and attributes of a page that could run or load something of what the notebook holds.
LIVE = """() => [...document.querySelectorAll("main *, title, nav *, .bd-sidebar *")].flatMap((element) => [
    ...(["script", "iframe", "object", "embed", "style", "base"].includes(element.localName) &&
        /\\bran\\b|@import/.test(element.outerHTML) ? [element.outerHTML] : []),
    ...[...element.attributes].filter(({ name, value }) => (name.startsWith("on") && name !== "onclick") ||
        (name === "onclick" && /ran/.test(value)) || /^\\s*javascript:/i.test(value)).map(() => element.outerHTML)])"""


def test_the_text_of_a_notebook_runs_nothing(context: BrowserContext, site: str) -> None:
    tab, wrong = open_page(context, f"{site}chapters/hostile.html")
    figure = tab.locator("figure.explorable")
    expect(figure).to_have_count(1)
    assert tab.evaluate(MOVE_ALL) == []
    for action in ("pin", "reset", "link", "copy"):
        figure.locator("summary").evaluate("summary => { summary.parentElement.open = true }")
        figure.locator(f"[data-action={action}]").click()
    for details in tab.locator("main details").all():
        details.evaluate("details => { details.open = !details.open }")
    tab.evaluate("document.querySelectorAll('main *').forEach((one) => one.dispatchEvent(new Event('mouseover')))")
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(LIVE) == []
    assert tab.evaluate("window.ran") is None
    assert wrong == []
    assert figure.locator(".explorable-title").inner_text() == HOSTILE
    assert HOSTILE in figure.locator(".explorable-sentence").inner_text()
    assert "<img src=x onerror=" in tab.locator("article h1").inner_text(), "it is there, as text"
    assert tab.locator("main summary", has_text=re.compile("^Solution$")).count() == 1, (
        "and plain HTML is there as HTML"
    )


@pytest.mark.parametrize("place", ["index.html", "search.html?q=runs", f"search.html?q={HOSTILE}", "genindex.html"])
def test_its_title_runs_nothing_on_other_pages(context: BrowserContext, site: str, place: str) -> None:
    tab, wrong = open_page(context, site + place)
    if place == "search.html?q=runs":
        expect(tab.locator("#search-results li a").first).to_contain_text("<img src=x")
        tab.wait_for_load_state("networkidle")
    assert tab.evaluate(LIVE) == []
    assert tab.evaluate("window.ran") is None
    assert wrong == []


QUERIES = [
    "constructor=1", "__proto__=1", "toString=1", "hasOwnProperty=1&valueOf=2", "bias=constructor", "bias=__proto__",
    "bias=%", "bias=%E0%A4%A", "%=%", "&&&===", "=", "?", "#", "bias", "bias=", "bias=%20", "bias=%00", "bias=-0",
    "bias=NaN", "bias=Infinity", "bias=1e999", "bias=0x10", "bias=1_0", "bias=" + "9" * 20_000, "bias=%D9%A3",
    "bias=\u202e1", "bias=\ud800",
    "bias=1&bias=-1&bias=x", "bias[]=1", "bias[$gt]=1", "x" * 20_000 + "=1", f"bias={HOSTILE}", f"{HOSTILE}={HOSTILE}",
    "bias=javascript:window.ran=1", "bias={shown}", "{asked}={asked}&$&=$'", "red=1e-400&green=1e400", "bias=\n1",
    "bias=+1",
]  # fmt: skip

# Follow a link with this query, as a reader does who stays on the page, and tell what the figure then says and shows.
FOLLOW = """async (query) => {
    const { figures } = explorables, [id] = figures.keys();
    const changed = new Promise((done) => addEventListener("hashchange", done));
    location.hash = `#${id}?again`;
    location.hash = `#${id}?${query}`;
    await Promise.race([changed, new Promise((done) => setTimeout(done, 200))]);
    for (let tries = 0; tries < 3; tries++) await new Promise((done) => setTimeout(done, 10));
    const { figure, keys, choices } = figures.get(id), notice = figure.querySelector(".explorable-notice");
    return {
        strange: Object.entries(keys).filter(([name, key]) => !choices[name].keys.includes(key)),
        elements: notice.childElementCount,
        words: notice.textContent.length,
    };
}"""


def test_no_address_runs_anything_or_stops_a_figure(context: BrowserContext, site: str) -> None:
    tab, wrong = open_page(context, f"{site}chapters/plain.html")
    for query in QUERIES:
        said = tab.evaluate(FOLLOW, query)
        assert said["strange"] == [] and said["elements"] == 0 and said["words"] < 300, (query[:50], said)
        assert wrong == [], query[:50]
    assert tab.evaluate("window.ran") is None
    tab.evaluate(FOLLOW, "bias=0.5")
    expect(tab.locator("[data-control=bias]").first).to_have_attribute("aria-valuetext", "0.5")
    tab.close()
    tab, wrong = open_page(context, f"{site}chapters/plain.html#{HOSTILE}?{HOSTILE}")
    assert wrong == [] and tab.evaluate("window.ran") is None


STORED = [
    "", "nonsense", "{", "null", "1", '"text"', "[]", "[1, 2]", "{}", "true", '{"chapters/plain": null}',
    '{"chapters/plain": []}', '{"chapters/plain": "x"}', '{"chapters/plain": {"typed": 1, "solved": 2}}',
    '{"chapters/plain": {"typed": [[]], "solved": {"length": -1}}}', '{"__proto__": {"typed": {"a": "b"}}}',
    '{"chapters/plain": {"typed": {"__proto__": 1, "constructor": "x"}, "solved": [null, {}, "__proto__"]}}',
    json.dumps({"chapters/plain": {"typed": {"x": HOSTILE}, "solved": [HOSTILE] * 2000}}), "\0", "9" * 100_000,
]  # fmt: skip

# Under which key a page keeps what it is told: all that its script asks for.
KEY = (
    """() => "neural-networks-live:" + new URL(document.documentElement.dataset.content_root, location.href).pathname"""
)


def test_nothing_that_the_browser_has_stored_stops_a_page(context: BrowserContext, site: str) -> None:
    tab, wrong = open_page(context, f"{site}chapters/plain.html")
    key = tab.evaluate(KEY)
    for stored in STORED:
        tab.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [key, stored])
        for place in ("index.html", "chapters/plain.html"):
            tab.goto(site + place)
            assert wrong == [], (place, stored[:50])
            assert tab.evaluate("window.ran") is None
        expect(tab.locator(".python-exercises")).to_have_text("0 of 1 exercises done")
    for stored in ("nonsense", "[]", '{"chapters/plain": 1}'):  # what the reader types now is kept all the same
        tab.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [key, stored])
        tab.reload()
        cell = tab.locator("div.cell").nth(1)
        write(cell, HOSTILE)
        expect(cell.locator(".cell-mark")).to_have_text("changed by you")
        tab.wait_for_function("key => localStorage.getItem(key)?.includes('window.ran')", arg=key)
        tab.reload()
        expect(cell.locator(".cell-mark")).to_have_text("changed by you")
        assert cell.locator(".cell_input pre").inner_text().rstrip("\n") == HOSTILE
        assert tab.evaluate("window.ran") is None
        tab.evaluate("key => localStorage.removeItem(key)", key)
    assert wrong == []
