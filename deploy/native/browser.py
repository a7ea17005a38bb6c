"""Chromium, for the browser tests and the screenshots only."""

import shutil

from deploy.native import packages
from deploy.native.state import Failure


def install() -> None:
    """Makes sure that there is a Chromium; it is not installed before somebody asks for it."""
    if find():
        return
    packages.install(["chromium", "fonts-liberation"], why="the browser tests need one (about 130 MB)")
    if not find():
        raise Failure("No chromium was found after installing it. Put one on the PATH, then try again.")


def find() -> str | None:
    """Path of the Chromium to use, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
