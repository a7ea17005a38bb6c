"""A market of any size over all Kreise, through the services' loaders instead of the API (docs/adr/0018)."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from uuid import UUID

from services.console.seeding.leavers import leavers
from services.console.seeding.market import certificates_of, market, spread
from services.console.seeding.vacancies import vacancies
from services.console.settings import Settings
from shared.reference.kreise import kreise

NAME = "Erfundener Markt Deutschland"


class LoadFailed(RuntimeError):
    """A loader ended with an error; it has said why on standard error."""


def national_vacancies(total: int, seed: int, season: int) -> Iterator[dict[str, Any]]:
    """So many vacancies, spread over the Kreise as their own numbers are; one Kreis in memory at a time."""
    weights = {ags: market(ags).places for ags in kreise()}
    for ags, count in spread(total, weights).items():
        yield from vacancies(market(ags), seed, season, count)


def national_leavers(total: int, seed: int, season: int) -> Iterator[dict[str, Any]]:
    """So many leavers, spread over the Kreise and certificates as those of 2023 were."""
    weights = {ags: sum(certificates_of(kreis).values()) for ags, kreis in kreise().items()}
    for ags, count in spread(total, weights).items():
        yield from leavers(market(ags), seed, season, count)


def load_vacancies(settings: Settings, account: UUID, rows: Iterable[Any], advance: Callable[[int], None]) -> int:
    """Through the loaders of vacancies, search and matching; how many became searchable."""
    return _load(settings, ("vacancies", str(account), NAME), "vacancy", rows, advance)


def load_leavers(
    settings: Settings, school: UUID, season: int, rows: Iterable[Any], advance: Callable[[int], None]
) -> int:
    """Through the loaders of candidates, search and matching; how many were loaded."""
    return _load(settings, ("candidates", str(school), str(season)), "candidate", rows, advance)


def _load(
    settings: Settings,
    owner: tuple[str, ...],
    kind: str,
    rows: Iterable[Any],
    advance: Callable[[int], None],
) -> int:
    """rows | owner | search | matching: a full pipe holds the one before it back, so that memory stays small.

    Raises:
        LoadFailed: one of them ended with an error.
    """
    with (
        _start(settings, owner, subprocess.PIPE) as first,
        _start(settings, ("search", kind), first.stdout) as second,
        _start(settings, ("matching", kind), second.stdout) as last,
    ):
        assert first.stdin and first.stdout and second.stdout and last.stdout  # noqa: S101  # all are pipes
        first.stdout.close()  # the next one's alone, so that its end is noticed
        second.stdout.close()
        _feed(first.stdin, rows, advance)
        count = last.stdout.read()
    if first.returncode or second.returncode or last.returncode:
        raise LoadFailed
    return int(count)


def _feed(pipe: IO[str], rows: Iterable[Any], advance: Callable[[int], None]) -> None:
    try:
        with pipe:
            for row in rows:
                pipe.write(json.dumps(row, ensure_ascii=False) + "\n")
                advance(1)
    except BrokenPipeError:
        return  # the loader has ended; its code is asked next


def _start(settings: Settings, words: tuple[str, ...], source: int | IO[str] | None) -> subprocess.Popen[str]:
    service, *arguments = words
    return subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-m", f"services.{service}.load", *arguments],
        env=settings.environment(), stdin=source, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
