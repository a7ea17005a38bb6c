"""Messages that could not be handled: which, why, and back to work with them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.console.audit import noted
from services.console.dead import letters
from services.console.dead.letters import Letter
from services.console.settings import read_settings
from shared.messaging.topology import Subscription

LONGEST_RAW = 2_000  # characters shown of a body that is no JSON

app = typer.Typer(help="Unzustellbare Nachrichten: zeigen und noch einmal zustellen.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="JSON ausgeben")]


@dataclass
class Summary:
    """The dead letters of one queue in short."""

    queue: str
    count: int = 0
    oldest: str | None = None
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, letter: Letter) -> None:
        """Count a letter."""
        self.count += 1
        self.reasons[letter.reason] += 1
        self.oldest = min(filter(None, (self.oldest, letter.died_at)), default=None)


@app.command("list")
def list_(json_only: Json = False) -> None:
    """Zeigt je Warteschlange, wie viele unzustellbar sind, seit wann und warum."""
    amqp_url = read_settings().amqp_url
    found = [summary for row in letters.rows(None) if (summary := _summary(amqp_url, row)).count]
    if json_only:
        print(json.dumps([vars(summary) for summary in found], ensure_ascii=False))
        return
    table = Table("Warteschlange", "Zahl", "älteste", "Gründe")
    for summary in found:
        reasons = "\n".join(f"{count} × {_harmless(reason)}" for reason, count in summary.reasons.most_common())
        table.add_row(summary.queue, str(summary.count), summary.oldest or "–", reasons)
    if found:
        Console(width=max(140, Console().width), markup=False, highlight=False).print(table)
    print(f"{sum(summary.count for summary in found)} unzustellbare Nachrichten.")


def _summary(amqp_url: str, row: Subscription) -> Summary:
    summary = Summary(row.dead)
    with letters.opened(amqp_url, row) as box:
        for letter in box:
            summary.add(letter)
    return summary


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="Name einer Warteschlange oder Kennung eines Ereignisses")],
    json_only: Json = False,
) -> None:
    """Zeigt unzustellbare Nachrichten mit Grund und Inhalt, ohne sie zu entfernen."""
    amqp_url, count = read_settings().amqp_url, 0
    queues = letters.rows(what)
    for letter in _looked_at(amqp_url, queues or letters.rows(None)):
        if queues or what in (letter.id, letter.message_id):
            count += 1
            print(json.dumps(_told(letter)) if json_only else _text(letter))
    if not count:
        typer.echo(f"Unter den unzustellbaren Nachrichten gibt es nichts zu {what}.", err=True)
        raise typer.Exit(1)


def _looked_at(amqp_url: str, rows: list[Subscription]) -> Iterator[Letter]:
    for row in rows:
        with letters.opened(amqp_url, row) as box:
            yield from box


def _told(letter: Letter) -> dict[str, Any]:
    return {
        "queue": letter.row.dead,
        "id": letter.id,
        "type": letter.event.get("type"),
        "subject": letter.event.get("subject"),
        "reason": letter.reason,
        "died_at": letter.died_at,
        "attempts": letter.attempts,
        "x_death": json.loads(json.dumps(letter.headers.get("x-death"), default=str)),
        "body": _raw(letter) if letter.content is None else letter.content,
    }


def _raw(letter: Letter) -> str:
    return letter.body.decode("utf-8", "backslashreplace")[:LONGEST_RAW]


def _text(letter: Letter) -> str:
    told = _told(letter)
    body = told.pop("body")
    lines = [f"{name + ':':<10}{value}" for name, value in told.items() if value is not None]
    shown = body if letter.content is None else json.dumps(body, indent=2, ensure_ascii=False)
    return _harmless("\n".join([*lines, shown, ""]))


def _harmless(text: str) -> str:
    """For a terminal: what cannot be printed is written out."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)


@app.command()
def redrive(
    queue: Annotated[str | None, typer.Option(help="nur die einer Warteschlange")] = None,
    event: Annotated[str | None, typer.Option(help="nur die mit dieser Kennung")] = None,
    everything: Annotated[bool, typer.Option("--all", help="alle")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur zählen")] = False,
) -> None:
    """Stellt unzustellbare Nachrichten noch einmal zu, jede in ihre eine Warteschlange."""
    if not (queue or event or everything):
        raise typer.BadParameter("Bitte --queue, --event oder --all angeben.")
    rows, amqp_url = letters.rows(queue), read_settings().amqp_url
    if not rows:
        raise typer.BadParameter(f"Diese Warteschlange gibt es nicht: {queue}. Namen zeigt `heimvorteil dead list`.")

    def chosen(letter: Letter) -> bool:
        return event in (None, letter.id, letter.message_id)

    if dry_run:
        print(f"{sum(map(chosen, _looked_at(amqp_url, rows)))} Nachrichten würden noch einmal zugestellt.")
        return
    with noted("index.maintain", "redriven", "queue", queue or "all"):
        count = _sent(amqp_url, rows, chosen)
    print(f"{count} Nachrichten noch einmal zugestellt.")
    raise typer.Exit(1 if event and not count else 0)


def _sent(amqp_url: str, rows: list[Subscription], chosen: Any) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    count = 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        for row in rows:
            with letters.opened(amqp_url, row) as box:
                total = len(box)
            if total:
                task = bar.add_task(row.queue, total=total)
                count += letters.redrive(amqp_url, row, chosen, lambda _letter, task=task: bar.advance(task))  # type: ignore[misc]  # mypy cannot infer a default
    return count
