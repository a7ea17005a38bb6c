"""Vulnerabilities we live with for a while: each has a reason and a day on which that ends."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

FILE = Path(__file__).with_name("accepted.toml")
_LONGEST = timedelta(days=92)


class Named(Protocol):
    """A finding, as far as it matters here."""

    @property
    def ids(self) -> frozenset[str]:
        """All its names."""

    @property
    def package(self) -> str:
        """Of which package."""


F = TypeVar("F", bound=Named)


@dataclass(frozen=True)
class Accepted:
    """An exception."""

    id: str
    package: str
    reason: str
    until: date


def read(path: Path = FILE) -> list[Accepted]:
    """The exceptions of the file.

    Raises:
        TypeError: one lacks something or has more than is known.
    """
    return [Accepted(**one) for one in tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])]


def without(
    findings: Sequence[F], exceptions: Sequence[Accepted], today: date, *, whole: bool
) -> tuple[list[F], list[str]]:
    """The findings nobody has accepted, and what is wrong with exceptions. `whole`: every source has answered."""
    good = [one for one in exceptions if one.until >= today]
    complaints = [
        f"{one.id} of {one.package} ended on {one.until}: {one.reason}" for one in exceptions if one not in good
    ]
    complaints += [
        f"{one.id} of {one.package} is for more than {_LONGEST.days} days"
        for one in good
        if one.until > today + _LONGEST
    ]
    used = {one: [found for found in findings if one.id in found.ids and one.package == found.package] for one in good}
    if whole:
        complaints += [f"{one.id} of {one.package} is found no more: remove it" for one in good if not used[one]]
    return [found for found in findings if not any(found in covered for covered in used.values())], complaints
