"""One-page reports of Kreise, computed in a process of their own, one at a time, with their progress.

The process is `heimvorteil kreis-report`: the seeder and the engine, which this process neither has nor waits for. A
report follows from Kreis, season and seed alone; it is kept in a temporary folder as long as this process lives.
"""

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

log = structlog.get_logger()
STEPS = 5
"""Of `heimvorteil kreis-report`, which says `2/5 …` when its second step begins."""


@dataclass
class Job:
    """A report: how far it is, and where it is when it is done."""

    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    step: int = 0
    what: str = ""


class KreisReports:
    """The reports of this process."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._jobs: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._one = asyncio.Lock()
        self._process: Process | None = None

    def job(self, ags: str) -> Job | None:
        """How far the report of a Kreis is; None: nobody has asked for it."""
        return self._jobs.get(ags)

    def path(self, ags: str) -> Path:
        """Where the finished report is."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="heimvorteil-berichte-")
        return Path(self._folder.name) / f"kreis-{ags}.pdf"

    def start(self, ags: str) -> None:
        """Compute it, unless it is there, under way or waiting."""
        found = self._jobs.get(ags)
        if found is None or found.state == "failed":
            job = self._jobs[ags] = Job()
            task = asyncio.create_task(self._run(ags, job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is under way, delete what was made."""
        for task in self._tasks:
            task.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()

    async def _run(self, ags: str, job: Job) -> None:
        async with self._one:
            job.state = "running"
            words = ["-m", "services.console.main", "kreis-report", "--kreis", ags, "--out", str(self.path(ags))]
            self._process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)
            said = await self._follow(self._process, job)
            done = await self._process.wait() == 0
            job.state = "done" if done else "failed"
            if not done:
                log.error("kreis report failed", kreis=ags, said=said)

    async def _follow(self, process: Process, job: Job) -> str:
        """Note each step as it begins; what else was said."""
        assert process.stderr is not None  # noqa: S101  # it is a pipe
        rest = []
        async for raw in process.stderr:
            line = raw.decode("utf-8", "replace").strip()
            step, _, what = line.partition(f"/{STEPS} ")
            if step.isdecimal() and what:
                job.step, job.what = int(step), what
            else:
                rest.append(line)
        return "\n".join(rest[-20:])
