"""Occupations for texts, a line each."""

import json
import sys
from typing import Annotated

import typer

from services.console.api import Api
from services.console.settings import read_settings

app = typer.Typer(help="Berufe.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `resolve` a subcommand."""


@app.command()
def resolve(limit: Annotated[int, typer.Option(min=1, max=20)] = 5) -> None:
    """Liest je Zeile einen Text und schreibt je Zeile {"q","items":[…]} (JSON)."""
    api = Api(read_settings())
    for line in sys.stdin:
        q = line.rstrip("\r\n")
        found = api.send("GET", "/api/v1/occupations", params={"q": q, "limit": limit})
        print(json.dumps({"q": q, "items": found["items"]}, ensure_ascii=False), flush=True)
