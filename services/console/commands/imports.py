"""Files by hand: vacancies and cohorts."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from services.console.api import Api, create_key
from services.console.settings import read_settings

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Key = Annotated[str | None, typer.Option(envvar="HEIMVORTEIL_KEY", help="Schlüssel; sonst wird einer angelegt")]
BULK = 2000


def import_vacancies(file: File, key: Key = None) -> None:
    """Liest Ausbildungsplätze aus einer JSON-Datei (Liste oder {"items": […]}) und meldet jede Zeile."""
    settings = read_settings()
    items = _items(file)
    api = Api(settings, key or create_key(settings, kind="importer", name="Import von Hand"))
    refused = 0
    for start in range(0, len(items), BULK):
        result = api.send("POST", "/api/v1/vacancies/bulk", json={"items": items[start : start + BULK]})
        for item in result["items"]:
            refused += item["status"] >= 400
            for error in item["errors"]:
                typer.echo(f"Nr. {start + item['index'] + 1}, {error['field']}: {error['message']}", err=True)
    print(f"{len(items)} gelesen, {len(items) - refused} angenommen, {refused} abgelehnt.")
    raise typer.Exit(1 if refused else 0)


def _items(file: Path) -> list[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{file} ist kein gültiges JSON ({error}).") from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise typer.BadParameter(f'{file}: erwartet wird eine Liste oder {{"items": […]}}.')
    return items


def import_cohort(
    file: File,
    season: Annotated[str, typer.Option(help="Jahr des Schulabgangs, z. B. 2027")] = "2027",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur prüfen, nichts schreiben")] = False,
    key: Key = None,
) -> None:
    """Liest einen Abgangsjahrgang aus einer Datei der Schulverwaltung und meldet jede Zeile mit einem Mangel."""
    settings = read_settings()
    api = Api(settings, key or create_key(settings, kind="school", name="Schule (Import von Hand)"))
    report = api.send(
        "POST",
        "/api/v1/cohorts",
        params={"commit": str(not dry_run).lower()},
        data={"season": season},
        files={"file": (file.name, file.read_bytes())},
    )
    for item in report["items"]:
        for problem in (*item["errors"], *item["warnings"]):
            print(f"Zeile {item['line']}, {problem['column']}: {problem['message']}")
    counts = "{read} gelesen = {accepted} angenommen + {rejected} abgelehnt + {duplicate} doppelt"
    print(counts.format(**report) + (" (nur geprüft)" if dry_run else ""))
    if report["dropped_columns"]:
        print("Nicht übernommene Spalten: " + ", ".join(report["dropped_columns"]))
