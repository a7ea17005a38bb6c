"""A Java for Elasticsearch."""

import os
import re
import subprocess
from pathlib import Path

from deploy.native import packages
from deploy.native.state import Failure

OLDEST = 21
"""Elasticsearch 9 needs at least this Java."""


def find() -> Path | None:
    """The home of a Java that is new enough: ES_JAVA_HOME, JAVA_HOME, then the system's, the newest first."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    system = sorted(Path("/usr/lib/jvm").glob("*"), key=version, reverse=True)
    return next((home for home in (*named, *system) if version(home) >= OLDEST), None)


def install() -> Path:
    """Finds a Java or installs one; raises `Failure` where the distribution has none new enough."""
    if home := find():
        return home
    for number in (21, 25):
        package = f"openjdk-{number}-jre-headless"
        if packages.available(package):
            packages.install([package], why=f"Elasticsearch needs Java {OLDEST} or newer")
            break
    if home := find():
        return home
    raise Failure(
        f"Elasticsearch needs a JDK {OLDEST} or newer and this system's packages have none.\n"
        "Install one (for example Eclipse Temurin), set JAVA_HOME to its folder, then try again.\n"
        "Or set ELASTICSEARCH_URL to a server of your own."
    )


def version(home: Path) -> int:
    """The major version of the Java in that folder, 0 where there is none that runs."""
    release = home / "release"
    if not (home / "bin" / "java").exists():
        return 0
    text = release.read_text(errors="replace") if release.exists() else _asked(home)
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(found[1]) if found else 0


def _asked(home: Path) -> str:
    command = [str(home / "bin" / "java"), "-version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stderr
