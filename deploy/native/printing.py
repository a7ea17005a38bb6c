"""Pango, with which letters and sheets are set as PDF."""

from ctypes.util import find_library

from deploy.native import packages

_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def install() -> None:
    """Makes sure that the libraries are there."""
    missing = [package for library, package in _LIBRARIES.items() if find_library(library) is None]
    if missing:
        packages.install([*missing, "fonts-dejavu-core"], why="letters as PDF")
