"""`make bench`: everything that the design sets a budget for, measured side by side in one run.

    python -m benchmarks [step] [figures] [page] [building]

The figures go to `benchmarks/results.json`, which the page *How fast is nnlib?* shows. Where only some parts are named,
the others stay as they were.
"""

import argparse
import json
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
PARTS = ("step", "figures", "page", "building")


def measure(part: str) -> dict:
    """Measure one part; what only another one needs is not imported."""
    if part == "step":
        from benchmarks import step

        return step.main([])
    if part == "figures":
        from benchmarks import figures

        return figures.main()
    if part == "building":
        from benchmarks import building

        return building.main()
    from benchmarks import page

    return page.main()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure nnlib and its figures.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all, if none is named")
    parts = parser.parse_args().parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    results = {} if set(parts) == set(PARTS) else json.loads(RESULTS.read_text(encoding="utf-8"))
    for part in parts:
        results |= measure(part)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
