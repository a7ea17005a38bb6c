"""Tools of the pages that exist for Node only: installed as locked when somebody asks for them."""

import shutil
import subprocess
from pathlib import Path

from deploy.native import packages

FOLDER = Path(__file__).parent / "npm"
MODULES = FOLDER / "node_modules"
_DONE = MODULES / ".package-lock.json"


def module(path: str) -> list[str]:
    """The command that runs a script of an installed package, such as `lighthouse/cli/index.js`."""
    if not shutil.which("npm"):
        packages.install(["nodejs", "npm"], why="tools of the pages need Node (about 200 MB)")
    lock = FOLDER / "package-lock.json"
    if not _DONE.exists() or _DONE.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True)
        _DONE.touch()
    return ["node", str(MODULES / path)]
