"""A disk that fills: a tmpfs of a few megabytes, mounted where a server keeps its data."""

import errno
import os
import subprocess
from pathlib import Path

_FILLING = "filling"


class SmallDisk:
    """A file system of `megabytes` at `folder`; needs root."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._megabytes = megabytes

    def mount(self) -> None:
        """Make and mount it, empty; one left by a killed run goes first."""
        self.unmount()
        self.folder.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={self._megabytes}m,mode=0700", "heimvorteil", str(self.folder))

    def unmount(self) -> None:
        """Take it away with all that is on it."""
        while os.path.ismount(self.folder):
            _run("umount", "--lazy", str(self.folder))

    def fill(self, leave: int = 0) -> None:
        """Take all free space but so many bytes; a server that writes meanwhile may be quicker."""
        with (self.folder / _FILLING).open("wb") as file:
            while True:
                found = os.statvfs(self.folder)
                if (room := found.f_bavail * found.f_frsize - leave) <= 0:
                    return
                try:
                    os.posix_fallocate(file.fileno(), 0, room)
                except OSError as error:
                    assert error.errno == errno.ENOSPC, error
                else:
                    return

    def free(self) -> None:
        """Give the space back."""
        (self.folder / _FILLING).unlink(missing_ok=True)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - mount, umount
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr} (a small disk needs root, CAP_SYS_ADMIN)"
