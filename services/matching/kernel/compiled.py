"""The compiler with our settings: releases the GIL, strict IEEE arithmetic, results kept on disk."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core import config

_HERE = Path(__file__).parent
_F = TypeVar("_F", bound=Callable[..., Any])


def _keep() -> bool:
    """Choose the folder of compiled code; False when there is none we may write (then nothing is kept).

    Numba notices changes in a function's own file alone, not in what it calls: so each state of all sources has
    a folder of its own, below NUMBA_CACHE_DIR or beside the sources.
    """
    sources = b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))
    given: str = getattr(config, "CACHE_DIR")  # noqa: B009 - Numba makes it at run time
    base = Path(given) if given else _HERE / "__pycache__"
    setattr(config, "CACHE_DIR", str(base / f"kernel-{hashlib.sha256(sources).hexdigest()[:16]}"))  # noqa: B010
    return os.access(next(folder for folder in (base, *base.parents) if folder.exists()), os.W_OK)


_KEPT = _keep()


def compiled(function: _F) -> _F:
    """Compile on the first call for its types. No fast math: the same numbers give the same bits everywhere."""
    return cast(_F, njit(function, nogil=True, error_model="numpy", cache=_KEPT))
