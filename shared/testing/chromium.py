"""A real Chromium for tests of pages and for pictures of them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=de-DE",
)  # fmt: skip


def executable(playwright: Playwright) -> str:
    """The machine's Chromium, rather one without a window; where the PATH has none, the one Playwright keeps for
    itself."""
    path = next((path for path in map(shutil.which, _NAMES) if path), playwright.chromium.executable_path)
    assert Path(path).exists(), "There is no chromium; `make test-browser` installs it."  # noqa: S101 - a test
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without anything that would call home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(playwright), args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
