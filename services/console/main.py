"""`heimvorteil`: the operator's command line. Each command lives in a module of commands/."""

import typer

from services.console.commands import demo, docs, doctor, erase, imports, init, keys, occupations, seed, trace

app = typer.Typer(
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
