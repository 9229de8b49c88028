"""`make bench`: everything that the design sets a budget for, measured side by side in one run.

The figures go to `benchmarks/results.json`, which the page *How fast is nnlib?* shows.
"""

import json
from pathlib import Path

from benchmarks import figures, step

RESULTS = Path(__file__).with_name("results.json")

if __name__ == "__main__":
    results = {**step.main([]), **figures.main()}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
