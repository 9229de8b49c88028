"""Pictures as functions: `plot_xxx(axes, ...)` draws on the axes it is given and returns the artists.

Here is what several chapters draw; what only one draws lies in its folder, `nnlib.chapters.<chapter>.pictures`, and is
found under the same short name, `plots.plot_xxx`. Colours and sizes come from `nnlib.plots.palette`; the chapters show
the result with `nnlib.explorables.Picture`.
"""

import functools
import importlib
import pkgutil
from typing import Any

from nnlib.plots import palette as palette


@functools.cache
def _pictures() -> dict[str, Any]:
    from nnlib import chapters  # a chapter's pictures draw with the modules of this package

    shared = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    found: dict[str, Any] = {}
    for module in [*shared, *chapters.modules()]:
        for name, value in chapters.defined(module).items():
            if name.startswith("plot_"):
                if name in found:
                    raise TypeError(f"{module.__name__} and {found[name].__module__} both define {name}")
                found[name] = value
    return found


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted(_pictures())
    if name.startswith("plot_") and name in _pictures():
        return _pictures()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_pictures())
