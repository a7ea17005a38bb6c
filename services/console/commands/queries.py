"""What was asked, and the way from a frequent question in vain to a name that search knows."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.console.settings import read_settings
from shared.contracts.calls import AcceptAliases, AcceptedAlias, AliasesAccepted, AskedQueries, ListAsked
from shared.contracts.search import OccupationCandidates, OccupationQuery
from shared.contracts.vocabulary import formula_safe
from shared.runtime.calls import Caller

Days = Annotated[int, typer.Option(min=1, max=90, help="so viele Tage zurück")]
Least = Annotated[int, typer.Option(min=1, help="mindestens so oft gefragt")]
COLUMNS = ("text", "times", "occupation", "name", "confidence", "accept")
YES = {"ja", "j", "x", "1", "yes", "y"}
PART = 500

app = typer.Typer(help="Was gesucht wurde, ohne die Menschen dahinter.")


@app.callback(invoke_without_command=True)
def queries(
    ctx: typer.Context,
    zero: Annotated[bool, typer.Option("--zero", help="nur Suchen ohne Treffer")] = False,
    days: Days = 30,
    least: Least = 3,
) -> None:
    """Zeigt, was gesucht wurde: Text, wie oft, an wie vielen Tagen."""
    if ctx.invoked_subcommand:
        return
    table = Table("Text", "Suchen", "Tage")
    for item in _asked(zero, days, least).items:
        table.add_row(item.text, str(item.times), str(item.days))
    Console().print(table)


@app.command()
def propose(days: Days = 30, least: Least = 3) -> None:
    """Schreibt zu häufigen Suchen ohne Treffer mögliche Berufe als CSV; ein Mensch setzt „ja“ in „accept“."""
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    with Caller(read_settings().search_url) as search:
        for item in _asked(True, days, least).items:
            found = search.call("occupations", OccupationQuery(q=item.text), OccupationCandidates).items
            text = formula_safe(item.text)  # anybody has typed it
            for one in found:
                writer.writerow((text, item.times, one.id, one.name, one.confidence, ""))
            if not found:
                writer.writerow((text, item.times, "", "", "", ""))


@app.command()
def accept(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """Übernimmt die Zeilen mit „ja“ als Namen ihrer Berufe; die Suche kennt sie danach."""
    meant: dict[str, list[str]] = defaultdict(list)
    for text, occupation in _accepted(file):
        meant[text].append(occupation)
    aliases = [AcceptedAlias(name=text, occupations=tuple(ids)) for text, ids in meant.items()]
    with Caller(read_settings().search_url) as search:
        for start in range(0, len(aliases), PART):
            command = AcceptAliases(aliases=tuple(aliases[start : start + PART]))
            search.call("accept_aliases", command, AliasesAccepted)
    print(f"{len(aliases)} Namen übernommen.")


def _asked(zero: bool, days: int, least: int) -> AskedQueries:
    with Caller(read_settings().search_url) as search:
        return search.call("list_asked", ListAsked(zero=zero, days=days, least=least), AskedQueries)


def _accepted(file: Path) -> Iterator[tuple[str, str]]:
    """Text and occupation of each accepted row; an editor's spreadsheet may have made it semicolons."""
    content = file.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in content.partition("\n")[0] else ","
    reader = csv.DictReader(content.splitlines(), delimiter=delimiter)
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise typer.BadParameter(f"{file}: erwartet werden die Spalten {', '.join(COLUMNS)}.")
    for row in reader:
        if (row["accept"] or "").strip().casefold() in YES and row["occupation"]:
            text = row["text"].strip()
            plain = text.removeprefix("'")
            yield plain if formula_safe(plain) == text else text, row["occupation"].strip()
