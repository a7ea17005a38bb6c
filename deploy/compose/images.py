"""Images for the test where none can be pulled: Debian's Python, and stand-ins of the three servers.

The base is made from the machine's own package source and carries its certificates and its pip settings,
so that the project's Dockerfile builds unchanged.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.compose.engine import INSTANCE, Engine
from deploy.native import artifact, jdk
from deploy.native.state import Failure

BASE = "heimvorteil-test/python"
_STANDINS = Path(__file__).parent / "standins"
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_PYTHON = "python3,python3-venv,ca-certificates"
_NO_STARTS = "#!/bin/sh\nexit 101\n"


def name(server: str) -> str:
    """Name of a server's stand-in; another one as soon as its recipe changes."""
    recipe = b"".join(file.read_bytes() for file in sorted((_STANDINS / server).iterdir()))
    return f"heimvorteil-test/{server}:{hashlib.sha256(recipe).hexdigest()[:12]}"


def make(engine: Engine) -> None:
    """Makes what is missing; some minutes the first time, nothing later."""
    if not engine.has_image(BASE):
        _make_base(engine)
    for server in ("postgres", "rabbitmq"):
        if not engine.has_image(name(server)):
            _build(engine, server, _STANDINS / server)
    if not engine.has_image(name("elasticsearch")):
        _make_elasticsearch(engine)


def _make_base(engine: Engine) -> None:
    print("Base image with debootstrap (about a minute)", flush=True)
    with tempfile.TemporaryDirectory(dir=INSTANCE.folder) as scratch:
        root = Path(scratch) / "root"
        suite, source = _package_source()
        command = ["debootstrap", "--variant=minbase", f"--include={_PYTHON}", suite, str(root), source]
        with INSTANCE.log("debootstrap").open("w") as log:
            if subprocess.run(command, stdout=log, stderr=log, check=False).returncode:
                raise Failure(f"debootstrap failed; its output is in {INSTANCE.log('debootstrap')}.")
        _copy_settings(root)
        archive = Path(scratch) / "root.tar"
        subprocess.run(["tar", "-C", str(root), "-cf", str(archive), "."], check=True)
        trust = [f"--change=ENV {name}={_CERTIFICATES}" for name in ("SSL_CERT_FILE", "PIP_CERT")]
        engine.docker("import", *trust, "--change=CMD /bin/sh", str(archive), BASE)


def _copy_settings(root: Path) -> None:
    """The machine's trust, package sources and pip settings; they stay in this image."""
    shutil.copy(Path(_CERTIFICATES).resolve(), root / _CERTIFICATES.lstrip("/"))
    for settings in (Path("/etc/apt/sources.list"), Path("/etc/apt/apt.conf.d"), Path("/etc/pip.conf")):
        _copy(settings, root)
    for source in Path("/etc/apt/sources.list.d").glob("debian*"):
        _copy(source, root)
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text(_NO_STARTS)
    policy.chmod(0o755)


def _copy(path: Path, root: Path) -> None:
    target = root / str(path).lstrip("/")
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    elif path.exists():
        shutil.copy(path, target)


def _package_source() -> tuple[str, str]:
    """Suite and address of the machine's own Debian packages, as apt uses them."""
    command = [
        "apt-get",
        "indextargets",
        "--format",
        "$(RELEASE) $(REPO_URI)",
        "Created-By: Packages",
        "Origin: Debian",
    ]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    suites = [line.split() for line in found if line and "-" not in line.split()[0]]
    if not suites:
        raise Failure("apt knows no Debian source here, so no base image can be made.")
    return suites[0][0], suites[0][1]


def _build(engine: Engine, server: str, context: Path) -> None:
    print(f"Stand-in of {server}", flush=True)
    engine.docker("build", "--quiet", f"--build-arg=BASE={BASE}", f"--tag={name(server)}", str(context))


def _make_elasticsearch(engine: Engine) -> None:
    artifact.fetch()
    with tempfile.TemporaryDirectory(dir=INSTANCE.folder) as scratch:
        context = Path(scratch)
        shutil.copytree(_STANDINS / "elasticsearch", context, dirs_exist_ok=True)
        shutil.copytree(artifact.HOME, context / "elasticsearch")
        shutil.copytree(jdk.install().resolve(), context / "jdk", ignore=shutil.ignore_patterns("src.zip", "jmods"))
        _build(engine, "elasticsearch", context)
