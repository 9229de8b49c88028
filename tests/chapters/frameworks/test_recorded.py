"""The columns of the chapter *From nnlib to frameworks* against nnlib, without any framework.

`make check-frameworks` runs PyTorch and Keras, compares and records; here the record is compared with nnlib's own run,
and the page with the record.
"""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib import CrossEntropy, Momentum, datasets, mlp, softmax
from nnlib.chapters.frameworks.recorded import recorded

ROOT = Path(__file__).parents[3]
CELLS = {cell.id: cell for cell in nbformat.read(ROOT / "chapters" / "frameworks.ipynb", as_version=4).cells}


def block(name):
    """Return the code that a Markdown cell shows last."""
    return re.findall(r"^```python\n(.*?)^```", CELLS[name].source, re.DOTALL | re.MULTILINE)[-1]


@pytest.fixture(scope="module")
def ours():
    """The names that the page's own cell leaves, nnlib's ten losses among them."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(CELLS["fw-nnlib"].source, "<page>", "exec"), names)
    return names


@pytest.mark.parametrize("column", ["nnlib", "PyTorch", "Keras"])
def test_ten_losses_of_each_column_are_those_of_nnlib(ours, column):
    losses = recorded()["columns"][column]
    assert len(losses) == 10 and losses[-1] < losses[0] - 0.4
    assert np.abs(np.subtract(losses, ours["losses"])).max() < 1e-6


class TwoSoftmaxes(CrossEntropy):
    """What a loss that takes logits makes of probabilities."""

    def value_and_gradient(self, z, y):
        p = softmax(z)
        value, dp = super().value_and_gradient(p, y)
        return value, p * (dp - (dp * p).sum(axis=1, keepdims=True))


def run(loss, optimizer, *, cleared=True):
    images, digits, *_ = datasets.digits()
    X, y, net, losses = images[:100].astype(float), digits[:100], mlp([784, 50, 100, 10], rng=0), []
    gradient = np.zeros_like(net.parameters)
    for _step in range(10):
        output = net.forward(X)
        losses.append(loss(output, y))
        net.backward(loss.gradient(output, y))
        gradient = net.gradient if cleared else gradient + net.gradient
        optimizer.step(net.parameters, gradient)
    return losses


@pytest.mark.parametrize(
    ("trap", "program"),
    [
        ("right", lambda: run(CrossEntropy(), Momentum(0.1, beta=0.9))),
        ("copied", lambda: run(CrossEntropy(), Momentum(1.0, beta=0.9))),
        ("softmax inside", lambda: run(TwoSoftmaxes(), Momentum(0.1, beta=0.9))),
        ("softmax twice", lambda: run(TwoSoftmaxes(), Momentum(0.1, beta=0.9))),
        ("not cleared", lambda: run(CrossEntropy(), Momentum(0.1, beta=0.9), cleared=False)),
    ],
)
def test_each_trap_is_what_the_page_says_it_is(trap, program):
    assert np.abs(np.subtract(program(), recorded()["traps"][trap]["losses"])).max() < 1e-6


def test_keras_takes_logits_for_probabilities_as_the_page_says(ours):
    """It divides them by their sum and cuts off what lies below 10⁻⁷."""
    z = mlp([784, 50, 100, 10], rng=0).forward(ours["X"])
    p = np.clip(z / z.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)
    loss = -np.log(p[np.arange(100), ours["y"]]).mean()
    assert loss == pytest.approx(recorded()["traps"]["no softmax"]["losses"][0], abs=1e-5)


def test_a_summed_loss_starts_a_hundred_times_as_large(ours):
    assert recorded()["traps"]["sum"]["at"][0] == pytest.approx(100 * ours["losses"][0])


def test_what_the_text_says_of_the_record():
    found = recorded()
    text = " ".join("\n".join(cell.source for cell in CELLS.values() if cell.cell_type == "markdown").split())
    at = {name: trap["at"] for name, trap in found["traps"].items()}
    assert f"nnlib is at {at['right'][1]:.2f} and PyTorch at {at['copied'][1]:.2f}" in text
    assert f"the loss from {at['softmax inside'][0]:.2f} only to {at['softmax inside'][2]:.2f}" in text
    assert f"is at {at['not cleared'][2]:.2f} after a hundred steps" in text
    assert f"end at {at['own start'][2]:.2f} instead of {at['right'][2]:.2f}" in text
    assert found["traps"]["no softmax"]["accuracy"] == pytest.approx(0.09, abs=0.005)
    assert found["float32"] < 1e-6 and found["playground"] < 1e-6
    assert found["adam"]["PyTorch"] < 1e-14 and found["adam"]["Keras"] == pytest.approx(2e-4, abs=0.5e-4)
    assert found["starts"]["PyTorch"] == pytest.approx(1 / 3, rel=0.02)
    assert found["starts"]["Keras"] == pytest.approx(1, rel=0.02)
    assert all(found["training"][name] == pytest.approx(0.94, abs=0.01) for name in ("PyTorch", "Keras"))
    assert f"got {found['training']['repaired']:.2f} right after one epoch" in text
    assert f"the faulty one {found['training']['wrong']:.2f}" in text
    assert found["refused"].keys() == {"classes for categorical", "rows for sparse", "column and row"}
    for program, version in (("Keras", found["versions"]["Keras"]), ("PyTorch", found["versions"]["PyTorch"])):
        assert f"{program} {'.'.join(version.split('.')[:2])}" in text


def test_the_versions_are_those_that_are_pinned():
    pins = (ROOT / "benchmarks" / "frameworks-requirements.txt").read_text(encoding="utf-8")
    for name, package in (("PyTorch", "torch"), ("Keras", "keras"), ("NumPy", "numpy")):
        assert f"\n{package}=={recorded()['versions'][name]}" in pins


def test_the_table_side_by_side_names_what_the_columns_use():
    source = {"nnlib": CELLS["fw-nnlib"].source, "PyTorch": block("fw-torch"), "Keras": block("fw-keras")}
    source["PyTorch"] += block("fw-torch-training") + block("fw-torch-use")
    rows = [line.split("|")[2:-1] for line in CELLS["fw-same"].source.splitlines() if line.startswith("| ")]
    checked = 0
    for row in rows[1:]:
        for code, cell in zip(source.values(), row):
            for name in re.findall(r"`([\w.]+)\(", cell):
                if (
                    name in ("Dense", "train", "net")
                    and code is source["nnlib"]
                    or name == "net"
                    and code is source["Keras"]
                ):
                    continue  # mlp and fit do it there
                assert f"{name}(" in code, name
                checked += 1
    assert checked >= 10


def test_ci_runs_the_columns():
    assert "make check-frameworks" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "\ncheck-frameworks: " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_no_framework_is_needed_to_run_the_page():
    code = "\n".join(cell.source for cell in CELLS.values() if cell.cell_type == "code")
    assert not re.search(r"^\s*(import|from) (torch|tensorflow|tensorboard|keras)\b", code, re.MULTILINE)
    for requirements in ("requirements.txt", ".binder/requirements.txt"):
        text = (ROOT / requirements).read_text(encoding="utf-8")
        assert not re.search(r"^(torch|keras|tensorboard)\b", text, re.MULTILINE)
