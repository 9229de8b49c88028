"""The picture of the chapter *From nnlib to frameworks*."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib.chapters.frameworks.recorded import recorded
from nnlib.plots import plot_three_runs


def test_three_runs_are_drawn_as_they_are():
    axes, found = Figure().subplots(), recorded()
    runs = found["columns"]["nnlib"], found["traps"]["copied"]["losses"], found["columns"]["PyTorch"]
    artists = plot_three_runs(axes, *runs)
    assert all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    ours, translated, copied = axes.lines
    for line, run in zip((ours, copied, translated), runs):
        assert list(line.get_ydata()) == list(run) and list(line.get_xdata()) == list(range(1, 11))
    assert len({line.get_color() for line in axes.lines}) == 3
    assert len({(line.get_marker(), line.get_linestyle()) for line in axes.lines}) == 3
