"""Try the configuration of a class on this machine: simulated students do what real ones will.

They log in through a login service that is there for the trial, get the chapters, and run one of them from its first
cell to its last, through the addresses that a browser uses. Somebody who is not in the list has to stay outside. It
says how long each step took and how much memory a student needs, and ends with an error if anything failed. Nothing
outside this machine is asked, and nothing is left behind.

    make try-class USERS=20
"""

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psutil
import requests
import websocket

HERE = Path(__file__).parent
ROOT = HERE.parent
SCHOOL = "school.example"
PATIENCE = 180  # seconds that one step may take on a busy machine
MEGABYTE = 1_000_000


class Failed(Exception):
    """A step that did not do what it should."""


@dataclass
class Times:
    """Seconds that a student waited."""

    start: float  # from the login to the first page of JupyterLab
    pull: float
    run: float


def free_ports(count: int) -> list[int]:
    """Return ports that are free now."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class Login(BaseHTTPRequestHandler):
    """The login service of a school, as far as a hub asks for it; it believes everybody who they say they are."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":  # a person's browser, which the hub has sent here
            query = parse_qs(address.query)
            answer = {"code": SimpleCookie(self.headers["Cookie"])["person"].value, "state": query["state"][0]}
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri'][0]}?{urlencode(answer)}")
            self.end_headers()
        else:
            person = self.headers["Authorization"].removeprefix("Bearer ")
            self.answer({"email": f"{person}@{SCHOOL}", "email_verified": True})

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer({"access_token": query["code"][0], "token_type": "Bearer"})

    def answer(self, content: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def running_login() -> Iterator[str]:
    """Start the login service and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Login) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@contextlib.contextmanager
def running_hub(folder: Path, login: str, names: list[str]) -> Iterator[tuple[str, int]]:
    """Start JupyterHub in `folder` for a clone of this repository; give its address and the number of its process."""
    ports = free_ports(3)
    address = f"http://127.0.0.1:{ports[0]}"
    repository = folder / "book.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(repository)], check=True)
    subprocess.run(["git", "branch", "--force", "class", "HEAD"], cwd=repository, check=True)
    people = folder / "class.txt"
    people.write_text("".join(f"{name}@{SCHOOL}\n" for name in names), encoding="utf-8")
    environment = {
        **os.environ,
        "NNLIVE_CLASS_REPOSITORY": str(repository),
        "NNLIVE_CLASS_BRANCH": "class",
        "NNLIVE_CLASS_LIST": str(people),
        "NNLIVE_CLASS_ADDRESS": address,
        "NNLIVE_LOGIN_AUTHORIZE": f"{login}/authorize",
        "NNLIVE_LOGIN_TOKEN": f"{login}/token",
        "NNLIVE_LOGIN_USER": f"{login}/user",
        "NNLIVE_LOGIN_CLIENT": "trial",
        "NNLIVE_LOGIN_SECRET": "trial",
        "NNLIVE_TRIAL_FOLDER": str(folder),
        "NNLIVE_TRIAL_PORTS": ",".join(map(str, ports)),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    environment.pop("PYTHONPATH", None)  # the students get nnlib as it is installed
    log = folder / "hub.log"
    with log.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "trial_config.py")]
        hub = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        wait_for(lambda: hub.poll() is not None or answers(f"{address}/hub/api/"), "JupyterHub did not start")
        if hub.poll() is not None:
            raise Failed("JupyterHub did not start")
        yield address, hub.pid
    except BaseException:
        print(log.read_text(encoding="utf-8")[-5000:], file=sys.stderr)
        raise
    finally:
        processes = psutil.Process(hub.pid).children(recursive=True) if hub.poll() is None else []
        hub.terminate()
        hub.wait(timeout=60)
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=10).ok
    except requests.ConnectionError:
        return False


def wait_for(done: Any, otherwise: str) -> None:
    """Wait until `done()` is true."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise Failed(otherwise)
        time.sleep(0.5)


class Browser:
    """What a person's browser does, without the pictures."""

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.http = requests.Session()
        self.home = f"{address}/user/{name}@{SCHOOL}"
        self.http.cookies.set("person", name)  # what the login service knows this browser by

    def ask(self, method: str, address: str, **options: Any) -> requests.Response:
        """Send a request with the cookie that says that the page it comes from is ours."""
        path = urlsplit(address).path
        cookies = [cookie for cookie in self.http.cookies if cookie.name == "_xsrf" and path.startswith(cookie.path)]
        if cookies and method != "GET":
            token = max(cookies, key=lambda cookie: len(cookie.path)).value
            options["headers"] = {"X-XSRFToken": token}
        answer = self.http.request(method, address, timeout=PATIENCE, **options)
        if not answer.ok:
            raise Failed(f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def log_in(self) -> bool:
        """Log in at the school; return whether the hub lets this person in."""
        answer = self.http.get(f"{self.address}/hub/oauth_login?next=%2Fhub%2Fhome", timeout=PATIENCE)
        if answer.status_code not in (200, 403):
            raise Failed(f"{self.name}: login: {answer.status_code} {answer.text[:300]}")
        return answer.ok and answer.url.endswith("/hub/home")

    def start(self) -> str:
        """Start a JupyterLab; return the address that it opens with."""
        self.ask("GET", f"{self.address}/hub/spawn")
        opened = []

        def is_up() -> bool:
            answer = self.http.get(f"{self.home}/", timeout=PATIENCE)
            opened[:] = [answer.url]
            return answer.ok and answer.url.startswith(f"{self.home}/")

        wait_for(is_up, f"{self.name}: no JupyterLab")
        return opened[0]

    def pull(self, page: str) -> str:
        """Get the chapters as the page does that opens first; return the path of the notebook that it leads to."""
        query = parse_qs(urlsplit(page).query)
        if "/git-pull" not in page:
            raise Failed(f"{self.name}: JupyterLab opened with {page}")
        token = next(c.value for c in self.http.cookies if c.name == "_xsrf" and c.path.startswith("/user/"))
        parameters = {name: query[name][0] for name in ("repo", "branch", "targetpath")} | {"_xsrf": token}
        events = self.ask("GET", f"{self.home}/git-pull/api", params=parameters).text.split("\n\n")
        last = json.loads(events[-2].removeprefix("data: "))
        if last["phase"] != "finished":
            raise Failed(f"{self.name}: git pull: {last}")
        return query["urlpath"][0].removeprefix("lab/tree/")

    def run(self, path: str) -> None:
        """Run every cell of a notebook in a kernel that stays, and compare what it prints with what is stored."""
        notebook = self.ask("GET", f"{self.home}/api/contents/{path}").json()["content"]
        request = {"path": path, "name": Path(path).name, "type": "notebook", "kernel": {"name": "python3"}}
        session = self.ask("POST", f"{self.home}/api/sessions", json=request).json()
        channels = f"{self.home}/api/kernels/{session['kernel']['id']}/channels?session_id={uuid.uuid4().hex}"
        prepared = self.http.prepare_request(requests.Request("GET", channels))
        socket = websocket.create_connection(
            channels.replace("http", "ws", 1), cookie=prepared.headers["Cookie"], origin=self.address, timeout=PATIENCE
        )
        with contextlib.closing(socket):
            for number, cell in enumerate(notebook["cells"]):
                if cell["cell_type"] == "code":
                    printed = execute(socket, cell["source"])
                    if printed != stored(cell):
                        raise Failed(f"{self.name}: cell {number} printed {printed!r}, stored is {stored(cell)!r}")


def execute(channels: websocket.WebSocket, code: str) -> str:
    """Run code in the kernel behind the channels; return what it printed."""
    number = uuid.uuid4().hex
    header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": number, "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    channels.send(json.dumps(message))
    printed, replied, idle = "", False, False
    while not (replied and idle):
        answer = json.loads(channels.recv())
        if answer["parent_header"].get("msg_id") != number:
            continue
        kind, content = answer["msg_type"], answer["content"]
        if kind == "error" or (kind == "stream" and content["name"] == "stderr"):
            raise Failed(f"{code}\n{content}")
        if kind == "stream":
            printed += content["text"]
        replied |= kind == "execute_reply"
        idle |= kind == "status" and content["execution_state"] == "idle"
    return printed


def stored(cell: dict[str, Any]) -> str:
    """Return what a cell printed when it was stored."""
    return "".join(output["text"] for output in cell["outputs"] if output["output_type"] == "stream")


def study(address: str, name: str, chapter: str) -> Times:
    """Do what a student does in the first lesson."""
    browser = Browser(address, name)
    begun = time.monotonic()
    if not browser.log_in():
        raise Failed(f"{name} could not log in")
    page = browser.start()
    started = time.monotonic()
    first = browser.pull(page)
    browser.ask("GET", f"{browser.home}/api/contents/{first}")
    pulled = time.monotonic()
    browser.run(f"{first.split('/')[0]}/{chapter}")
    return Times(started - begun, pulled - started, time.monotonic() - pulled)


def memory(hub: int) -> dict[str, tuple[int, int]]:
    """Return the bytes of each student's JupyterLab and kernels; what processes share is counted once, divided."""
    found: dict[str, tuple[int, int]] = {}
    for process in psutil.Process(hub).children(recursive=True):
        name = process.environ().get("JUPYTERHUB_USER")
        if name:
            is_kernel = any("ipykernel" in part for part in process.cmdline())
            server, kernels = found.get(name, (0, 0))
            size = process.memory_full_info().pss
            found[name] = (server + size * (not is_kernel), kernels + size * is_kernel)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--users", type=int, default=20, help="students (20)")
    parser.add_argument("--at-once", type=int, default=2, help="how many of them begin at the same time (2)")
    parser.add_argument("--chapter", default="chapters/neurons.ipynb", help="what they run (chapters/neurons.ipynb)")
    arguments = parser.parse_args()
    names = [f"student{number}" for number in range(1, arguments.users + 1)]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_login() as login,
        running_hub(Path(folder), login, names) as (address, hub),
    ):
        if Browser(address, "stranger").log_in():
            raise Failed("somebody who is not in the list could log in")
        with ThreadPoolExecutor(arguments.at_once) as class_room:
            times = list(class_room.map(lambda name: study(address, name, arguments.chapter), names))
        sizes = memory(hub)
    if len(sizes) != len(names):
        raise Failed(f"{len(names) - len(sizes)} JupyterLabs ended early")
    print(f"{len(times)} students logged in, got the chapters and ran {arguments.chapter} without a failure.")
    for what in ("start", "pull", "run"):
        seconds = [getattr(each, what) for each in times]
        print(f"{what:>6}: {statistics.median(seconds):5.1f} s in the median, {max(seconds):5.1f} s at most")
    server, kernel = (statistics.median(size[part] for size in sizes.values()) / MEGABYTE for part in (0, 1))
    most = max(sum(size) for size in sizes.values()) / MEGABYTE
    print(f"memory: JupyterLab {server:.0f} MB, kernel {kernel:.0f} MB in the median, {most:.0f} MB together at most")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"The trial failed: {failure}")
