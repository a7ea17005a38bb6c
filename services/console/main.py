"""`heimvorteil`: the operator's command line. Each command lives in a module of commands/."""

from typing import Any

import httpx
import typer
from typer.core import TyperGroup

from services.console.commands import (
    audit,
    dead,
    demo,
    docs,
    doctor,
    erase,
    imports,
    init,
    keys,
    kreis_report,
    match,
    occupations,
    people,
    queries,
    reindex,
    resync,
    retention,
    seed,
    trace,
    verify,
)
from shared.contracts.problems import Problem
from shared.runtime.errors import is_passing


class _Console(TyperGroup):
    """Says in a sentence what was refused or which server is away, whichever command met it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            typer.Exit: 1, it was told why.
        """
        try:
            return super().invoke(ctx)
        except Problem as problem:
            typer.echo(problem.body.detail, err=True)
            raise typer.Exit(1) from problem
        except Exception as error:
            if not isinstance(error, httpx.TransportError) and not is_passing(error):
                raise
            typer.echo(f"Ein Server antwortet nicht ({error!r}). Läuft alles? `heimvorteil doctor`", err=True)
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
app.command("verify")(verify.verify)
app.command("reindex")(reindex.reindex)
app.command("resync")(resync.resync)
app.command("doctor")(doctor.doctor)
app.command("retention")(retention.retention)
app.command("erase")(erase.erase)
app.command("audit")(audit.audit)
app.command("match", context_settings=match.PASSED_ON)(match.match)
app.command("eval", context_settings=match.PASSED_ON)(match.evaluate)
app.command("kreis-report")(kreis_report.kreis_report)
app.command("docs")(docs.docs)
app.add_typer(dead.app, name="dead")
app.add_typer(keys.app, name="keys")
app.add_typer(occupations.app, name="occupations")
app.add_typer(people.app, name="people")
app.add_typer(queries.app, name="queries")

if __name__ == "__main__":
    app()
