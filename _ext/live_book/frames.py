"""Move the frames of each explorable out of its page, into a script that loads when the figure comes near the screen.

It is a script and not a JSON file because a page that was opened as a file may load the one but not the other.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

FOLDER = "_explorables"

FRAMES = re.compile(
    r'<figure\b(?=[^>]*\bclass="explorable")(?=[^>]*\bid="(?P<id>[^"]+)")(?P<attributes>[^>]*)>'
    r"(?P<figure>(?:(?!</figure>).)*?)"
    r'<script type="application/json" class="explorable-frames"[^>]*>(?P<json>.*?)</script>',
    re.DOTALL,
)


def move_frames(body: str, page: str, root: str) -> tuple[str, dict[str, str]]:
    """Take the frames out of the HTML of a page.

    Arguments
    ---------
    body : HTML of the page
    page : name of the page, such as `chapters/neurons`
    root : relative address of the book's root folder as seen from the page, such as `../`

    Returns
    -------
    The HTML with a `data-frames` attribute in place of the frames, and the text of each side file by its name.
    """
    files: dict[str, str] = {}

    def move(match: re.Match[str]) -> str:
        content = match["json"].strip()
        short_hash = hashlib.sha256(content.encode()).hexdigest()[:8]  # a changed figure is never taken from a cache
        name = f"{page.replace('/', '-')}-{match['id']}-{short_hash}"
        files[f"{name}.js"] = f'explorableFrames("{name}", {content});\n'
        return f'<figure{match["attributes"]} data-frames="{root}{FOLDER}/{name}.js">{match["figure"]}'

    return FRAMES.sub(move, body), files


def write_frames(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Replace the page's HTML by the one without frames, and write the side files."""
    if app.builder.format != "html" or "explorable-frames" not in context.get("body", ""):
        return
    context["body"], files = move_frames(context["body"], pagename, context["pathto"]("", resource=True))
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def remove_old_frames(app: Sphinx, exception: Exception | None) -> None:
    """Remove side files that no page mentions any more."""
    folder = Path(app.outdir) / FOLDER
    if exception or app.builder.format != "html" or not folder.is_dir():
        return
    pages = "".join(page.read_text(encoding="utf-8") for page in Path(app.outdir).rglob("*.html"))
    wanted = set(re.findall(rf'data-frames="[^"]*{FOLDER}/([^"/]+)"', pages))
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", write_frames, priority=900)  # after everything that changes the body
    app.connect("build-finished", remove_old_frames)
