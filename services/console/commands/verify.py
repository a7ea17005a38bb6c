"""Is what people find, and what they are offered, what PostgreSQL says?"""

import json
import time
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.console import store
from services.console.settings import Settings, read_settings
from services.console.verifying import queues
from services.console.verifying.checks import checks
from services.console.verifying.differences import Difference, lasting

PARTS = {
    "vacancies_projection": "Angebote ↔ Abbild der Suche",
    "candidates_projection": "Schulabgänger:innen ↔ Abbild der Suche",
    "projection_matching_vacancies": "Abbild der Suche ↔ Angebote der Vermittlung",
    "projection_matching_leavers": "Abbild der Suche ↔ Profile der Vermittlung",
    "matches": "Vorschläge ↔ offene Angebote",
    "index_vacancy": "Abbild der Suche ↔ Index der Angebote",
    "index_candidate": "Abbild der Suche ↔ Index der Profile",
    "outbox": "gesagt, aber nicht verteilt (outbox)",
    "inbox": "verteilt, aber nicht verarbeitet (inbox)",
    "queue": "unterwegs und nicht abgeholt",
    "dead": "unzustellbar",
}


def verify(
    json_only: Annotated[bool, typer.Option("--json", help="nur ein JSON-Objekt ausgeben")] = False,
    wait: Annotated[float, typer.Option(min=0, help="Sekunden, die Unterwegs-Seiendes zum Ankommen hat")] = 30,
    allow_dead: Annotated[bool, typer.Option(help="unzustellbare Nachrichten zeigen, aber nicht zählen")] = False,
) -> None:
    """Vergleicht PostgreSQL, outbox, inbox, Abbild, Vermittlung und Indizes. Endet nur ohne Unterschied mit 0."""
    settings = read_settings()
    started = time.monotonic()
    with _progress() as bar:
        found, looked_at, dead = _examine(settings, wait, bar)
    counted = [one for one in found if not (allow_dead and one.part == "dead")]
    if json_only:
        print(json.dumps(_report(found, len(counted), looked_at, dead, time.monotonic() - started), ensure_ascii=False))
    else:
        _print(found, len(counted), looked_at)
    raise typer.Exit(1 if counted else 0)


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[seen]}"))
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)


def _examine(settings: Settings, wait: float, bar: Progress) -> tuple[list[Difference], int, dict[str, int]]:
    """What differs, how many documents of the indices were looked at, and the dead letters by queue."""
    task = bar.add_task("Warten, bis nichts mehr unterwegs ist", total=None, seen="")
    stuck = queues.stuck(settings.amqp_url, lambda: _all_sent(settings), wait)
    seen = 0

    def compared(documents: int) -> None:
        nonlocal seen
        seen += documents
        bar.update(task, seen=f"{seen:,} Dokumente".replace(",", "."))

    bar.update(task, description="Vergleichen")
    found = lasting(checks(settings, compared), wait, lambda part: bar.update(task, description=PARTS[part]))
    depths = queues.depths(settings.amqp_url)
    dead = queues.dead(depths)
    found += [Difference("queue", name, None, _messages(depths[name])) for name in stuck if name in depths]
    return [*found, *(Difference("dead", name, None, _messages(count)) for name, count in dead.items())], seen, dead


def _all_sent(settings: Settings) -> bool:
    with store.snapshot(settings.database_url) as connection:
        return next(store.unsent(connection), None) is None


def _messages(count: int) -> str:
    return f"{count} messages"


def _report(
    found: list[Difference], counted: int, looked_at: int, dead: dict[str, int], seconds: float
) -> dict[str, Any]:
    return {
        "differences": counted,
        "found": [asdict(one) for one in found],
        "dead": dead,
        "documents": looked_at,
        "seconds": round(seconds, 1),
    }


def _print(found: list[Difference], counted: int, looked_at: int) -> None:
    table = Table("Was", "Kennung", "PostgreSQL", "anderswo")
    for one in found:
        table.add_row(PARTS[one.part], one.id, one.ours or "–", one.theirs or "–")
    if found:
        Console(width=max(160, Console().width), markup=False).print(table)
    print(f"{looked_at} Dokumente verglichen, {counted} Unterschiede." if counted else "Kein Unterschied.")
