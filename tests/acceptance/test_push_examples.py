"""What the page for schools shows to their programmers works as it stands there."""

import os
import subprocess
import sys
from html import unescape
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from services.gateway.pages.school.pushing import EXAMPLES
from shared.testing.stack import Stack

COMMANDS = {"curl.txt": ["bash"], "python.txt": [sys.executable, "-I"]}


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_an_example_hands_over_a_leaver(stack: Stack, path: Path) -> None:
    school = {"HEIMVORTEIL_URL": stack.base_url, "HEIMVORTEIL_KEY": stack.key("school", f"Schule {uuid4()}")}
    command = [*COMMANDS[path.name], str(path)]
    done = subprocess.run(command, env={**os.environ, **school}, capture_output=True, text=True, timeout=120)  # noqa: S603 - our own example
    assert done.returncode == 0, done.stderr
    assert '"accepted":1' in done.stdout or "1 angenommen, 0 abgelehnt" in done.stdout


def test_the_page_shows_exactly_these(stack: Stack) -> None:
    answer = httpx.get(f"{stack.base_url}/schule/schnittstelle", trust_env=False, timeout=30).raise_for_status()
    shown = unescape(answer.text)
    assert all(path.read_text("utf-8").strip() in shown for path in EXAMPLES.iterdir())
