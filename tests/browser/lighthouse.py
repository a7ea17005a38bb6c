"""Lighthouse (mobile) on the pages a phone opens first, in every language: `make lighthouse`.

Not part of `make test`: its figure for performance hangs on how busy the machine is.
German, and what one run finds too low, is measured three times, and the median counts.
"""

import json
import os
import shutil
import subprocess
import sys
from statistics import median
from typing import Any

import httpx
import pytest
from market import VACANCIES
from playwright.sync_api import sync_playwright

from deploy import node
from services.gateway.pages.language import LANGUAGES
from shared.testing.chromium import executable
from shared.testing.processes import eventually
from shared.testing.stack import Stack

FLOORS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
HEAVIEST = 350 * 1024
"""What a page may weigh as it travels, in bytes, all its files with it."""
_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


@pytest.fixture(scope="module")
def paths(market: Stack) -> dict[str, str]:
    """What is measured; the place is a real one, as invented ones tell search engines to stay away."""
    key = market.key("importer", "Messung")
    vacancy = {**VACANCIES[0], "external_id": "messung", "synthetic": False}
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=market.base_url, trust_env=False, timeout=60) as client:
        id_ = client.post("/api/v1/vacancies", json=vacancy, headers=headers).raise_for_status().json()["id"]
        eventually(lambda: client.get(f"/api/v1/vacancies/{id_}").status_code == 200)
    return {
        "start": "/",
        "results": "/suche?q=Dachdecker&where=56130",
        "vacancy": f"/stelle/{id_}",
        "interests": "/interessen",
    }


@pytest.fixture(scope="module")
def chrome() -> str:
    """The browser Lighthouse starts: one with a window where there is one, as people have; else that of other tests."""
    with sync_playwright() as playwright:
        return shutil.which("chromium") or executable(playwright)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["start", "results", "vacancy", "interests"])
def test_a_phone_gets_a_good_page(
    market: Stack, chrome: str, paths: dict[str, str], page: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    joiner = "&" if "?" in paths[page] else "?"
    address = f"{market.base_url}{paths[page]}{joiner}sprache={language}"
    runs = [measured(address, chrome)]
    if language == "de" or any(runs[0][name][0] < floor for name, floor in FLOORS.items()):
        runs += [measured(address, chrome) for _ in range(RUNS - 1)]
    scores = {name: median(run[name][0] for run in runs) for name in FLOORS}
    weight = runs[0]["bytes"][0]
    with capsys.disabled():
        sys.stdout.write(json.dumps({"page": page, "language": language, **scores, "kB": round(weight / 1024)}) + "\n")
    low = {name: (score, runs[0][name][1]) for name, score in scores.items() if score < FLOORS[name]}
    assert low == {}
    assert weight <= HEAVIEST


def measured(address: str, chrome: str) -> dict[str, tuple[float, list[str]]]:
    """Each category's score (0..100) and what cost points; under `bytes` what travelled."""
    command = [*node.module("lighthouse/cli/index.js"), address, "--quiet", "--output=json", f"--chrome-flags={_FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": chrome}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    weight: float = report["audits"]["total-byte-weight"]["numericValue"]
    return {name: _category(report, name) for name in FLOORS} | {"bytes": (weight, [])}


def _category(report: dict[str, Any], name: str) -> tuple[float, list[str]]:
    category = report["categories"][name]
    lost = [ref["id"] for ref in category["auditRefs"] if ref["weight"] and (_score(report, ref["id"]) or 0) < 1]
    return 100 * category["score"], lost


def _score(report: dict[str, Any], audit: str) -> float | None:
    score = report["audits"][audit]["score"]
    return 1 if score is None else score
