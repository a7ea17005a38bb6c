"""Erasure of leavers: one, how far all are, and the list that is kept beside backups."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import ValidationError

from services.console.audit import noted
from services.console.settings import read_settings
from shared.contracts.calls import (
    Erased,
    EraseLeaver,
    Erasures,
    ErasuresReapplied,
    ListedErasure,
    ListErasures,
    ReapplyErasures,
)
from shared.runtime.calls import Caller

PART = 500


def erase(
    subject: Annotated[UUID | None, typer.Option(help="Kennung der Person, die gelöscht wird")] = None,
    listed: Annotated[bool, typer.Option("--list", help="alle Löschungen, eine je Zeile als JSON")] = False,
    status: Annotated[bool, typer.Option("--status", help="was noch aussteht")] = False,
    reapply: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Liste nach einer Sicherung erneut anwenden")
    ] = None,
) -> None:
    """Löscht alles zu einer Person: hier sofort, in den anderen Teilen durch das Ereignis candidate.erased."""
    if [subject is not None, listed, status, reapply is not None].count(True) != 1:
        raise typer.BadParameter("Bitte genau eins angeben: --subject, --list, --status oder --reapply.")
    with Caller(read_settings().candidates_url) as candidates:
        if subject:
            with noted("leaver.erase", "erased", "leaver"):  # whom is not said: nothing names an erased person
                erased = candidates.call("erase_leaver", EraseLeaver(leaver_id=subject), Erased)
            print("gelöscht" if erased.existed else "dazu war nichts (mehr) gespeichert")
        elif reapply:
            with noted("leaver.erase", "reapplied", "erasures"):
                _reapply(candidates, reapply)
        else:
            _tell(candidates, listed)


def _tell(candidates: Caller, listed: bool) -> None:
    shown = 0
    for one in _pages(candidates, open_only=not listed):
        shown += 1
        print(one.model_dump_json() if listed else f"{one.leaver_id} wartet auf: {', '.join(one.waiting)}")
    if not listed:
        print("Alle Löschungen sind überall fertig." if not shown else f"{shown} Löschungen sind noch nicht fertig.")
        raise typer.Exit(1 if shown else 0)


def _pages(candidates: Caller, *, open_only: bool) -> Iterator[ListedErasure]:
    after: UUID | None = None
    while page := candidates.call("list_erasures", ListErasures(after=after, open_only=open_only), Erasures).items:
        yield from page
        after = page[-1].leaver_id


def _reapply(candidates: Caller, file: Path) -> None:
    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
        items = [ListedErasure.received_json(line) for line in lines]
    except (ValidationError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} ist keine Liste von `heimvorteil erase --list`.") from error
    returned = 0
    for start in range(0, len(items), PART):
        command = ReapplyErasures(items=tuple(items[start : start + PART]))
        returned += candidates.call("reapply_erasures", command, ErasuresReapplied).returned
    print(f"{len(items)} Löschungen erneut angewandt; {returned} Personen waren zurückgekommen.")
