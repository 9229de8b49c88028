"""Write the headers that a web server may send with the book: what a page may load and run, and how long it is kept.

Under the content-security policy a page runs the scripts that come with the book and no others: what stands in a link,
in a stored page or in what a reader types cannot bring one in, and nothing is asked of another server. The few scripts
that have to stand in the page itself, since they choose light or dark before anything is shown, are named by their
hashes. Colours and places of the pictures are attributes (`style="…"`), which have no hashes, so styles are allowed.

`_headers` in the built book is in the form of Netlify and Cloudflare Pages, `_build/nginx/` has the same for nginx.
`deploy/publishing.md` says what to do with them.
"""

import base64
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx

# What the pages may do; {hashes} stands for those of the scripts in the pages.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval' {hashes}",  # Python on the page is WebAssembly
    "worker-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}

# A server asks whether a file is still the same, unless its name or its folder says how long it is.
KEPT = {
    "/_explorables/": "public, max-age=31536000, immutable",  # a changed file has another name
    "/_static/": "public, max-age=3600",
}

SCRIPT = re.compile(r"<script\b(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
CALL = re.compile(r'\sonclick="(\w+)\(\)"')


def scripts_in(page: str) -> list[str]:
    """Return the scripts that stand in a page.

    >>> scripts_in('<script src="a.js"></script><script type="module">run()</script>')
    ['run()']
    """
    return SCRIPT.findall(page)


def hashed(script: str) -> str:
    """Return what a policy calls a script.

    >>> hashed("alert('Hello, world.');")
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(hashes: list[str]) -> str:
    """Return the content-security policy for pages with these scripts."""
    return "; ".join(f"{name} {sources}" for name, sources in POLICY.items()).format(hashes=" ".join(hashes))


def netlify(headers: dict[str, str]) -> str:
    """Return the file `_headers`. No file gets the same header from two rules: both would be sent."""
    rules = [("/*", headers), *((f"{folder}*", {"Cache-Control": kept}) for folder, kept in KEPT.items())]
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items()) for path, lines in rules
    )


def nginx(headers: dict[str, str]) -> dict[str, str]:
    """Return two files for nginx: what belongs into its block `http`, and into that of a server or a location."""
    kept = "".join(f'    "~{folder}" "{value}";\n' for folder, value in KEPT.items())
    values = {name: f'"{value}"' for name, value in headers.items()} | {"Cache-Control": "$book_kept"}
    return {
        "kept.conf": f'map $uri $book_kept {{\n    default "no-cache";\n{kept}}}\n',
        "headers.conf": "".join(f"add_header {name} {value};\n" for name, value in values.items()),
    }


def write_headers(app: Sphinx, exception: Exception | None) -> None:
    """Let no page have code in an attribute, and write the headers for the scripts that are in the pages."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    scripts: set[str] = set()
    for page in folder.rglob("*.html"):
        old = page.read_text("utf-8")
        if (new := CALL.sub(r' data-call="\1"', old)) != old:  # _static/book.js calls it
            page.write_text(new, encoding="utf-8")
        scripts.update(scripts_in(new))
    headers = {"Content-Security-Policy": policy(sorted(map(hashed, scripts)))} | ALWAYS
    (folder / "_headers").write_text(netlify(headers), encoding="utf-8")
    (folder.parent / "nginx").mkdir(exist_ok=True)
    for name, text in nginx(headers).items():
        (folder.parent / "nginx" / name).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("build-finished", write_headers, priority=950)  # after the last change of a page
