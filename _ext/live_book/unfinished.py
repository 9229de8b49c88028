"""Begin afresh after a build that was killed: it may have left half a page, which Sphinx takes for a new one.

While a build runs, a mark stands beside the folder of the book. Who finds one removes the pages and what Sphinx has
read; the outputs of the notebooks stay in their cache, so that nothing runs again.
"""

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def mark(app: Sphinx) -> Path:
    """Return the file that is there as long as a build is not finished."""
    return Path(app.outdir).parent / f".{Path(app.outdir).name}-unfinished"


def begin(app: Sphinx, config: Config) -> None:
    """Remove what an unfinished build has left, and set the mark of this one."""
    if mark(app).exists():
        for folder in (app.outdir, app.doctreedir):
            shutil.rmtree(folder, ignore_errors=True)
            Path(folder).mkdir(parents=True)
    mark(app).touch()


def end(app: Sphinx, exception: Exception | None) -> None:
    """Remove the mark, unless something went wrong."""
    if exception is None:
        mark(app).unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", begin)
    app.connect("build-finished", end, priority=999)  # after everything else
