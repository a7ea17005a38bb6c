"""A new index from PostgreSQL, while everything goes on."""

import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.console.audit import noted
from services.console.settings import read_settings
from shared.contracts.calls import DocumentKind, FollowRebuild, RebuildState, StartRebuild
from shared.runtime.calls import Caller

PAUSE_SECONDS = 0.3
KINDS: dict[str, DocumentKind] = {"vacancies": "vacancy", "candidates": "candidate"}
NAMES: dict[DocumentKind, str] = {"vacancy": "Angebote", "candidate": "Profile"}
PHASES = {
    "copy": "abschreiben",
    "catch_up": "nachtragen",
    "compare": "vergleichen",
    "flip": "umschalten",
    "done": "fertig",
    "failed": "gescheitert",
}
Which = Annotated[str | None, typer.Argument(help=f"nur einer: {', '.join(KINDS)}; sonst beide")]


def reindex(
    which: Which = None,
    force: Annotated[bool, typer.Option("--force", help="auch wenn der neue Index viel kleiner ist")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="ältere Indizes als den vorigen löschen")] = False,
) -> None:
    """Baut die Indizes aus PostgreSQL neu auf, vergleicht und schaltet um; geschrieben wird währenddessen weiter."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Caller(read_settings().search_url) as search, Progress(*columns, console=Console(stderr=True)) as bar:
        for kind in chosen(which):
            with noted("index.maintain", "reindexed", "index", kind):
                state = search.call("start_rebuild", StartRebuild(kind=kind, force=force, prune=prune), RebuildState)
                print(_outcome(_followed(search, state, bar)))


def chosen(which: str | None) -> list[DocumentKind]:
    """The kinds a word names; without one, both.

    Raises:
        typer.BadParameter: there is no such kind.
    """
    if which is None:
        return list(KINDS.values())
    if which not in KINDS:
        raise typer.BadParameter(f"Bitte {' oder '.join(KINDS)} angeben, oder nichts für beide.")
    return [KINDS[which]]


def _followed(search: Caller, state: RebuildState, bar: Progress) -> RebuildState:
    """Show each phase until the end.

    Raises:
        typer.Exit: it failed, and it was told why.
    """
    tasks = {}
    while True:
        if state.phase not in tasks and state.phase not in ("done", "failed"):
            tasks[state.phase] = bar.add_task(f"{NAMES[state.kind]}: {PHASES[state.phase]}", total=None)
        if state.phase in tasks:
            bar.update(tasks[state.phase], completed=state.done, total=max(state.total, state.done))
        if state.phase == "failed":
            typer.echo(state.problem, err=True)
            raise typer.Exit(1)
        if state.phase == "done":
            return state
        time.sleep(PAUSE_SECONDS)
        state = search.call("follow_rebuild", FollowRebuild(kind=state.kind), RebuildState)


def _outcome(state: RebuildState) -> str:
    counts = f"{state.documents} Dokumente (vorher {state.documents_before}), Prüfsumme {state.checksum}"
    kept = f"; aufgehoben: {', '.join(state.replaced)}" if state.replaced else ""
    gone = f"; gelöscht: {', '.join(state.pruned)}" if state.pruned else ""
    return f"{NAMES[state.kind]}: {state.index}, {counts}{kept}{gone}"
