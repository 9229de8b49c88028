"""The package as a whole: what importing loads, and that every public name is explained."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib

CORE = [
    "activations", "autodiff", "checks", "convolution", "datasets", "diagnosis", "fast", "gradcheck", "history",
    "initializers", "layers", "losses", "network", "optimizers", "schedules", "training", "types",
]  # fmt: skip
CHAPTERS = {
    "Neurons", "Activations", "Layers and networks", "Losses", "Gradient descent", "Backpropagation", "Optimizers",
    "Training a network", "Recognising digits", "A first look at convolutions",
}  # fmt: skip


def test_importing_loads_numpy_only():
    code = "import sys, nnlib; print(*{name.split('.')[0] for name in sys.modules})"
    root = Path(nnlib.__file__).parents[1]
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    loaded = process.stdout.split()
    assert "numpy" in loaded
    assert not {"matplotlib", "ipywidgets", "IPython", "tqdm", "torch", "scipy", "pytest"} & set(loaded)


def public():
    """Return every public function and class of the core with the module it comes from."""
    found = {}
    for name in CORE:
        module = importlib.import_module(f"nnlib.{name}")
        for word, value in vars(module).items():
            is_public = not word.startswith("_") and (inspect.isfunction(value) or inspect.isclass(value))
            if is_public and value.__module__.startswith(module.__name__):
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return found


@pytest.mark.parametrize("name", public())
def test_every_public_name_has_a_docstring(name):
    value = public()[name]
    text = inspect.getdoc(value) or ""
    assert text and text.splitlines()[0].rstrip().endswith((".", ":", "**")) or "``" in text.splitlines()[0], name
    if inspect.isclass(value):
        for member, function in vars(value).items():
            if not member.startswith("_") and (inspect.isfunction(function) or isinstance(function, property)):
                assert inspect.getdoc(getattr(value, member)), f"{name}.{member}"


@pytest.mark.parametrize("name", CORE)
def test_the_chapters_that_docstrings_name_exist(name):
    folders = getattr(importlib.import_module(f"nnlib.{name}"), "__path__", [])
    for module in [name, *(info.name for info in pkgutil.iter_modules(folders, f"{name}."))]:
        source = inspect.getsource(importlib.import_module(f"nnlib.{module}"))
        assert set(re.findall(r"chapter \*([^*]+)\*", source)) <= CHAPTERS


def test_all_names_that_are_promised_are_there():
    for name in nnlib.__all__:
        assert hasattr(nnlib, name)
