"""What a leaver sees in each language, on a phone, light and dark: `make screenshots`, for docs/languages.md."""

import io
import os
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from services.gateway.pages.language import LANGUAGES
from shared.testing.chromium import chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "sprachen"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ALL_TOGETHER = 1536 * 1024
"""How many bytes they may have, so that a clone stays small."""


def start(page: Page) -> None:
    """The search, empty."""
    page.goto("/")


def results(page: Page) -> None:
    """Results of a search with a place; on a desk beside their map."""
    page.goto("/suche?q=Dachdecker&where=Bad Ems")
    page.get_by_role("article").first.wait_for()


def vacancy(page: Page) -> None:
    """The first place of a search."""
    results(page)
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    page.locator(".stelle").wait_for()


def interests(page: Page) -> None:
    """The interest check, one question answered."""
    page.goto("/interessen")
    page.locator(".frage:not([hidden]) input").nth(3).click()
    page.locator('[data-item="I0"]').wait_for()  # the next one is there
    page.mouse.move(0, 0)


STEPS: dict[str, Callable[[Page], None]] = {
    "start": start,
    "treffer": results,
    "stelle": vacancy,
    "interessen": interests,
}
DARK = (("start", "de-simple"), ("treffer", "de"), ("stelle", "ar"), ("interessen", "uk"))


def main() -> None:
    """Each page in each language; some of them in the dark; the map on a desk in Arabic."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in STEPS:
            for code in LANGUAGES:
                take(browser, name, code, "", viewport=PHONE)
        for name, code in DARK:
            take(browser, name, code, "-dunkel", viewport=PHONE, color_scheme="dark")
        take(browser, "treffer", "ar", "-breit", viewport=DESK)
    size = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    assert size <= ALL_TOGETHER, f"{FOLDER} has {size} bytes"


def take(browser: Browser, name: str, code: str, suffix: str, **look: object) -> None:
    """One picture, in a session of its own."""
    page = browser.new_page(base_url=os.environ["HEIMVORTEIL_URL"], locale="de-DE", **look)
    page.set_default_timeout(60_000)
    page.goto(f"/?sprache={code}")
    STEPS[name](page)
    page.wait_for_load_state("networkidle")
    Image.open(io.BytesIO(page.screenshot())).save(FOLDER / f"{name}-{code}{suffix}.webp", quality=70, method=6)
    page.close()


if __name__ == "__main__":
    main()
