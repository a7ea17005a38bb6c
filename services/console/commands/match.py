"""The matching engine: a market from files, and how good it is. Both run in a process of their own (ADR 0022)."""

import subprocess
import sys
from collections.abc import Sequence

import typer

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Options are those of `python -m services.matching`, which also answers --help."""


def match(context: typer.Context) -> None:
    """Ordnet einen Markt aus zwei CSV-Dateien zu, ohne Server."""
    _run(["match", *context.args])


def evaluate(context: typer.Context) -> None:
    """Misst an erfundenen Märkten, wie gut die Listen sind."""
    _run(["eval", *context.args])


def _run(words: Sequence[str]) -> None:
    command = [sys.executable, "-m", "services.matching", *words]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own program
