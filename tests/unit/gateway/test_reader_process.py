"""The process that reads uploads ends with its gateway, however that ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from shared.testing.processes import eventually

ROOT = Path(__file__).resolve().parents[3]
GATEWAY = """
import asyncio
from services.gateway.cohorts import Reader

async def main():
    reader = Reader(1)
    content = b"schuelerschluessel;abschluss;plz\\nA1;MSA;71634\\n"
    await reader.read(content, "a.csv", key=b"x" * 32, season="2027")
    print(*reader._pool._processes, flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_killed_gateway_leaves_no_reader_behind(tmp_path: Path) -> None:
    script = tmp_path / "gateway.py"
    script.write_text(GATEWAY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment) as gateway:  # noqa: S603 - our own script
        assert gateway.stdout is not None
        reader = int(gateway.stdout.readline())
        assert not _ended(reader)
        gateway.send_signal(signal.SIGKILL)
    assert eventually(lambda: _ended(reader))
