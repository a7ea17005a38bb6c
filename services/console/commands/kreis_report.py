"""A Kreis on one page, as PDF."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.console.commands.seed import SEASON
from services.console.kreis import onepage
from services.console.kreis.simulating import EngineFailed, simulate
from shared.reference.kreise import kreise

STEPS = 5


def kreis_report(
    kreis: Annotated[str, typer.Option(help="Schlüssel (AGS) des Kreises, zum Beispiel 12061")],
    out: Annotated[Path, typer.Option(help="wohin mit dem PDF")],
    seed: Annotated[int, typer.Option(help="gleiche Zahl, gleiche Ergebnisse")] = 1,
    season: Annotated[int, typer.Option(min=2020, max=2099, help="Jahr des Schulabgangs")] = SEASON,
    as_json: Annotated[bool, typer.Option("--json", help="die Zahlen auf der Standardausgabe")] = False,
    keep: Annotated[Path | None, typer.Option(help="Ordner, in dem die Dateien der Rechnung bleiben")] = None,
) -> None:
    """Eine Seite über einen Kreis: so viele Plätze sieht heute niemand, mit Heimvorteil so viele (Simulation).

    Braucht keine Server. Alle Personen und Betriebe sind erfunden, die Größenverhältnisse echt.
    """
    if kreis not in kreise():
        raise typer.BadParameter(
            f"Diesen Kreis kennt die Tabelle nicht: {kreis} (fünf Ziffern, AGS).", param_hint="--kreis"
        )
    told = _Steps()
    try:
        with _folder(keep) as folder:
            figures = simulate(kreis, season=season, seed=seed, folder=folder, progress=told)
        told("PDF setzen")
        onepage.write(figures, out, datetime.now(UTC).date())
    except (OSError, EngineFailed) as error:
        typer.echo(f"Das hat nicht geklappt: {error or 'die Rechnung brach ab'}.", err=True)
        raise typer.Exit(1) from error
    print(json.dumps(asdict(figures), ensure_ascii=False) if as_json else f"{out}: {figures.name}")


class _Steps:
    """Says which step begins, a line each on standard error: `1/5 Kreis erfinden`."""

    def __init__(self) -> None:
        self._done = 0

    def __call__(self, what: str) -> None:
        self._done += 1
        sys.stderr.write(f"{self._done}/{STEPS} {what}\n")
        sys.stderr.flush()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="heimvorteil-kreis-") as name:
        yield Path(name)
