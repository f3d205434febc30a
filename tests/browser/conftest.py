"""A real JupyterLab and a real browser: one of each for all tests, and hands that work a notebook."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS, CELL_SECONDS = 60, 60

# JupyterLab's own model of the cell with an id, for reading; all writing and running is done by the keyboard.
CELL = "const list = jupyterapp.shell.currentWidget.content; const cell = list.widgets.find(w => w.model.id === id);"
STATE = (
    "id => {" + CELL + "return {source: cell.model.sharedModel.getSource(), count: cell.model.executionCount, "
    "outputs: cell.model.sharedModel.getOutputs(), index: list.widgets.indexOf(cell)} }"
)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, and the folder that it shows."""

    url: str
    token: str
    folder: Path


class LabNotebook:
    """One notebook that is open in JupyterLab, worked as a student works it: click, type, Shift+Enter."""

    def __init__(self, page: Any, screenshots: Path) -> None:
        self.page = page
        self.screenshots = screenshots

    def write(self, cell: str, source: str) -> None:
        """Replaces the text of a cell, by its id."""
        self._click(cell)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(source)
        self.page.wait_for_function(
            "([id, source]) => {" + CELL + "return cell.model.sharedModel.getSource() === source}", arg=[cell, source]
        )

    def run(self, cell: str) -> list[dict[str, Any]]:
        """Runs a cell and returns its outputs when it is through."""
        before = self._click(cell)["count"]
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(
            "([id, before]) => {" + CELL + "const now = cell.model.executionCount; return now && now !== before}",
            arg=[cell, before],
            timeout=CELL_SECONDS * 1000,
        )
        self.page.wait_for_timeout(150)  # for the outputs to be drawn
        return self.outputs(cell)

    def outputs(self, cell: str) -> list[dict[str, Any]]:
        """The outputs of a cell as the notebook holds them."""
        outputs: list[dict[str, Any]] = self.page.evaluate(STATE, cell)["outputs"]
        return outputs

    def text_below(self, cell: str) -> str:
        """What a reader sees below a cell, as text."""
        text: str = self._shown(cell).locator(".jp-Cell-outputArea").inner_text()
        return re.sub(r"[ \t\xa0]+", " ", text)

    def count_below(self, cell: str, selector: str) -> int:
        """How many elements below a cell a CSS selector finds."""
        count: int = self._shown(cell).locator(".jp-Cell-outputArea").locator(selector).count()
        return count

    def menu(self, command: str, **arguments: Any) -> None:
        """Does what an entry of JupyterLab's menus does, by the name of its command."""
        self.page.evaluate("([name, args]) => jupyterapp.commands.execute(name, args)", [command, arguments])

    def screenshot(self, name: str, cell: str | None = None) -> Path:
        """Takes a picture of a cell with its output, or of the whole window."""
        path = self.screenshots / f"{name}.png"
        (self._shown(cell) if cell else self.page).screenshot(path=path)
        return path

    def _click(self, cell: str) -> dict[str, Any]:
        self._shown(cell).locator(".cm-content").click()
        state: dict[str, Any] = self.page.evaluate(STATE, cell)
        return state

    def _shown(self, cell: str) -> Any:
        """The element of a cell, scrolled into view: JupyterLab draws only the cells near the window."""
        index = self.page.evaluate(
            "async id => {" + CELL + "const index = list.widgets.indexOf(cell);"
            "list.activeCellIndex = index; await list.scrollToItem(index, 'center'); return index}",
            cell,
        )
        shown = self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')
        shown.wait_for(state="visible")
        return shown


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab server of its own; it and its kernels are gone at the end."""
    home, folder = tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("student")
    for name, settings in {"notification": {"fetchNews": "false", "checkForUpdates": False}}.items():
        path = home / "settings" / "@jupyterlab" / "apputils-extension" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    port, token = _free_port(), secrets.token_hex(16)
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "TF_CPP"))}
    environment |= {name: str(home / place) for name, place in places.items()} | {"PYTHONPATH": str(REPOSITORY)}
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.allow_root=True",
        "--LabApp.expose_app_in_browser=True",
        "--no-browser",
    ]
    log = home / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Lab(f"http://127.0.0.1:{port}", token, folder)
    try:
        _wait_for(running, server, log)
        yield running
    finally:
        _end_with_children(server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing; `apt-get install chromium` brings it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: the folder that DLKIT_SCREENSHOTS names, else a temporary one."""
    named = os.environ.get("DLKIT_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def open_notebook(lab: Lab, browser: Any, screenshots: Path) -> Iterator[Any]:
    """Opens a notebook below the student's folder; its page and its kernel end with the module's tests."""
    pages = []

    def open_one(path: Path) -> LabNotebook:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1.5)
        pages.append(page)
        page.set_default_timeout(30_000)
        workspace = f"auto-{len(pages)}"
        where = path.relative_to(lab.folder).as_posix()
        page.goto(f"{lab.url}/lab/workspaces/{workspace}/tree/{where}?token={lab.token}")
        page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=START_SECONDS * 1000,
        )
        return LabNotebook(page, screenshots)

    yield open_one
    for page in pages:
        page.close()
    _end_kernels(lab)


def _end_kernels(lab: Lab) -> None:
    """Ends the kernels that run, so that at most one holds TensorFlow in memory at a time."""
    headers = {"Authorization": f"token {lab.token}"}
    with urllib.request.urlopen(urllib.request.Request(f"{lab.url}/api/sessions", headers=headers)) as answer:
        sessions = json.load(answer)
    for session in sessions:
        where = f"{lab.url}/api/sessions/{session['id']}"
        urllib.request.urlopen(urllib.request.Request(where, headers=headers, method="DELETE")).close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{lab.url}/api/status?token={lab.token}", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start; it printed:\n{log.read_text(errors='replace')[-3000:]}")


def _end_with_children(server: subprocess.Popen[bytes]) -> None:
    """Asks the server to end, which ends its kernels, and ends by force what is left after that."""
    try:
        processes = psutil.Process(server.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        processes = []
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    _, left = psutil.wait_procs(processes, timeout=3)
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=5)
