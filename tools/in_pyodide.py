"""A plugin of pytest for the tests that `tools/test_in_pyodide.py` runs in Pyodide.

No test is skipped in silence: what cannot run there stands in `LEFT_OUT` with its reason, and is told; any other test
that skips itself makes the run fail.
"""

import warnings

import pytest

LEFT_OUT = {
    "tests/nnlib/test_package.py::test_importing_loads_numpy_only": "starts a process",
    "tests/nnlib/test_training.py::test_progress_bar": "tqdm starts a thread; the pages do not have it",
    "tests/nnlib/test_training.py::test_moons_from_a_hundred_seeds": "takes as long as all others; five seeds run",
    "tests/live/test_catalogue.py": "takes over ten minutes; tests/browser/test_python.py looks at every figure",
    "tests/live/test_drawing.py": "compares with JavaScript, in Node",
    "tests/live/test_predictions.py": "reads the notebooks",
    "tests/live/test_translation.py": "starts processes",
}
"""Tests, or files of tests, that do not run in Pyodide, with the reason."""


def pytest_configure():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the axes in three dimensions are not in what the pages load
        import matplotlib.figure  # noqa: F401


def pytest_ignore_collect(collection_path, config):
    left_out = [config.rootpath / name for name in LEFT_OUT if "::" not in name]
    return True if collection_path in left_out else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    left_out = [item for item in items if item.nodeid in LEFT_OUT]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_report_collectionfinish():
    return [f"left out: {name} ({reason})" for name, reason in LEFT_OUT.items()]


def pytest_sessionfinish(session):
    if session.config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
