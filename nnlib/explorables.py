"""The interactive figures of the book, wherever they lie in `nnlib.chapters`.

>>> from nnlib.explorables import Neuron
>>> Neuron(weight=2).result.weight
2.0
"""

import functools
import importlib
import importlib.util
import pkgutil
import re

from nnlib import chapters
from nnlib.live import Explorable, Picture

__all__ = ["Explorable", "Picture", "catalogue"]


@functools.cache
def _figures() -> dict[str, type[Explorable]]:
    figures: dict[str, type[Explorable]] = {}
    for module in chapters.modules():
        for name, value in chapters.defined(module).items():
            if isinstance(value, type) and issubclass(value, Explorable):
                if name in figures:
                    raise TypeError(f"{module.__name__} and {figures[name].__module__} both define {name}")
                figures[name] = value
    return figures


def catalogue() -> tuple[type[Explorable], ...]:
    """Return all figures that the chapters define."""
    return tuple(_figures().values())


@functools.cache
def _in_its_file(name: str) -> type[Explorable] | None:
    """Return a figure that has a file of its name, as most have, without importing all others first."""
    file = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    for chapter in pkgutil.iter_modules(chapters.__path__, f"{chapters.__name__}."):
        if importlib.util.find_spec(f"{chapter.name}.{file}"):
            found = chapters.defined(importlib.import_module(f"{chapter.name}.{file}")).get(name)
            if isinstance(found, type) and issubclass(found, Explorable):
                return found
    return None


def __getattr__(name: str) -> type[Explorable]:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if figure := _in_its_file(name):
        return figure
    if name not in _figures():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; the figures are {', '.join(_figures())}")
    return _figures()[name]


def __dir__() -> list[str]:
    return [*__all__, *_figures()]
