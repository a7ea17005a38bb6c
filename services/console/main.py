"""`heimvorteil`: the operator's command line. Each command lives in a module of commands/."""

from typing import Any

import httpx
import psycopg
import typer
from typer.core import TyperGroup

from services.console.commands import demo, docs, doctor, erase, imports, init, keys, occupations, seed, trace


class _Console(TyperGroup):
    """Says of a server that is away what to do, whichever command met it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            typer.Exit: 1, a server does not answer.
        """
        try:
            return super().invoke(ctx)
        except (psycopg.OperationalError, httpx.TransportError, ConnectionError) as error:
            typer.echo(
                f"Ein Server antwortet nicht ({error}). Läuft alles? `make up`, dann `heimvorteil doctor`", err=True
            )
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=_Console,
    help="Heimvorteil von der Kommandozeile. Jeder Befehl kennt --help.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)
app.command("init")(init.init)
app.command("demo")(demo.demo)
app.command("seed")(seed.seed)
app.command("import-vacancies")(imports.import_vacancies)
app.command("import-cohort")(imports.import_cohort)
app.command("trace")(trace.trace)
app.command("doctor")(doctor.doctor)
app.command("erase")(erase.erase)
app.command("docs")(docs.docs)
app.add_typer(keys.app, name="keys")
app.add_typer(occupations.app, name="occupations")

if __name__ == "__main__":
    app()
