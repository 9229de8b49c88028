"""`make bench`: everything that the design sets a budget for, measured side by side in one run."""

from benchmarks import figures

if __name__ == "__main__":
    figures.main()
