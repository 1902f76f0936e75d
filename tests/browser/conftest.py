"""A real browser and a real server; without Chromium ($QUANZE_CHROMIUM or PATH) these tests skip aloud."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn

from quanze_api.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quanze.settings import Settings

CHROMIUM = os.environ.get("QUANZE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("no Chromium ($QUANZE_CHROMIUM or PATH): browser tests skipped")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no browser tests")
    with warnings.catch_warnings(action="ignore"), sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A tab of its own person, that remembers what its pages complained of and asked for."""

    def __init__(self, browser, width: int = 1280, **options) -> None:
        self.person = browser.new_context(viewport={"width": width, "height": 800}, **options)
        self.tab = self.person.new_page()
        self.tab.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))

    def width(self) -> int:
        """How wide the page really is."""
        return self.tab.evaluate("document.documentElement.scrollWidth")


@pytest.fixture
def watch(browser) -> Iterator[Callable[..., Watched]]:
    """Watch a tab of a width, with whatever else the browser is told."""
    people = []

    def watch(width: int = 1280, **options) -> Watched:
        watched = Watched(browser, width, **options)
        people.append(watched.person)
        return watched

    yield watch
    for person in people:
        person.close()


@pytest.fixture
def watched(watch) -> Watched:
    return watch()


@pytest.fixture(scope="session")
def serving() -> Callable[[Settings], object]:
    """Serve the application with some settings; gives its address."""

    @contextmanager
    def serving(settings: Settings) -> Iterator[str]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)

    return serving
