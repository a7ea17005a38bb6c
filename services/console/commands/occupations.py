"""Occupations for texts, a line each."""

import io
import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from services.console.api import Api
from services.console.settings import read_settings

LONGEST = 5_000  # characters sent: an address takes 65,536 bytes, and a character becomes up to 12 of them

app = typer.Typer(help="Berufe.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `resolve` a subcommand."""


@app.command()
def resolve(limit: Annotated[int, typer.Option(min=1, max=20)] = 5) -> None:
    """Liest je Zeile einen Text und schreibt je Zeile {"q","items":[…]} (JSON)."""
    api = Api(read_settings())
    for line in _lines():
        found = api.send("GET", "/api/v1/occupations", params={"q": line[:LONGEST], "limit": limit})
        print(json.dumps({"q": line, "items": found["items"]}, ensure_ascii=False), flush=True)


def _lines() -> Iterator[str]:
    """Lines of standard input, whatever its bytes are; an unreadable one becomes �."""
    for line in io.TextIOWrapper(sys.stdin.buffer, "utf-8", errors="replace", newline="\n"):
        yield line.rstrip("\r\n")
