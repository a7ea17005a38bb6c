"""The parts: what requirements.lock names, and the vendored files of vendored.toml."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.native.state import ROOT

HERE = Path(__file__).parent
LOCK = ROOT / "requirements.lock"
_LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """A package of somebody else in one version. `ships`: it runs where we run, and is no tool of development alone."""

    registry: str
    """`pypi` or `npm`."""
    name: str
    version: str
    ships: bool
    license: str = ""
    sha256: tuple[str, ...] = ()
    """Of its archives (pypi)."""
    files: tuple[Path, ...] = ()
    """Where it lies in the repository (npm), below its root."""
    also: str = ""
    """Another name under which its vulnerabilities are reported."""


def locked(lock: Path = LOCK) -> list[Package]:
    """Every package of the lock file; licences and what ships as the made environment knows them."""
    running = set(_needed("heimvorteil", set()))
    return [
        Package("pypi", name, version, canonicalize_name(name) in running, _license(name), _digests(hashes))
        for name, version, hashes in _LOCKED.findall(lock.read_text(encoding="utf-8"))
    ]


def vendored() -> list[Package]:
    """Every package whose files lie in the repository."""
    listed = tomllib.loads((HERE / "vendored.toml").read_text(encoding="utf-8"))["package"]
    return [
        Package(
            "npm", one["name"], one["version"], one.get("ships", True), one["license"], (), files, one.get("also", "")
        )
        for one in listed
        for files in [tuple(map(Path, one["files"]))]
    ]


def _digests(lines: str) -> tuple[str, ...]:
    return tuple(re.findall(r"sha256:([0-9a-f]{64})", lines))


def _needed(name: str, seen: set[str]) -> Iterator[str]:
    """A distribution and all it needs here, extras included."""
    if name in seen:
        return
    seen.add(name)
    yield name
    for line in _requires(name):
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", "binary", "pool")):
            yield from _needed(canonicalize_name(wanted.name), seen)


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # for another system
        return []


def _license(name: str) -> str:
    try:
        found = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return ""
    named = [line.rpartition(" :: ")[2] for line in found.get("classifier", ()) if line.startswith("License ::")]
    return str(found.get("license_expression") or next(iter(named), "") or found.get("license", "")).split("\n")[0]
