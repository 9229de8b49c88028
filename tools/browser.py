"""The Chromium, the web server and the JupyterLab that browser tests and benchmarks start, on this machine only."""

import contextlib
import fnmatch
import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
MISSING = "No Chromium here: install one (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM to its path."
SUB_PATH = "/books/live/"
TOKEN = "a-token-for-this-machine"


def find_chromium() -> str:
    """Return the path of a Chromium: the one that CHROMIUM names, or the first on the PATH."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError(MISSING)
    return path


# Chromium's sandbox refuses to work for root, which containers usually are.
SANDBOX = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start a Chromium without a window."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET + SANDBOX)
        yield browser
        browser.close()


@contextlib.contextmanager
def lasting_reader(chromium: Browser) -> Iterator[BrowserContext]:
    """Start another Chromium beside this one, whose caches are on the disk, as those of a reader's browser."""
    start, size = chromium.browser_type.launch_persistent_context, ViewportSize(width=1280, height=900)
    with tempfile.TemporaryDirectory() as profile:
        reader = start(profile, executable_path=find_chromium(), args=QUIET + SANDBOX, viewport=size)
        yield reader
        reader.close()


class BookHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a built book below SUB_PATH, with the headers that its file `_headers` asks for."""

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def translate_path(self, path: str) -> str:
        # what is not below the book's own path is nowhere
        return super().translate_path(path.removeprefix(SUB_PATH) if path.startswith(SUB_PATH) else "/no-such-file")

    def end_headers(self) -> None:
        path = "/" + self.path.removeprefix(SUB_PATH)
        for pattern, headers in parse_headers(Path(self.directory, "_headers").read_text("utf-8")):
            if fnmatch.fnmatchcase(path, pattern):
                for name, value in headers.items():
                    self.send_header(name, value)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def parse_headers(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rules of a file `_headers`: a pattern of paths, and the headers for them.

    >>> parse_headers("/*\\n  A: b; c\\n  D: e\\n/f/*\\n  G: h\\n")
    [('/*', {'A': 'b; c', 'D': 'e'}), ('/f/*', {'G': 'h'})]
    """
    rules: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            name, value = line.strip().split(": ", 1)
            rules[-1][1][name] = value
        else:
            rules.append((line, {}))
    return rules


class BookServer(http.server.ThreadingHTTPServer):
    """Does not complain of a reader who left before a file was whole."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def running_site(book: Path, handler: type[BookHandler] = BookHandler) -> Iterator[str]:
    """Serve the built book as a web server does, with its headers and below a path; return the address of the book."""
    serving = functools.partial(handler, directory=str(book))
    with BookServer(("127.0.0.1", 0), serving) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        finally:
            server.shutdown()


@contextlib.contextmanager
def running_lab(folder: Path) -> Iterator[str]:
    """Start a JupyterLab in `folder`, with settings of its own, and return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += [
        "--expose-app-in-browser",
        "--allow-root",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.port_retries=0",
    ]
    command += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "lab.log"
        settings = {
            name: f"{home}/{name}" for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        with log.open("w", encoding="utf-8") as out:
            server = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env={**os.environ, **settings})
        try:
            _wait_until_up(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_up(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not start: {log.read_text(encoding='utf-8')}")


def run_all(tab: Page, address: str, notebook: str) -> None:
    """Open a notebook in JupyterLab and run all its cells."""
    # "doc" is the simple interface: one notebook and nothing else; "reset" forgets what was open before
    tab.goto(f"{address}/doc/tree/{notebook}?reset&token={TOKEN}")
    tab.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    # the command behind the menu entry, once the kernel is there; its promise is kept when the last cell has run
    tab.evaluate(
        """async () => {
            const panel = window.jupyterapp.shell.currentWidget;
            await panel.context.ready;
            await panel.sessionContext.ready;
            await panel.sessionContext.session.kernel.info;
            await window.jupyterapp.commands.execute("notebook:run-all-cells");
        }"""
    )
