"""Chromium, for the browser tests and the screenshots only."""

import os
import shutil

from deploy.native import packages
from deploy.native.state import Failure

HEADLESS = "chromium-headless-shell"
"""The same engine without a window: a page costs less than half of the processor's time, measured."""
NAMES = (HEADLESS, "chromium", "chromium-browser")
_FONTS = "fonts-liberation"


def install() -> None:
    """Makes sure that there is a Chromium; it is not installed before somebody asks for it.

    One with a window will do where another cannot be installed without asking for a password, or there is none.
    """
    if shutil.which(HEADLESS) or (find() and (os.geteuid() != 0 or _never_headless())):
        return
    why = "the browser tests need one"
    try:
        packages.install([HEADLESS, _FONTS], why=why)
    except Failure as failure:
        if not find():
            print(failure, flush=True)
            packages.install(["chromium", _FONTS], why=why)
    if not find():
        raise Failure("No chromium was found after installing it. Put one on the PATH, then try again.")


def _never_headless() -> bool:
    """Whether this system has packages of Chromium, but none without a window."""
    return packages.available("chromium") and not packages.available(HEADLESS)


def find() -> str | None:
    """Path of the Chromium to use, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)
