"""Find what hangs on the last digits: what a reader sees must be the same on every processor.

    python tools/steady.py                    every chapter and every explorable
    python tools/steady.py neurons Race       only these

Runs everything several times: with other kernels of OpenBLAS, with one thread and with two, without NumPy's vector
code, and with all random draws disturbed by one part in 10¹². A text output of a chapter must then be the one that is
stored, a sentence of an explorable the same word for word, and its frames the same to a fraction of a pixel, but for
states that say of themselves that they are not reproducible. Kernels that this processor cannot run are left out.
"""

import argparse
import base64
import concurrent.futures
import io
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
from nbclient import NotebookClient
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

import disturb
import notebooks

PIXELS = 0.5  # how far a coordinate may move, in a picture 400 wide
IMAGE_SHARE = 0.02  # of the pixels of an image, such as decision regions, may change their shade visibly
SHADE = 24  # of 255
SHOWN = 4  # differences of one explorable on one machine


class Machine(NamedTuple):
    """Another processor, as far as this one can act it."""

    kernel: str  # of OpenBLAS; empty for the processor's own
    threads: int
    seed: int  # of the disturbance; 0 for none
    without: str = ""  # features of the processor that NumPy leaves unused

    def environment(self) -> dict[str, str]:
        changes = {
            "OPENBLAS_NUM_THREADS": str(self.threads),
            "OPENBLAS_CORETYPE": self.kernel,
            "NPY_DISABLE_CPU_FEATURES": self.without,
        }
        kept = {name: value for name, value in os.environ.items() if name not in (*changes, "NNLIB_EDITION")}
        return kept | {name: value for name, value in changes.items() if value}

    def __str__(self) -> str:
        parts = [
            self.kernel or "own kernel",
            f"threads: {self.threads}",
            f"disturbance {self.seed}" if self.seed else "undisturbed",
        ]
        return ", ".join(parts + ["without vector code"] * bool(self.without))

    def runs_here(self) -> bool:
        """Say whether this processor can run the kernel: try it on a product of two matrices."""
        product = "import numpy as np; a = np.ones((300, 300)); a @ a"
        return not subprocess.run(
            [sys.executable, "-c", product], env=self.environment(), capture_output=True
        ).returncode


def vector_code() -> str:
    """Return what NumPy uses of this processor beyond what all of its kind have, for NPY_DISABLE_CPU_FEATURES."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return " ".join(found)


HERE = Machine("", 2, 0)
MACHINES = (
    Machine("Haswell", 1, 1),
    Machine("SkylakeX", 2, 2),
    Machine("Zen", 1, 3),
    Machine("Nehalem", 2, 0, vector_code()),
)


# Chapters -----------------------------------------------------------------------------------------------------------


def texts(cell: nbformat.NotebookNode) -> list[str]:
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]


def run_chapter(path: Path, machine: Machine) -> list[str]:
    """Run the chapter at `path` on `machine`; say which cells print something else than is stored."""
    stored = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    first = ("import sys", f"sys.path.insert(0, {str(Path(__file__).parent)!r})", "import disturb")
    then = (f"disturb.disturb({machine.seed})", "del sys, disturb")
    notebook.cells.insert(0, nbformat.v4.new_code_cell("\n".join((*first, *then))))
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": path.parent}},
    )
    client.execute(env=machine.environment())
    ran = notebooks.clean(notebook).cells[1:]
    return [
        f"chapter {path.stem}, cell {number} ({machine}):\n    stored {texts(before)}\n    now    {texts(after)}"
        for number, (before, after) in enumerate(zip(stored.cells, ran, strict=True))
        if before.cell_type == "code" and texts(before) != texts(after)
    ]


# Explorables --------------------------------------------------------------------------------------------------------


def draw(name: str, seed: int, path: str) -> None:
    """Draw all frames of an explorable in this process, and leave them at `path`."""
    disturb.disturb(seed)
    from nnlib import explorables
    from nnlib.live import page

    explorable = getattr(explorables, name)
    states, figure, same = list(explorable.grid()), explorable(), []
    for state in states:
        figure.set(**state)
        same.append(figure.is_reproducible(figure.result))
    with open(path, "wb") as file:
        pickle.dump({"states": states, "reproducible": same, **page.frames(explorable())}, file)


def frames_on(name: str, machine: Machine) -> dict:
    """Draw all frames of an explorable on `machine`."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/frames"
        arguments = [sys.executable, __file__, "--draw", name, str(machine.seed), path]
        subprocess.run(arguments, env=machine.environment(), check=True, cwd=notebooks.ROOT)
        with open(path, "rb") as file:
            return pickle.load(file)


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
IMAGE = re.compile(r'href="data:image/png;base64,([^"]*)"')
HIDDEN_ID = re.compile(r"(?<=[\"#])[\w-]*?[0-9a-f]{10}(?=[\")])")  # Matplotlib names definitions after their content


def _far(one: str, other: str) -> str:
    """Say how two pieces of SVG differ visibly, or return nothing."""
    if one == other:
        return ""
    for a, b in zip(IMAGE.findall(one), IMAGE.findall(other)):
        pixels = [np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"), int) for data in (a, b)]
        if pixels[0].shape != pixels[1].shape:
            return "images of other sizes"
        changed = (np.abs(pixels[0] - pixels[1]).max(axis=-1) > SHADE).mean()
        if changed > IMAGE_SHARE:
            return f"{changed:.0%} of an image"
    one, other = (HIDDEN_ID.sub("id", IMAGE.sub("", text)) for text in (one, other))
    if NUMBER.sub("", one) != NUMBER.sub("", other):
        return "another outline"
    distance = max((abs(float(a) - float(b)) for a, b in zip(NUMBER.findall(one), NUMBER.findall(other))), default=0)
    return f"{distance:.1f} pixels" if distance > PIXELS else ""


def compare_frames(name: str, machine: Machine, here: dict, there: dict) -> Iterator[str]:
    """Say which states differ in words or to the eye."""
    for index, state in enumerate(here["states"]):
        if (now := there["sentences"][index]) != (before := here["sentences"][index]):
            yield f"{name}, {state} ({machine}):\n    here  {before}\n    there {now}"
        if not (here["reproducible"][index] and there["reproducible"][index]):
            continue
        for artist, (a, b) in enumerate(zip(here["frames"][index], there["frames"][index])):
            if far := _far(here["parts"][artist][a], there["parts"][artist][b]):
                yield f"{name}, {state}, artist {artist} ({machine}): {far}"
                break


def run_explorable(name: str, machines: list[Machine]) -> list[str]:
    here, problems = frames_on(name, HERE), []
    for machine in machines:
        found = list(compare_frames(name, machine, here, frames_on(name, machine)))
        more = (
            [f"{name} ({machine}): {len(found)} differences, of which these are {SHOWN}"] if len(found) > SHOWN else []
        )
        problems += found[:SHOWN] + more
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draw", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", help="chapters and explorables (all, if none is named)")
    arguments = parser.parse_args()
    if arguments.draw:
        draw(arguments.draw[0], int(arguments.draw[1]), arguments.draw[2])
        return 0
    from nnlib import explorables

    chapters = {path.stem: path for path in notebooks.NOTEBOOKS}
    figures = [explorable.__name__ for explorable in explorables.catalogue()]
    if unknown := set(arguments.names) - set(chapters) - set(figures):
        parser.error(f"no chapter or explorable is called {', '.join(sorted(unknown))}")
    machines = [machine for machine in MACHINES if machine.runs_here()]
    for machine in set(MACHINES) - set(machines):
        print(f"left out, this processor cannot run it: {machine}")
    wanted = arguments.names or [*chapters, *figures]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tasks = [
            pool.submit(run_chapter, chapters[name], machine)
            for name in wanted
            if name in chapters
            for machine in machines
        ] + [pool.submit(run_explorable, name, machines) for name in wanted if name in figures]
        problems = [problem for task in concurrent.futures.as_completed(tasks) for problem in task.result()]
    print(*problems, sep="\n")
    print(f"chapters and explorables: {len(wanted)}, machines: {len(machines)}, differences: {len(problems)}")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
