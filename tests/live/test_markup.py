"""The HTML of a figure."""

from html.parser import HTMLParser

from nnlib.live import Choice, Explorable, Slider, Step, Toggle, markup, page


class Waves(Explorable):
    """Every kind of control."""

    title = "<Waves> & more"
    zoom = Slider(label="zoom", low=0.1, high=10, step=0.5, logarithmic=True, grid=(0.1, 1, 10), start=1)
    shape = Choice(label="shape", options={"up": "Up & on", "down": "Down"})
    dashed = Toggle(label="dashed")
    epoch = Step(label="epoch", stages=(0, 1, 2), interval=300)

    def compute(self, zoom, shape, dashed, epoch):
        return {"height": zoom * (1 if shape == "up" else -1)}

    def build(self, figure):
        (self.line,) = figure.subplots().plot([], [], "o")
        return [self.line]

    def update(self, result):
        self.line.set_data([0, result.epoch], [0, result.height])
        self.line.set_linestyle("--" if result.dashed else "-")

    def describe(self, result):
        return self.say("{shape} <at> {zoom}, {dashed}, {epoch}.", result)


class Coded(Waves):
    """A setting that is a program too."""

    libraries = {"one": "The <first>", "two": "The second"}

    def code(self, library):
        return f"if 1 < 2:\n    {library} = {self.controls['zoom']:g}\n"


class Outline(HTMLParser):
    """Collects the tags of a piece of HTML, and checks that they close in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("input", "path", "use", "rect", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("path", "use", "rect"):
            assert self.open.pop() == tag

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_a_figure_is_well_formed_and_labelled():
    text = markup.html(page.figure(Waves("one", shape="down", dashed=True)), "../_explorables/p-one-0.js")
    outline = Outline(text)
    assert ("div", {"class": "explorable-picture", "style": "aspect-ratio: 400 / 280"}) in outline.tags
    by_id = {attributes["id"]: (tag, attributes) for tag, attributes in outline.tags if "id" in attributes}
    labels = {attributes["for"] for tag, attributes in outline.tags if tag == "label"}
    assert labels == {"one-zoom", "one-shape", "one-dashed", "one-epoch"}
    assert labels <= set(by_id)
    assert by_id["one"][1]["data-explorable"] == "Waves"
    assert by_id["one"][1]["data-frames"] == "../_explorables/p-one-0.js"
    assert by_id["one-zoom"][1]["aria-valuetext"] == "1" and "data-logarithmic" in by_id["one-zoom"][1]
    assert "data-logarithmic" not in by_id["one-epoch"][1]
    assert by_id["one-dashed"][1]["type"] == "checkbox" and "checked" in by_id["one-dashed"][1]
    assert "<option>Up &amp; on</option><option selected>Down</option>" in text
    assert [attributes["data-interval"] for _tag, attributes in outline.tags if "data-interval" in attributes] == [
        "300"
    ]
    pictures = [attributes for tag, attributes in outline.tags if tag == "svg"]
    assert pictures[0]["role"] == "img" and pictures[0]["aria-label"] == "<Waves> & more"
    assert pictures[1]["aria-hidden"] == "true"
    assert "Down &lt;at&gt; 1, ✓, 0." in text and "<script" not in text


class Waiting(Waves):
    """With a control that the stored frames cannot move."""

    zoom = Slider(label="zoom", low=0, high=10, step=0.5, grid=(1,))


def test_a_control_with_one_value_is_hidden_until_python_answers():
    stored = Outline(markup.html(page.figure(Waiting()), "frames.js"))
    controls = [attributes for _tag, attributes in stored.tags if attributes.get("class") == "explorable-control"]
    assert ["hidden" in attributes for attributes in controls] == [True, False, False, False]
    of_a_cell = markup.html(page.present(Waiting(), {name: c.stops for name, c in Waiting.declared.items()}))
    assert '<div class="explorable-control" hidden>' not in of_a_cell


def test_a_figure_that_can_be_a_program_shows_that_of_its_state():
    text = markup.html(page.figure(Coded(zoom=10)), "frames.js")
    outline = Outline(text)
    programs = [attributes for tag, attributes in outline.tags if tag == "pre"]
    assert [(p["data-program"], p["aria-label"], "hidden" in p) for p in programs] == [
        ("one", "The <first>", False),
        ("two", "The second", True),
    ]
    assert ">if 1 &lt; 2:\n    two = 10\n</pre>" in text
    (details,) = [attributes for tag, attributes in outline.tags if tag == "details"]
    assert "open" not in details
    assert {"for": "coded-code-library"} in [attributes for tag, attributes in outline.tags if tag == "label"]
    assert "<details" not in markup.html(page.figure(Waves()), "frames.js")
