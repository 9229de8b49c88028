"""Make of each explorable that a kernel sends a figure on its page, and a file of frames that loads when it comes near.

The kernel sends data under a MIME type of its own (`nnlib.live.page`). MyST-NB hands them to `ExplorableRenderer` when
a page is read, and they stay in the page's tree until it is written; `nnlib.live.markup` then makes HTML of them. The
frames go into a script and not a JSON file, because a page that was opened as a file may load the one but not the
other.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from nnlib.live import markup
from nnlib.live.page import MIME

FOLDER = "_explorables"


class FigureError(SphinxError):
    """A figure that could not be drawn."""

    category = "Figure error"


class explorable(nodes.Element):
    """A figure in the tree of a page: its data, the text of its frames, and the name of the file that they go to."""


class ExplorableRenderer:
    """What MyST-NB calls a MIME render plugin: it takes the data of an explorable out of the output of a cell."""

    mime_priority_overrides = (("html", MIME, 1),)

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        if data.mime_type != MIME:
            return None
        env = renderer.renderer.sphinx_env
        # plain, without the types of nbformat, and sorted, as the keys of a notebook from the cache are
        figure: dict[str, Any] = json.loads(json.dumps(data.content, sort_keys=True))
        if "error" in figure:
            raise FigureError(f"{env.docname}: {figure['error']}\n{figure['traceback']}")
        frames: str = figure.pop("frames")
        short_hash = hashlib.sha256(frames.encode()).hexdigest()[:8]  # a changed figure is never taken from a cache
        name = f"{env.docname.replace('/', '-')}-{figure['id']}-{short_hash}"
        NbMetadataCollector.get_doc_data(env)[env.docname].setdefault("explorables", []).append(name)
        return [explorable(figure=figure, frames=frames, file=name)]


class WriteExplorables(SphinxPostTransform):
    """Write the figures of a page into it, and the frames of each into a file of their own."""

    default_priority = 5  # once MyST-NB has chosen, at 4, what of an output the page shows
    formats = ("html",)

    def run(self, **options: Any) -> None:
        folder = Path(self.app.outdir) / FOLDER
        page = self.app.builder.get_target_uri(self.env.docname)
        for node in list(self.document.findall(explorable)):
            folder.mkdir(exist_ok=True)
            file = f"{node['file']}.js"
            text = f'explorableFrames("{node["file"]}", {node["frames"]});\n'
            (folder / file).write_text(text, encoding="utf-8")
            html = markup.html(node["figure"], relative_uri(page, f"{FOLDER}/{file}"))
            node.replace_self(nodes.raw("", html, format="html", classes=["output", "text_html"]))


def remove_old_frames(app: Sphinx, exception: Exception | None) -> None:
    """Remove side files that no page has any more."""
    folder = Path(app.outdir) / FOLDER
    if exception or app.builder.format != "html" or not folder.is_dir():
        return
    pages = NbMetadataCollector.get_doc_data(app.env).values()
    wanted = {f"{name}.js" for page in pages for name in page.get("explorables", ())}
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()


def setup(app: Sphinx) -> None:
    # MyST-NB asks its list of plugins, which it fills from the entry points of installed packages. An entry point would
    # have to be nnlib's, and name a module that only this book has.
    plugins = load_mime_renders()
    if ExplorableRenderer not in plugins:
        plugins.append(ExplorableRenderer)
    # What turns a pointer into the values of controls, lets a reader draw and lets one predict belongs to nnlib: a
    # notebook needs it too, without this book.
    for name in ("handles.js", "drawing.js", "predict.js", "predict.css"):
        app.config.html_static_path.append(str(Path(markup.__file__).parent / name))
    app.add_js_file("handles.js", priority=400)  # before the scripts of _static
    app.add_js_file("drawing.js", priority=400)
    app.add_js_file("predict.js", priority=401)
    app.add_css_file("predict.css", priority=900)  # after explorable.css
    app.add_node(explorable)
    app.add_post_transform(WriteExplorables)
    app.connect("build-finished", remove_old_frames)
