"""One folder a chapter: its figures, its pictures (`pictures.py`) and the checks of its exercises (`exercises.py`).

A chapter's folder imports the core, the engine (`nnlib.live`) and the shared drawing (`nnlib.plots`), never another
chapter. What lies in it is found, not listed, so a new chapter or figure touches its folder and nothing else.
"""

import functools
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType


@functools.cache
def modules() -> tuple[ModuleType, ...]:
    """Import and return all modules of all chapters.

    Raises
    ------
    ImportError
        If a folder holds Python files and no `__init__.py`: Python does not look for modules in it.
    """
    for folder in sorted({file.parent for root in __path__ for file in Path(root).glob("*/*.py")}):
        if not (folder / "__init__.py").is_file():
            raise ImportError(
                f"nnlib/chapters/{folder.name} has no __init__.py, so nothing in it is found: add one with a docstring"
            )
    found = pkgutil.walk_packages(__path__, f"{__name__}.")
    return tuple(importlib.import_module(module.name) for module in found)


def defined(module: ModuleType) -> dict[str, object]:
    """Return the functions and classes that a module itself defines, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if (inspect.isclass(value) or inspect.isfunction(value)) and value.__module__ == module.__name__
    }
