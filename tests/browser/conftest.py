"""A real JupyterLab and a real browser: one of each for all tests, and hands that work a notebook."""

from __future__ import annotations

import itertools
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS, CELL_SECONDS, ALL_CELLS_SECONDS = 60, 60, 120

# JupyterLab's own model of the cell with an id, for reading; all writing and running is done by the keyboard.
CELL = "const list = jupyterapp.shell.currentWidget.content; const cell = list.widgets.find(w => w.model.id === id);"
STATE = (
    "id => {" + CELL + "return {source: cell.model.sharedModel.getSource(), count: cell.model.executionCount, "
    "outputs: cell.model.sharedModel.getOutputs(), index: list.widgets.indexOf(cell)} }"
)

# Paints each background and text colour on one pixel, from the page's own to the text's, and compares what is there.
FAINTEST = """root => {
    const paint = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const fill = colour => { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1); };
    const luminance = () => {
        const linear = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const found = [];
    for (const element of root.querySelectorAll("*")) {
        const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join("");
        if (!text || element.closest("svg")) continue;
        const above = [];
        for (let e = element; e; e = e.parentElement) above.unshift(getComputedStyle(e).backgroundColor);
        fill("white");
        above.forEach(fill);
        const behind = luminance();
        fill(getComputedStyle(element).color);
        const [dark, light] = [behind, luminance()].sort((a, b) => a - b);
        found.push([(light + 0.05) / (dark + 0.05), text]);
    }
    return found.sort((a, b) => a[0] - b[0])[0];
}"""


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

    def source(self, cell: str) -> str:
        """The text of a cell."""
        return str(self.page.evaluate(STATE, cell)["source"])

    def text_below(self, cell: str) -> str:
        """What a reader sees below a cell, as text."""
        text: str = self._shown(cell).locator(".jp-Cell-outputArea").inner_text()
        return re.sub(r"[ \t\xa0]+", " ", text)

    def count_below(self, cell: str, selector: str) -> int:
        """How many elements below a cell a CSS selector finds."""
        count: int = self._shown(cell).locator(".jp-Cell-outputArea").locator(selector).count()
        return count

    def run_all(self) -> dict[str, list[dict[str, Any]]]:
        """Does Run All and returns the outputs of each code cell by its id when the last one is through."""
        self.menu("notebook:run-all-cells")
        cells = "jupyterapp.shell.currentWidget.content.widgets.filter(w => w.model.type === 'code').map(w => w.model)"
        self.page.wait_for_function(
            f"() => {{const all = {cells}; const failed = all.some(m => m.sharedModel.getOutputs()"
            ".some(o => o.output_type === 'error')); return failed || all.every(m => m.executionCount)}",
            timeout=ALL_CELLS_SECONDS * 1000,
        )
        outputs: dict[str, list[dict[str, Any]]] = self.page.evaluate(
            f"() => Object.fromEntries({cells}.map(m => [m.id, m.sharedModel.getOutputs()]))"
        )
        return outputs

    def theme(self, name: str) -> None:
        """Chooses a theme, "JupyterLab Light" or "JupyterLab Dark", and waits until it is there."""
        self.menu("apputils:change-theme", theme=name)
        self.page.wait_for_selector(f"body[data-jp-theme-name='{name}']", state="attached")
        self.page.wait_for_timeout(500)

    def faintest(self, cell: str) -> tuple[float, str]:
        """The least contrast of a text below a cell with what lies behind it (WCAG's ratio), and that text."""
        contrast, text = self._shown(cell).locator(".jp-RenderedHTMLCommon").first.evaluate(FAINTEST)
        return float(contrast), str(text)

    def menu(self, command: str, **arguments: Any) -> None:
        """Does what an entry of JupyterLab's menus does, by the name of its command."""
        self.page.evaluate("([name, args]) => jupyterapp.commands.execute(name, args)", [command, arguments])

    def screenshot(self, name: str, *cells: str) -> Path:
        """Takes a picture of some cells that stand together, with their outputs, or of the whole window."""
        path = self.screenshots / f"{name}.png"
        for cell in reversed(cells):
            self._shown(cell, align="smart")
        self.page.mouse.move(0, 0)
        self.page.evaluate("() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 0 }")
        boxes = [self._drawn(cell).bounding_box() for cell in cells]
        self.page.screenshot(path=path, clip=_around(boxes) if boxes else None)
        return path

    def close(self) -> None:
        """Closes the notebook and ends its kernel: at most one shall hold TensorFlow in memory at a time."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()

    def _click(self, cell: str) -> dict[str, Any]:
        self._shown(cell).locator(".cm-content").click()
        state: dict[str, Any] = self.page.evaluate(STATE, cell)
        return state

    def _shown(self, cell: str, align: str = "center") -> Any:
        """The element of a cell, scrolled into view: JupyterLab draws only the cells near the window."""
        self.page.evaluate(
            "async ([id, align]) => {" + CELL + "const index = list.widgets.indexOf(cell);"
            "list.activeCellIndex = index; await list.scrollToItem(index, align)}",
            [cell, align],
        )
        shown = self._drawn(cell)
        shown.wait_for(state="visible")
        return shown

    def _drawn(self, cell: str) -> Any:
        index = self.page.evaluate(STATE, cell)["index"]
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def _around(boxes: list[dict[str, float]]) -> dict[str, float]:
    """The smallest box around some boxes."""
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab server of its own; it and its kernels are gone at the end."""
    with running_lab(tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("student")) as running:
        yield running


@contextmanager
def running_lab(home: Path, folder: Path) -> Iterator[Lab]:
    """Runs a JupyterLab server in a folder, which it shows.

    Args:
        home: an empty folder for all that it keeps.
        folder: the folder; nbgrader's pages take it for the course folder if it is one.
    """
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
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
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
            cwd=folder,
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
        # One context for all pages, so that JupyterLab's own files are loaded once.
        yield browser.new_context(viewport={"width": 1280, "height": 900}, device_scale_factor=1.5)
        browser.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: the folder that DLKIT_SCREENSHOTS names, else a temporary one."""
    named = os.environ.get("DLKIT_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def open_notebook(browser: Any, lab: Lab, screenshots: Path) -> Callable[[Path], LabNotebook]:
    """Opens a notebook that lies in JupyterLab's folder; whoever opens it closes it."""
    workspaces = itertools.count()

    def open_one(path: Path) -> LabNotebook:
        page = browser.new_page()
        page.set_default_timeout(30_000)
        where = path.relative_to(lab.folder).as_posix()
        page.goto(f"{lab.url}/lab/workspaces/test-{next(workspaces)}/tree/{where}?token={lab.token}")
        page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=START_SECONDS * 1000,
        )
        return LabNotebook(page, screenshots)

    return open_one


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
