"""`match --round` and `match --replay`: a round, or one once more, with a progress bar on standard error."""

import argparse
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from services.matching.rounds import replay, running, settling
from services.matching.rounds.computing import Told
from services.matching.rounds.ready import ready
from services.matching.rounds.replay import NoSuchRound
from services.matching.rounds.running import Busy, Maker
from services.matching.rulebook import rulebook
from shared.runtime import failpoints
from shared.runtime.database import Database
from shared.runtime.settings import ServiceSettings, read

SCHEMA = "matching"


def options(parser: argparse.ArgumentParser) -> None:
    """What a round takes."""
    parser.add_argument("--round", action="store_true", help="die Listen aller im laufenden System neu machen")
    parser.add_argument("--resume", action="store_true", help="nur eine Runde zu Ende führen, die unterbrochen wurde")
    parser.add_argument("--replay", type=int, metavar="RUNDE", help="eine Runde nachrechnen und vergleichen")
    parser.add_argument("--dry-run", action="store_true", help="mit --round: rechnen, nichts schreiben")
    parser.add_argument("--parts", type=int, help="mit --round: in so vielen Teilen schreiben")
    parser.add_argument("--json", action="store_true", help="Bericht als JSON")


def run(arguments: argparse.Namespace) -> int:
    """Make or repeat a round; 1 when it cannot or the lists differ."""
    settings = read(ServiceSettings)
    failpoints.arm(settings.failpoint)
    database = Database(settings.database_url, SCHEMA, min_size=2, max_size=4)
    database.open()
    try:
        ready(rulebook())
        with _bar() as told:
            report = _report(arguments, Maker(database, rulebook(), arguments.threads, told, parts=arguments.parts))
    except Busy:
        sys.stderr.write("Es läuft schon eine Runde.\n")
        return 1
    except NoSuchRound:
        sys.stderr.write(f"Die Runde {arguments.replay} gibt es nicht, oder ihre Listen sind schon gelöscht.\n")
        return 1
    finally:
        database.close()
    sys.stdout.write((json.dumps(report, ensure_ascii=False) if arguments.json else _said(report)) + "\n")
    return 0 if report.get("equal", True) else 1


def _report(arguments: argparse.Namespace, maker: Maker) -> dict[str, Any]:
    if arguments.replay is not None:
        found = replay.replay(maker, arguments.replay)
    elif arguments.dry_run:
        found = running.dry(maker)
    else:
        settle = partial(settling.settle, database=maker.database, book=maker.book)
        found = running.run(maker, settle, fresh=not arguments.resume)
    return {**found, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


@contextmanager
def _bar() -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def told(what: str, done: int, total: int) -> None:
            task = tasks.get(what)
            if task is None:
                task = tasks[what] = progress.add_task(what, total=total)
            progress.update(task, completed=done, total=total)

        yield told


def _said(report: dict[str, Any]) -> str:
    if "equal" in report:
        return _compared(report)
    what = f"Runde {report['round']}" if report["round"] else "Nichts geschrieben"
    counts = f"{report.get('leavers', 0)} Schulabgänger:innen, {report.get('vacancies', 0)} Angebote"
    seconds = sum(report["seconds"].values())
    return f"{what}: {counts}, {seconds:.1f} s, {report['peak_mib']} MiB."


def _compared(report: dict[str, Any]) -> str:
    if report["equal"]:
        return f"Runde {report['round']}: dieselben Listen und Preise."
    reasons = json.dumps(report["changed"], ensure_ascii=False)
    why = (
        f"Seither hat sich geändert: {reasons}"
        if report["changed"]
        else "Geändert hat sich nichts: das ist ein Fehler."
    )
    return f"Runde {report['round']}: andere Listen. {why}"
