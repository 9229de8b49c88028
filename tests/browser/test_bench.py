"""The benchmark of the pages measures what it says: every figure, from both sources, and all that Python loads."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks import page
from nnlib.explorables import Neuron, Playground, StepToSigmoid


@pytest.fixture
def site(book: Path):
    with page.serving(book) as address:
        yield f"{address}chapters/neurons.html"


def test_every_figure_of_a_page_is_measured_from_both_sources(chromium: Browser, site: str) -> None:
    tab = chromium.new_page()
    times = page.page_times(tab, site, repeats=2)
    assert set(times) == set(page.figures_of(tab).values()) >= {"Neuron", "StepToSigmoid"}
    for taken in times.values():
        assert set(taken) == {"frames", "python"}
        assert all(0 < changed <= framed for changed, framed in taken.values())
    # where the moves were: with Python a control has more places than there are stored pictures
    assert tab.evaluate(page.PLACES, ["neuron", "weight"]) == len(Neuron.declared["weight"].stops)
    tab.close()


def test_the_start_is_measured_with_all_that_it_loads(
    chromium: Browser, site: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "STARTS", 1)
    start = page.start_times(chromium, site)
    assert set(start) == {"cold", "warm", "sent"} and start["cold"] > 0 < start["warm"]
    archives = sum((book / "_python" / name).stat().st_size for name in ("packages.bin", "nnlib.bin"))
    whole = sum(path.stat().st_size for path in (book / "_python").rglob("*") if path.is_file())
    assert archives < start["sent"] < whole


def test_a_slider_is_moved_before_anything_else() -> None:
    moved = [page.moved_control(figure.__name__) for figure in (Neuron, StepToSigmoid, Playground)]
    assert moved == ["weight", "threshold", "rate"]


def test_a_book_without_python_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `make book` first"), page.serving(tmp_path):
        pass
