"""An invented region with real proportions."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.console.counts import count
from services.console.seeding.push import Seeded, expected, seed_kreis
from services.console.settings import Settings, read_settings
from shared.reference.kreise import REGIONS, kreise

SEASON = 2027


def seed(
    region: Annotated[str | None, typer.Option(help=f"eine Region: {', '.join(REGIONS)}")] = None,
    kreis: Annotated[list[str] | None, typer.Option(help="Schlüssel (AGS) eines Kreises, mehrfach möglich")] = None,
    seed: Annotated[int, typer.Option(help="gleiche Zahl, gleiche Region")] = 1,
    season: Annotated[int, typer.Option(help="Jahr des Schulabgangs")] = SEASON,
) -> None:
    """Schreibt eine erfundene Region mit echten Größenverhältnissen. Wiederholen verdoppelt nichts."""
    keys = _keys(region, kreis)
    result = write(read_settings(), keys, seed, season)
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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
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


def already_there(settings: Settings, keys: list[str]) -> bool:
    """True when both indices hold at least as much as these Kreise would bring."""
    vacancies, leavers = expected(keys)
    now = count(settings)
    return now.vacancies >= vacancies and now.leavers >= leavers
