"""Erasure of a leaver."""

from typing import Annotated
from uuid import UUID

import typer

from services.console.settings import read_settings
from shared.contracts.calls import Erased, EraseLeaver
from shared.runtime.calls import Caller


def erase(subject: Annotated[UUID, typer.Option(help="Kennung der Person")]) -> None:
    """Löscht alles zu einer Person: hier sofort, in den anderen Teilen durch das Ereignis candidate.erased."""
    with Caller(read_settings().candidates_url) as candidates:
        erased = candidates.call("erase_leaver", EraseLeaver(leaver_id=subject), Erased)
    print("gelöscht" if erased.existed else "dazu war nichts (mehr) gespeichert")
