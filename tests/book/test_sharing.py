"""Tests that share something which takes long to make are run by one process, and both processes have work."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAN = re.compile(r"\[(gw\d)\].* PASSED .*test_catalogue\.py::\w+\[(\w+)\]")


def test_the_tests_of_a_figure_are_run_by_one_process() -> None:
    """In two processes, each with its own figure, most tests took twice as long, and nothing else told."""
    parallel = ("-n", "2", "--no-loadscope-reorder", "--dist", "loadgroup", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-v", *parallel, "tests/live/test_catalogue.py", "-k", "it_says or anew"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    workers: dict[str, list[str]] = {}
    for worker, explorable in RAN.findall(ran):
        workers.setdefault(explorable, []).append(worker)
    assert len(workers) > 30 and all(len(those) == 2 and len({*those}) == 1 for those in workers.values())
    assert {those[0] for those in workers.values()} == {"gw0", "gw1"}
