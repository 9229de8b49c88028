"""One folder a chapter: its figures, its pictures (`pictures.py`) and the checks of its exercises (`exercises.py`).

A chapter's folder imports the core, the engine (`nnlib.live`) and the shared drawing (`nnlib.plots`), never another
chapter. What lies in it is found, not listed, so a new chapter or figure touches its folder and nothing else.
"""

import functools
import importlib
import inspect
import pkgutil
from types import ModuleType


@functools.cache
def modules() -> tuple[ModuleType, ...]:
    """Import and return all modules of all chapters."""
    found = pkgutil.walk_packages(__path__, f"{__name__}.")
    return tuple(importlib.import_module(module.name) for module in found)


def defined(module: ModuleType) -> dict[str, object]:
    """Return the functions and classes that a module itself defines, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if (inspect.isclass(value) or inspect.isfunction(value)) and value.__module__ == module.__name__
    }
