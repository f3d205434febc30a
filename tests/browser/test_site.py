"""The built site in a browser: phones and wide screens, light and dark, from disk and from a server, and asking nobody else."""

from __future__ import annotations

import functools
import http.server
import os
import re
import socket
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from grader.site import Site, build_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RAN = "logistic_regression"
LOOKED_AT = {  # by axe, which takes some seconds for a page; at each width the others are looked at for what they ask and how wide they are
    360: ("index", f"assignments/{RAN}"),
    768: ("teaching", "course"),
    1280: ("api", "misconceptions/signs"),
}
PAGES = [page for pages in LOOKED_AT.values() for page in pages]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LARGEST, LARGEST_FIRST = 40_000_000, 300_000
ROOT = Path(__file__).resolve().parents[2]
_LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
_IDENTITY = re.compile(r'\bid="([^"]*)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The whole site, for which the notebook of one assignment was run."""
    work = tmp_path_factory.mktemp("site")
    return build_site([RAN], work / "html", work=work)


@pytest.fixture(scope="module")
def texts(site: Site) -> dict[str, str]:
    """The pages, by path."""
    return {path.relative_to(site.folder).as_posix(): path.read_text() for path in site.folder.rglob("*.html")}


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[str]:
    """The address of a server that gives out the site."""
    handler = functools.partial(_Quiet, directory=str(site.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_the_named_notebook_was_run_and_its_figures_are_on_the_page(site, texts):
    assert site.ran == (RAN,)
    page = texts[f"assignments/{RAN}.html"]
    assert page.count("<figure") >= 5
    assert page.count('class="dlkit-figure"') == 1  # the one that moves
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page))
    assert "made without running" not in page
    assert "made without running" in texts["assignments/yolo.html"]


def test_every_link_leads_somewhere(site, texts):
    identities = {page: set(map(unescape, _IDENTITY.findall(text))) for page, text in texts.items()}
    for page, text in texts.items():
        for target in set(map(unescape, _LINK.findall(text))):
            parts = urlsplit(target)
            if parts.scheme in ("http", "https"):
                assert "." in parts.netloc or parts.netloc.startswith("localhost"), (page, target)
            elif parts.scheme not in ("mailto", "data"):
                there = (site.folder / page).parent / unquote(parts.path) if parts.path else site.folder / page
                assert there.exists(), (page, target)
                if parts.fragment and there.suffix == ".html":
                    name = there.resolve().relative_to(site.folder.resolve()).as_posix()
                    assert unquote(parts.fragment) in identities[name], (page, target)


def test_nothing_of_this_machine_is_in_it(site):
    private = [str(ROOT), str(site.folder), "/root/", "/tmp/", f"{Path.home()}/", os.fspath(Path.home() / ".venv")]
    if len(socket.gethostname()) > 5 and socket.gethostname() != "localhost":
        private.append(socket.gethostname())
    for path in site.folder.rglob("*"):
        if path.is_file() and "mathjax" not in path.parts:
            data = path.read_bytes()
            assert not [word for word in private if word.encode() in data], path


def test_it_is_small(site, browser, texts):
    assert site.size < LARGEST
    page, files = browser.new_page(), set()
    page.on("request", lambda sent: files.add(unquote(urlsplit(sent.url).path)))
    page.goto((site.folder / "index.html").as_uri())
    page.wait_for_load_state("networkidle")
    loaded = [Path(name) for name in files if not name.endswith((".png", ".svg"))]
    assert site.folder / "index.html" in loaded
    assert sum(path.stat().st_size for path in loaded) < LARGEST_FIRST
    page.close()


@pytest.fixture(
    scope="module", params=[(width, scheme) for scheme in ("light", "dark") for width in LOOKED_AT], ids=str
)
def seen(request: pytest.FixtureRequest, browser: Any) -> Iterator[tuple[Any, int, str]]:
    """A page of a width, in a scheme."""
    width, scheme = request.param
    context = browser.browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    yield context.new_page(), width, scheme
    context.close()


def test_every_kind_of_page_can_be_used_by_everybody(seen, site, screenshots):
    from axe_playwright_python.sync_playwright import Axe

    page, width, scheme = seen
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    for name in PAGES:
        page.goto((site.folder / f"{name}.html").as_uri())
        assert page.evaluate("() => document.documentElement.dataset.theme") == scheme
        page.screenshot(path=screenshots / f"site-{name.replace('/', '-')}-{scheme}-{width}.png")
        page.locator("details.fold").evaluate_all("all => all.slice(0, 12).forEach(fold => fold.open = true)")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, name
        if name not in LOOKED_AT[width]:
            continue
        found = Axe().run(page, options={"runOnly": RULES}).response
        assert found["passes"]
        told = [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found["violations"]]
        assert told == [], name
    assert {urlsplit(url).scheme for url in requests} <= {"file", "data", "blob"}


@pytest.mark.parametrize("way", ["disk", "server"])
def test_it_asks_no_other_host_and_formulas_search_and_folds_work(way, site, server, browser):
    base = site.folder.as_uri() if way == "disk" else server
    context = browser.browser.new_context()
    page, requests, errors = context.new_page(), [], []
    page.on("request", lambda sent: requests.append(sent.url))
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(f"{base}/assignments/{RAN}.html")
    page.locator("mjx-container svg").first.wait_for(state="attached")
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert page.locator("mjx-container").count() > 10

    page.keyboard.press("Tab")
    assert "Skip to main content" in page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")

    fold = page.locator("#exercise-sigmoid details", has=page.get_by_text("Show the solution"))
    assert not fold.locator("pre").is_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "np.where" in fold.locator("pre").inner_text()

    page.goto(f"{base}/index.html")
    page.locator(".search-button:visible").first.click()
    page.locator("#pst-search-dialog input").fill("broadcasting")
    page.keyboard.press("Enter")
    results = page.locator("#search-results li a")
    results.first.wait_for()
    assert any("Logistic regression" in text for text in results.all_text_contents())
    assert all(url.startswith((base, "data:")) for url in requests), requests
    assert errors == []
    context.close()


@pytest.mark.turns(4, together="site")
def test_a_site_without_solutions_has_no_line_of_one(site):
    """Of the sources the same is shown in `tests/grader/test_site.py`, for every commit."""
    folder = site.folder.parent
    built = build_site([], folder / "open", work=folder, with_solutions=False, run=False)
    text = "\n".join(path.read_text() for path in built.folder.rglob("*.html"))
    assert "Show the solution" not in text
    assert "np.where(np.asarray(z) &gt;= 0" not in text
    assert "Show the answer" not in text
