"""People who sign in by mail."""

from typing import Annotated, get_args

import typer
from pydantic import ValidationError

from services.console.settings import read_settings
from shared.contracts.calls import AddPerson, PersonAdded
from shared.contracts.calls.accounts import StaffRole
from shared.contracts.problems import field_errors
from shared.runtime.calls import Caller

app = typer.Typer(help="Menschen, die sich per Mail anmelden.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `add` a subcommand."""


@app.command()
def add(
    role: Annotated[str, typer.Option(help=" | ".join(get_args(StaffRole)))],
    mail: Annotated[str, typer.Option(help="Mailadresse; sie gehört zu genau einem Konto")],
    name: Annotated[str, typer.Option(help="Name des Betriebs, der Schule, des Bündnisses …")],
    kreis: Annotated[
        list[str] | None, typer.Option(help="AGS eines Kreises, fünf Ziffern; mehrmals möglich. Bei Schulen der eigene")
    ] = None,
) -> None:
    """Lässt jemanden sich unter /anmelden per Link anmelden; das Konto wird angelegt, wenn es fehlt."""
    try:
        command = AddPerson(role=role, mail=mail, name=name, regions=tuple(kreis or ()))
    except ValidationError as error:
        found = field_errors(error)[0]
        raise typer.BadParameter(found.message, param_hint=f"--{found.field.split('.')[0]}") from error
    with Caller(read_settings().accounts_url) as accounts:
        accounts.call("add_person", command, PersonAdded)
    print(f"{mail} kann sich jetzt unter {read_settings().heimvorteil_url}/anmelden anmelden.")
