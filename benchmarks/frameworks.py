"""`make check-frameworks`: the code that the chapter *From nnlib to frameworks* shows, run beside nnlib.

It is taken from the page itself, so the page cannot show what does not run. Each column trains the same network from
the same initial weights; the losses of ten steps must agree to 1e-6, with one another and with what the page shows as
recorded. The traps are made from the same code by replacing a few words of it.

    python -m benchmarks.frameworks            # check
    python -m benchmarks.frameworks --record   # write nnlib/data/frameworks.json anew
"""

import argparse
import contextlib
import io
import json
import os
import re
import statistics
import tempfile
import warnings
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # networks so small gain nothing by a second thread

import keras  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

import nnlib  # noqa: E402
from nnlib.chapters.training.as_code import as_code  # noqa: E402

PAGE = Path(__file__).parents[1] / "chapters" / "frameworks.ipynb"
RECORD = Path(nnlib.__file__).parent / "data" / "frameworks.json"
TOLERANCE = 1e-6
LONG = 100
SEEDS = 5

Names = dict[str, Any]

TORCH = (
    ("copied", "lr=0.01", "lr=0.1"),
    ("softmax inside", "nn.Linear(100, 10),", "nn.Linear(100, 10), nn.Softmax(1),"),
    ("not cleared", "    optimizer.zero_grad()\n", ""),
    ("sum", "Loss()", 'Loss(reduction="sum")'),
)
KERAS = (("softmax twice", "Dense(10)", 'Dense(10, activation="softmax")'),
         ("no softmax", "from_logits=True", "from_logits=False"))  # fmt: skip
PLAYGROUND = (
    {"data": "circles", "hidden": "8-8", "activation": "relu", "optimizer": "sgd", "rate": 1.0},
    {"data": "circles", "hidden": "none", "activation": "relu", "optimizer": "adam", "rate": 0.1},
    {"data": "moons", "hidden": "4", "activation": "tanh", "optimizer": "sgd", "rate": 0.1},
    {"data": "xor", "hidden": "8-8", "activation": "tanh", "optimizer": "adam", "rate": 0.0631},
    {"data": "spirals", "hidden": "8-8", "activation": "relu", "optimizer": "adam", "rate": 0.01},
)


def blocks() -> dict[str, str]:
    """Return the code of the page by the names of its cells; of a Markdown cell it is the last Python block."""
    found = {}
    for cell in json.loads(PAGE.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            found[cell["id"]] = source
        elif shown := re.findall(r"^```python\n(.*?)^```", source, re.DOTALL | re.MULTILINE):
            found[cell["id"]] = shown[-1]
    return found


CODE = blocks()


def replaced(code: str, old: str, new: str) -> str:
    """Return the code with the words of a trap; they must stand in it exactly once."""
    assert code.count(old) == 1, f"{old!r} stands {code.count(old)} times in the code of the page"
    return code.replace(old, new)


def ran(*programs: str, **names: Any) -> Names:
    """Run programs one after the other and return their names; what they print is kept in `printed`."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for program in programs:
            exec(compile(program, "<page>", "exec"), names)
    return names | {"printed": printed.getvalue()}


def longer(program: str) -> str:
    """Return the program with a hundred steps instead of ten."""
    return re.sub(r"range\(10\)|(?<=epochs=)10\b", lambda found: found[0].replace("10", str(LONG)), program)


def accuracy(names: Names) -> float:
    """Return the share of the test images that the trained network gets right."""
    images = nnlib.datasets.digits()[2].astype(float)
    net = names["net"]
    output = net.predict(images, verbose=0) if isinstance(net, keras.Model) else net(torch.from_numpy(images))
    return float(
        (np.asarray(output.detach() if torch.is_tensor(output) else output).argmax(axis=1) == _labels()).mean()
    )


def _labels() -> np.ndarray:
    return nnlib.datasets.digits()[3]


def columns(ours: Names) -> dict[str, list[float]]:
    """Return the ten losses of each column."""
    return {
        "nnlib": ours["losses"],
        "PyTorch": ran(CODE["fw-torch"], **ours)["losses"],
        "Keras": ran(CODE["fw-keras"], **ours)["losses"],
    }


def traps(ours: Names) -> dict[str, dict[str, Any]]:
    """Return what each trap does to a hundred steps: losses, and the accuracy on new images after them."""
    programs = {"right": CODE["fw-torch"]}
    programs |= {name: replaced(CODE["fw-torch"], old, new) for name, old, new in TORCH}
    programs |= {name: replaced(CODE["fw-keras"], old, new) for name, old, new in KERAS}
    report = {}
    for name, program in programs.items():
        after = ran(longer(program), **ours)
        ten, last = after["losses"][:10], after["losses"][-1]
        report[name] = {"losses": ten, "at": [ten[0], ten[-1], last], "accuracy": accuracy(after)}
    own = re.sub(r"^        layer\.(weight|bias)\.copy_.*$", "        pass", CODE["fw-torch"], flags=re.MULTILINE)
    assert own.count("pass") == 2
    starts = []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        after = ran(longer(own), **ours)
        starts.append((after["losses"][0], after["losses"][9], after["losses"][-1], accuracy(after)))
    median = [statistics.median(column) for column in zip(*starts)]
    report["own start"] = {"at": median[:3], "accuracy": median[3]}
    return report


def refusals(ours: Names) -> dict[str, str]:
    """Return how each library refuses targets of the wrong form, and what PyTorch only warns of."""
    said = {}
    rows = {**ours, "y": np.eye(10)[ours["y"]]}
    for name, program, names in (
        ("classes for categorical", replaced(CODE["fw-keras"], "SparseCategorical", "Categorical"), ours),
        ("rows for sparse", CODE["fw-keras"], rows),
    ):
        try:
            ran(program, **names)
        except ValueError as error:
            said[name] = re.split(r"[:.] ", str(error))[0]
    right = ran(replaced(CODE["fw-keras"], "SparseCategorical", "Categorical"), **rows)["losses"]
    assert np.abs(np.subtract(right, ours["losses"])).max() < TOLERANCE
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        column = torch.arange(4.0)
        said["column and row"] = f"{torch.nn.MSELoss()(column[:, None], column).item():g}"
    assert any("broadcasting" in str(warning.message) for warning in caught)
    return said


def starts() -> dict[str, float]:
    """Return the variance of default weights, as a multiple of 1 / n_in, for a wide layer of 400 to 400."""
    linear = torch.nn.Linear(400, 400)
    dense = keras.layers.Dense(400)
    dense.build((None, 400))
    W, b = dense.get_weights()
    assert not b.any() and linear.bias.abs().max() <= 1 / 20 and linear.bias.std() > 0.02
    return {"PyTorch": 400 * linear.weight.var().item(), "Keras": 400 * float(W.var())}


def adams(ours: Names) -> dict[str, float]:
    """Return how far the losses of ten steps of Adam are from nnlib's."""
    program = replaced(CODE["fw-nnlib"], "Momentum(0.1, beta=0.9)", "nnlib.Adam(0.001)")
    mine = ran(program, nnlib=nnlib)
    theirs = ran(replaced(CODE["fw-torch"], "SGD(net.parameters(), lr=0.01, momentum=0.9)",
                          "Adam(net.parameters(), lr=0.001)"), **ours)  # fmt: skip
    keras_adam = ran(replaced(CODE["fw-keras"], "SGD(0.01, momentum=0.9)", "Adam(0.001)"), **ours)
    return {
        name: float(np.abs(np.subtract(names["losses"], mine["losses"])).max())
        for name, names in (("PyTorch", theirs), ("Keras", keras_adam))
    }


def float32(ours: Names) -> float:
    """Return how far PyTorch's ten losses are from nnlib's with the digits that both frameworks use by default."""
    program = replaced(CODE["fw-torch"], "torch.float64", "torch.float32")
    program = replaced(program, "torch.from_numpy(X)", "torch.from_numpy(X).float()")
    return float(np.abs(np.subtract(ran(program, **ours)["losses"], ours["losses"])).max())


def whole_training() -> dict[str, float]:
    """Run the larger blocks of the page in a folder of their own and return the accuracies on the test images."""
    torch.set_default_dtype(torch.float32)
    keras.config.set_floatx("float32")
    torch.manual_seed(0)
    keras.utils.set_random_seed(0)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            names = ran(CODE["fw-torch-training"])
            ran(CODE["fw-torch-use"], **names)
            logits = names["net"].cpu()(torch.from_numpy(names["X_test"])).detach().numpy()
            reached = {"PyTorch": float((logits.argmax(axis=1) == names["y_test"]).mean())}
            reached |= faults(names)
            board(ran(CODE["fw-board"], **names))
            names = ran(CODE["fw-keras-training"])
            reached["Keras"] = float(
                (names["net"].predict(names["X_test"], verbose=0).argmax(1) == names["y_test"]).mean()
            )
        finally:
            os.chdir(here)
    return reached


def faults(names: Names) -> dict[str, float]:
    """Run the loop with three faults and its repair, and return the accuracies on the test images after one epoch."""
    torch.manual_seed(0)
    names = {**names, "X_test": torch.from_numpy(names["X_test"]), "y_test": torch.from_numpy(names["y_test"])}
    wrong = ran(CODE["fw-faults"], **names)["right"].item()
    program = replaced(CODE["fw-faults"], ", nn.Softmax(dim=1)", "")
    program = replaced(program, "    optimizer.zero_grad()", "    pass")
    program = replaced(program, "    value.backward()", "    optimizer.zero_grad(); value.backward()")
    program = replaced(program, "with torch.no_grad():", "net.eval()\nwith torch.no_grad():")
    return {"wrong": wrong, "repaired": ran(program, **names)["right"].item()}


def board(names: Names) -> None:
    """Read back what the page writes for TensorBoard."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator("runs/first")
    events.Reload()
    written = [event.value for event in events.Scalars("loss/training")]
    assert np.allclose(written, names["history"].loss, rtol=1e-6) and len(written) > 3


def playground() -> float:
    """Run several settings of the playground in both libraries and return how far their losses are apart at most."""
    apart = 0.0
    for setting in PLAYGROUND:
        ours, theirs = (ran(as_code(setting, library)) for library in ("nnlib", "torch"))
        assert ours["printed"] == theirs["printed"], (setting, ours["printed"], theirs["printed"])
        loss = ours["evaluate"](ours["net"], ours["loss"], *ours["examples"])[0]
        X, y = theirs["examples"]
        apart = max(apart, abs(loss - theirs["loss"](theirs["net"](X), y).item()))
    return apart


def main() -> None:
    """Run everything, compare, and record it if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name} anew")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    ours = ran(CODE["fw-nnlib"])
    ours.pop("printed")
    losses_of = columns(ours)
    print(f"{'step':>4} " + "".join(f"{name:>12}" for name in losses_of))
    for step, row in enumerate(zip(*losses_of.values()), 1):
        print(f"{step:4} " + "".join(f"{loss:12.6f}" for loss in row))
    for name, losses in losses_of.items():
        apart = np.abs(np.subtract(losses, losses_of["nnlib"])).max()
        print(f"{name}: at most {apart:.1g} from nnlib")
        assert apart < TOLERANCE, name
    found: dict[str, Any] = {
        "what": "losses of the network of the chapter in ten steps; those of the traps in steps 1, 10 and 100 (`at`), "
        "and the accuracy then",
        "script": "benchmarks/frameworks.py",
        "versions": {"PyTorch": torch.__version__.split("+")[0], "Keras": keras.__version__, "NumPy": np.__version__},
        "columns": losses_of,
        "traps": traps(ours),
        "refused": refusals(ours),
        "starts": starts(),
        "adam": adams(ours),
        "float32": float32(ours),
        "playground": playground(),
        "training": whole_training(),
    }
    print(f"Playground, {len(PLAYGROUND)} settings: at most {found['playground']:.1g} apart")
    assert found["playground"] < TOLERANCE
    for name, trap in found["traps"].items():
        print(f"{name:16}" + "".join(f"{loss:9.3f}" for loss in trap["at"]), trap["accuracy"])
    print("default weights, times n_in:", found["starts"], "Adam:", found["adam"], "float32:", found["float32"])
    print("whole training:", found["training"], "refused:", found["refused"])
    if options.record:
        RECORD.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    assert recorded["versions"]["PyTorch"] == found["versions"]["PyTorch"], "record anew for another version"
    assert recorded["refused"] == found["refused"]
    for name, losses in found["columns"].items():
        assert np.abs(np.subtract(losses, recorded["columns"][name])).max() < TOLERANCE, (
            f"{name}: the page shows others"
        )
    for name in ("copied", "softmax inside", "not cleared", "softmax twice", "no softmax"):
        ten, shown = (report["traps"][name]["losses"] for report in (found, recorded))
        assert np.abs(np.subtract(ten, shown)).max() < TOLERANCE, f"the trap {name!r}: the page shows other losses"


if __name__ == "__main__":
    main()
