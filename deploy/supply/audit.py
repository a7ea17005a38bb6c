"""Known vulnerabilities of what others made: `python -m deploy.supply.audit [--required]`.

Python packages are looked up in the registry's own data, as pip-audit does; vendored JavaScript by `npm audit`. What no
source has answered for is said loudly, and fails with --required.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests
from packaging.version import Version
from pip_audit._service import PyPIService, ResolvedDependency, ServiceError, SkippedDependency

from deploy.supply import accepted, parts
from deploy.supply.parts import Package

_NO_PAGE = "the registry has no page of this version, and it is not its newest"
_AT_ONCE = 8
_SECONDS = 10
_OF_A_VERSION = re.compile(r"(.+/pypi/[^/]+)/([^/]+)/json")


@dataclass(frozen=True)
class Finding:
    """A known vulnerability: its names, of which package, what helps."""

    ids: frozenset[str]
    package: str
    advice: str


@dataclass
class Answers:
    """What the sources said, and for which packages none said anything (with why)."""

    findings: list[Finding] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)


def of_python(packages: list[Package]) -> Answers:
    """Ask for each package; once the registry cannot be reached, no more."""
    service, answers = PyPIService(timeout=_SECONDS), Answers()
    service.session = requests.Session()
    service.session.hooks["response"].append(lambda answer, **_: newest_instead(service.session, answer))
    away: list[str] = []

    def ask(package: Package) -> None:
        try:
            found, known = service.query(ResolvedDependency(package.name, Version(package.version)))
            silent = _NO_PAGE if isinstance(found, SkippedDependency) else ""
        except (requests.RequestException, ServiceError, ValueError) as error:
            known, silent = [], f"not reached ({type(error).__name__})"
            away.append(silent)
        if silent:
            answers.silent[package.name] = silent
        for one in known:
            fixed = ", ".join(map(str, one.fix_versions)) or "no version yet"
            answers.findings.append(Finding(frozenset({one.id, *one.aliases}), package.name, f"fixed in {fixed}"))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda one: answers.silent.update({one.name: away[0]}) if away else ask(one), packages))
    return answers


def newest_instead(session: requests.Session, answer: requests.Response) -> requests.Response:
    """Some mirrors have a package's page alone, which speaks of its newest version: enough where that is ours."""
    found = _OF_A_VERSION.fullmatch(answer.url)
    if answer.status_code != 404 or not found:
        return answer
    newest = session.get(f"{found[1]}/json", timeout=_SECONDS)
    ours = newest.ok and Version(newest.json()["info"]["version"]) == Version(found[2])
    return newest if ours else answer


def of_javascript(packages: list[Package]) -> Answers:
    """Ask npm with a lock file made of the vendored packages; nothing is downloaded."""
    names = {name: one.version for one in packages for name in (one.name, one.also) if name}
    ours = [one.name for one in packages]
    if not shutil.which("npm"):
        return Answers(silent=dict.fromkeys(ours, "npm is not installed"))
    root = {"name": "vendored", "version": "1.0.0", "dependencies": names}
    nodes = {f"node_modules/{name}": {"version": version} for name, version in names.items()}
    lock = {"name": "vendored", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **nodes}}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "package.json").write_text(json.dumps(root))
        (Path(folder) / "package-lock.json").write_text(json.dumps(lock))
        command = ["npm", "audit", "--json", "--package-lock-only"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return read_npm(done.stdout, ours)


def read_npm(text: str, names: Iterable[str]) -> Answers:
    """What `npm audit --json` has printed for these packages."""
    try:
        said: dict[str, Any] = json.loads(text)
    except ValueError:
        said = {"message": text[:200] or "nothing"}
    if "vulnerabilities" not in said:
        return Answers(silent=dict.fromkeys(names, f"npm: {said.get('message') or said.get('error')}"))
    causes = {
        (name, one["url"].rpartition("/")[2]): f"{one['severity']}: {one['title']} ({one['range']})"
        for name, found in said["vulnerabilities"].items()
        for one in found["via"]
        if isinstance(one, dict)  # else the name of a package listed by itself
    }
    return Answers([Finding(frozenset({id}), name, words) for (name, id), words in causes.items()])


def main(required: bool, today: date) -> int:
    """Print what was found; 1 if something must be done."""
    python, javascript = of_python(parts.locked()), of_javascript(parts.vendored())
    findings, silent = python.findings + javascript.findings, python.silent | javascript.silent
    left, complaints = accepted.without(findings, accepted.read(), today, whole=not silent)
    for one in left:
        print(f"VULNERABLE {one.package}: {', '.join(sorted(one.ids))}, {one.advice}")
    for words in complaints:
        print(f"EXCEPTION {words}")
    asked = len(parts.locked()) + len(parts.vendored())
    print(f"audit: {asked} packages, {len(left)} known vulnerabilities, {len(findings) - len(left)} accepted")
    if silent:
        print(f"\n!!! NOT AUDITED: no source answered for {len(silent)} of them. Ask again where one can be reached.")
        for why in sorted(set(silent.values())):
            names = sorted(name for name, reason in silent.items() if reason == why)
            print(f"    {', '.join(names)}: {why}")
    return 1 if left or complaints or (required and silent) else 0


if __name__ == "__main__":
    sys.exit(main("--required" in sys.argv, datetime.now(UTC).date()))
