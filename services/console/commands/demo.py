"""The story, played on the running system."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.console.api import create_key
from services.console.settings import Settings, read_settings
from services.console.story.play import Result, play

MEASURED_POSTS = 200  # enough for a 95th percentile
TOLD_POSTS = 40  # enough for a story within a minute


def demo(
    json_only: Annotated[bool, typer.Option("--json", help="nur ein JSON-Objekt ausgeben")] = False,
    posts: Annotated[int | None, typer.Option(min=1, help="einzelne Angebote; sonst 40, mit --json 200")] = None,
) -> None:
    """Spielt die Geschichte: Betriebe melden Plätze, eine Schule ihren Jahrgang, Jugendliche bekommen Vorschläge."""
    settings = read_settings()
    screen = Console(stderr=json_only)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen) as bar:
        count = posts or (MEASURED_POSTS if json_only else TOLD_POSTS)
        result = play(settings, count, lambda line: screen.print(line, highlight=False), _stepper(bar))
    if json_only:
        print(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        _report(screen, result)
        _doors(screen, settings)
    raise typer.Exit(1 if result.lost else 0)


def _stepper(bar: Progress) -> Callable[[str, int], Callable[[], None]]:
    def step(title: str, total: int) -> Callable[[], None]:
        task = bar.add_task(title, total=total)
        return lambda: bar.advance(task)

    return step


def _report(screen: Console, result: Result) -> None:
    table = Table("", "Zahl", title="Was geschehen ist", title_justify="left", show_header=False)
    table.add_row("Ausbildungsplatzangebote gemeldet", f"{result.vacancies_posted:,}".replace(",", "."))
    table.add_row("… davon in der Suche", f"{result.vacancies_searchable:,}".replace(",", "."))
    table.add_row("Schulabgänger:innen gemeldet", f"{result.leavers_pushed:,}".replace(",", "."))
    table.add_row("… davon im Profilindex", f"{result.leavers_indexed:,}".replace(",", "."))
    table.add_row("Vorschläge gezeigt", f"{result.matches:,}".replace(",", "."))
    table.add_row("… in wenig bekannten Berufen", f"{result.lesser_known_share:.0%}")
    for title, times in (("suchbar", result.post_to_searchable_ms), ("vorgeschlagen", result.post_to_match_ms)):
        table.add_row(f"Vom Absenden bis {title} (Median / 95 %)", f"{times.get('p50')} / {times.get('p95')} ms")
    table.add_row("Verloren", str(result.lost))
    screen.print(table)
    _example(screen, result.example)


def _example(screen: Console, example: dict[str, Any]) -> None:
    screen.print(f"\nEin Beispiel: Wunsch „{example['wish']}“, wohnt in {example['postal_code']}", highlight=False)
    for match in example["matches"]:
        vacancy = match["vacancy"]
        star = "★" if match["lesser_known"] else " "
        place = f"{vacancy['location']['city']}, {vacancy['distance_km']} km"
        screen.print(f" {star} {vacancy['occupation']['name']} – {place}", highlight=False, markup=False)
        for reason in match["reasons"]:
            screen.print(f"      {reason['text_de']}", style="dim", highlight=False, markup=False)
    screen.print(" ★ = kennen nur wenige", style="dim")


def _doors(screen: Console, settings: Settings) -> None:
    company = create_key(settings, kind="company", name="Dachdeckerei Probe (erfunden)")
    school = create_key(settings, kind="school", name="Realschule Probe (erfunden)")
    url = settings.heimvorteil_url
    screen.print("\nZum Ausprobieren (alles läuft weiter; beenden mit `make down`):", highlight=False)
    for name, address, key in (
        ("Suchen", f"{url}/", ""),
        ("Was passt zu mir?", f"{url}/passt", ""),
        ("Betrieb", f"{url}/betrieb", company),
        ("Schule", f"{url}/schule", school),
        ("API", f"{url}/api/docs", ""),
    ):
        screen.print(f"  {name:<18} {address:<34} {'Schlüssel ' + key if key else ''}", highlight=False, soft_wrap=True)
