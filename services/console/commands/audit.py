"""The audit log: who has done what, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.console.settings import read_settings
from shared.contracts.calls import Acts, ListActs, NotedAct
from shared.runtime.calls import Caller

SHOWN = 1_000
PART = 500


def audit(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="ab diesem Tag (UTC)")] = None,
    who: Annotated[
        str | None, typer.Option(help="Kennung von Konto, Person oder Schlüssel, oder eine Rolle: operator, clock …")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="alles, eine Zeile JSON je Vorgang")] = False,
) -> None:
    """Zeigt, wer wann was verwaltet hat, das Neueste zuerst; ohne Inhalte und ohne Namen."""
    found = _pages(since.replace(tzinfo=UTC) if since else None, who)
    if as_json:
        for act in found:
            print(act.model_dump_json(exclude_none=True))
        return
    table, more = Table("wann (UTC)", "wer", "Recht", "was", "woran", "Kreis", "Ausgang"), False
    for number, act in enumerate(found):
        if more := number == SHOWN:
            break
        table.add_row(*_told(act))
    Console(width=max(160, Console().width), markup=False, highlight=False).print(table)
    if more:
        print(f"Die {SHOWN} neuesten. Weniger mit --since oder --who, alle mit --json.")


def _pages(since: datetime | None, who: str | None) -> Iterator[NotedAct]:
    before: int | None = None
    with Caller(read_settings().accounts_url) as accounts:
        while True:
            query = ListActs(since=since, who=who, before=before, limit=PART)
            page = accounts.call("list_acts", query, Acts)
            yield from page.items
            if not page.more:
                return
            before = page.items[-1].id


def _told(act: NotedAct) -> list[str]:
    who = " ".join(filter(None, (act.role, str(act.actor or act.account or ""))))
    what = act.action if act.count is None else f"{act.action} ({act.count})"
    where = " ".join(filter(None, (act.kind, act.subject)))
    when = f"{act.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return [when, who, act.right, what, where, act.kreis or "", act.outcome]
