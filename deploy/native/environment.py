"""The project's Python environment, made from the lock file."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from deploy.native import packages
from deploy.native.state import ROOT, Failure

FOLDER = ROOT / ".venv"
OLDEST = (3, 11)
_UV = "uv==0.13.9"
_LOCK = ROOT / "requirements.lock"
_DONE = FOLDER / ".made-from-lock"
"""A copy of the lock file the environment was made from."""


def make() -> None:
    """Makes the environment or brings it up to date; returns at once if the lock file is the one it has."""
    if _DONE.exists() and _DONE.read_bytes() == _LOCK.read_bytes():
        return
    print("Python environment: making .venv from requirements.lock", flush=True)
    if not (FOLDER / "bin" / "python").exists():
        _create()
    _run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", _UV)
    _run("-m", "uv", "pip", "sync", "--quiet", "--require-hashes", str(_LOCK))
    _run("-m", "uv", "pip", "install", "--quiet", "--no-deps", "--editable", str(ROOT))
    _DONE.write_bytes(_LOCK.read_bytes())


def _create() -> None:
    if sys.version_info < OLDEST:
        raise Failure("Python 3.11 or newer is needed. Run `make PYTHON=/path/to/python3.11 …`.")
    if not importlib.util.find_spec("ensurepip"):
        packages.install(["python3-venv"], why="makes the project's own Python environment")
    command = [sys.executable, "-m", "venv", str(FOLDER)]
    if subprocess.run(command, check=False).returncode:
        raise Failure("`python3 -m venv` failed, see above. Install python3-venv, then try again.")


def _run(*words: str) -> None:
    command = [str(FOLDER / "bin" / "python"), *words]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Failure(
            f"This failed, see above: {' '.join(words)}\n"
            "Check the network and pip's settings, then try again; `rm -r .venv` starts afresh."
        )


def compile_kernel() -> None:
    """Has matching's kernel compiled, once for each state of it: beside a start of everything it takes minutes."""
    print("Matching's kernel: compiled anew when it has changed (a minute), else looked at", flush=True)
    _run("-m", "services.matching", "prepare")


def python() -> Path:
    """The environment's Python."""
    return FOLDER / "bin" / "python"
