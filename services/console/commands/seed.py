"""An invented region with real proportions."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.console.api import account_of
from services.console.counts import count
from services.console.seeding import national
from services.console.seeding.push import Seeded, expected, seed_kreis
from services.console.settings import Settings, read_settings
from shared.reference.kreise import REGIONS, kreise

SEASON = 2027
GERMANY = "germany"
VACANCIES, LEAVERS = 550_000, 800_000  # the national market: postings in a year, leavers of general schools


def seed(
    region: Annotated[str | None, typer.Option(help=f"eine Region: {', '.join(REGIONS)}, {GERMANY}")] = None,
    kreis: Annotated[list[str] | None, typer.Option(help="Schlüssel (AGS) eines Kreises, mehrfach möglich")] = None,
    seed: Annotated[int, typer.Option(help="gleiche Zahl, gleiche Region")] = 1,
    season: Annotated[int, typer.Option(help="Jahr des Schulabgangs")] = SEASON,
    vacancies: Annotated[int, typer.Option(min=0, help=f"nur {GERMANY}: Ausbildungsplatzangebote")] = VACANCIES,
    leavers: Annotated[int, typer.Option(min=0, help=f"nur {GERMANY}: Schulabgänger:innen")] = LEAVERS,
) -> None:
    """Schreibt eine erfundene Region mit echten Größenverhältnissen. Wiederholen verdoppelt nichts.

    „germany“ geht an der Schnittstelle vorbei durch die Lader der Dienste (ADR 0018): durchsuchbar ist danach alles,
    Vorschläge macht die nächste Runde (`heimvorteil match --round`).
    """
    if region == GERMANY and not kreis:
        result = write_nation(read_settings(), vacancies, leavers, seed, season)
    else:
        result = write(read_settings(), _keys(region, kreis), seed, season)
    print(f"{result.vacancies} Ausbildungsplatzangebote und {result.leavers} Schulabgänger:innen angenommen.")
    print("Echt: Zahl der Schulabgänger:innen je Abschluss, Anteile der Berufe im Land. Geschätzt: alles Übrige.")
    for line in result.rejected[:20]:
        typer.echo(f"abgelehnt: {line}", err=True)
    raise typer.Exit(1 if result.rejected else 0)


def _keys(region: str | None, kreis: list[str] | None) -> list[str]:
    if kreis:
        unknown = [ags for ags in kreis if ags not in kreise()]
        if unknown:
            raise typer.BadParameter(f"Diese Kreise kennt die Tabelle nicht: {', '.join(unknown)} (fünf Ziffern, AGS).")
        return kreis
    if region is None or region not in REGIONS:
        raise typer.BadParameter(f"Bitte --region ({', '.join(REGIONS)}) oder --kreis AGS angeben.")
    return list(REGIONS[region])


def write(settings: Settings, keys: list[str], seed: int, season: int = SEASON) -> Seeded:
    """Push these Kreise with a progress bar on standard error."""
    total_vacancies, total_leavers = expected(keys)
    with _progress() as bar:
        tasks = {
            "vacancies": bar.add_task("Ausbildungsplatzangebote", total=total_vacancies),
            "leavers": bar.add_task("Schulabgänger:innen", total=total_leavers),
        }
        whole = Seeded()
        for ags in keys:
            part = seed_kreis(settings, ags, seed, season, lambda what, n: bar.advance(tasks[what], n))
            whole.vacancies += part.vacancies
            whole.leavers += part.leavers
            whole.rejected += part.rejected
    return whole


def write_nation(settings: Settings, vacancies: int, leavers: int, seed: int, season: int = SEASON) -> Seeded:
    """Load a market of this size over all Kreise, in bounded memory, with a progress bar on standard error."""
    importer = account_of(settings, kind="importer", name=national.NAME)
    school = account_of(settings, kind="school", name=national.NAME)
    with _progress() as bar:
        first = bar.add_task("Ausbildungsplatzangebote", total=vacancies)
        second = bar.add_task("Schulabgänger:innen", total=leavers)
        rows = national.national_vacancies(vacancies, seed, season)
        found = national.load_vacancies(settings, importer, rows, lambda n: bar.advance(first, n))
        pupils = national.national_leavers(leavers, seed, season)
        shared = national.load_leavers(settings, school, season, pupils, lambda n: bar.advance(second, n))
    return Seeded(found, shared)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def already_there(settings: Settings, keys: list[str]) -> bool:
    """True when both indices hold at least as much as these Kreise would bring."""
    vacancies, leavers = expected(keys)
    now = count(settings)
    return now.vacancies >= vacancies and now.leavers >= leavers
