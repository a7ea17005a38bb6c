"""The sources say again what they have said."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.console.audit import noted
from services.console.commands.reindex import NAMES, Which, chosen
from services.console.settings import Settings, read_settings
from shared.contracts.calls import DocumentKind, ResyncCandidates, Resynced, ResyncVacancies
from shared.runtime.calls import Caller


def resync(which: Which = None) -> None:
    """Lässt Angebote und Profile noch einmal melden. Was schon angekommen ist, bleibt, wie es ist."""
    settings = read_settings()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        for kind in chosen(which):
            with noted("index.maintain", "resynced", "index", kind):
                told = _told(settings, kind, bar)
            print(f"{NAMES[kind]}: {told} noch einmal gemeldet. Ob alles ankommt, zeigt `heimvorteil verify`.")


def _told(settings: Settings, kind: DocumentKind, bar: Progress) -> int:
    task, told = bar.add_task(NAMES[kind], total=None), 0
    with Caller(settings.vacancies_url if kind == "vacancy" else settings.candidates_url) as source:
        page: Resynced | None = None
        while page is None or page.next:
            page = _page(source, kind, page)
            told += page.told
            bar.update(task, advance=page.told, total=page.total)
    return told


def _page(source: Caller, kind: DocumentKind, last: Resynced | None) -> Resynced:
    after = last and last.next
    if kind == "vacancy":
        return source.call("resync_vacancies", ResyncVacancies(after=after), Resynced)
    return source.call("resync_candidates", ResyncCandidates(after=after), Resynced)
