"""A real Chromium for tests of pages and for pictures of them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=de-DE",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, without anything that would call home."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "There is no chromium; `make test-browser` and `make screenshots` install it."  # noqa: S101 - a test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
