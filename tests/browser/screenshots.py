"""Pictures for the README from the running demo: `make screenshots`."""

import os
from pathlib import Path

from shared.testing.chromium import chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1200, "height": 900}
PAGES = {"suche.png": "/suche?q=holz&where=71634"}


def main() -> None:
    """Writes one picture a page."""
    IMAGES.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, path in PAGES.items():
            page = browser.new_page(base_url=os.environ["HEIMVORTEIL_URL"], viewport=SIZE, locale="de-DE")
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=IMAGES / name)
            page.close()


if __name__ == "__main__":
    main()
