"""The matching engine: a market from files, and how good it is. Both run in a process of their own (ADR 0022)."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

import typer

from services.console.audit import noted
from services.console.settings import read_settings

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Options are those of `python -m services.matching`, which also answers --help."""


def match(context: typer.Context) -> None:
    """Ordnet einen Markt aus zwei CSV-Dateien zu, ohne Server; mit --round alle im laufenden System."""
    words = context.args
    asks = "--help" in words
    writes = not asks and "--dry-run" not in words and any(word in ("--round", "--resume") for word in words)
    if writes:
        with noted("index.maintain", "made", "round"):
            _run(["match", *words], read_settings().environment())
        return
    on_servers = not asks and any(word == "--round" or word.startswith("--replay") for word in words)
    _run(["match", *words], read_settings().environment() if on_servers else None)


def evaluate(context: typer.Context) -> None:
    """Misst an erfundenen Märkten, wie gut die Listen sind."""
    _run(["eval", *context.args])


def _run(words: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run it to its end.

    Raises:
        typer.Exit: with its code, unless that is 0.
    """
    command = [sys.executable, "-m", "services.matching", *words]
    done = subprocess.run(command, check=False, env=environment)  # noqa: S603 - our own program
    if done.returncode:
        raise typer.Exit(done.returncode)
