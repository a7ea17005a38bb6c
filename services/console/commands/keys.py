"""API keys."""

from typing import Annotated, get_args
from uuid import UUID

import typer
from pydantic import ValidationError

from services.console.api import create_key
from services.console.settings import read_settings
from shared.contracts.problems import field_errors
from shared.contracts.vocabulary import KeyKind

app = typer.Typer(help="Schlüssel für Betriebe, Schulen, Importe und Schulabgänger:innen.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `create` a subcommand."""


@app.command()
def create(
    kind: Annotated[str, typer.Option(help="company | school | importer | leaver")],
    name: Annotated[str, typer.Option(help="Name des Betriebs, der Schule …")],
    subject: Annotated[UUID | None, typer.Option(help="bei leaver: Kennung der Person")] = None,
) -> None:
    """Legt einen Schlüssel an und gibt ihn allein auf der Standardausgabe aus; er ist nur jetzt zu sehen."""
    kinds = get_args(KeyKind)
    if kind not in kinds:
        raise typer.BadParameter(f"Erlaubt sind: {', '.join(kinds)}.", param_hint="--kind")
    try:
        print(create_key(read_settings(), kind=kind, name=name, subject=subject))  # type: ignore[arg-type]
    except ValidationError as error:
        message = field_errors(error)[0].message
        raise typer.BadParameter(message, param_hint="--name") from error
