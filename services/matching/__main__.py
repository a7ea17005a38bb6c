"""`python -m services.matching`: work that needs processes of its own. `heimvorteil match` and `eval` start it."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from services.matching.crew import Crew
from services.matching.evaluation import plots, report, trials
from services.matching.evaluation.trials import PRESETS
from services.matching.files import FileMarket, read_market, write_lists
from services.matching.graph import graph_of
from services.matching.rounds import command as rounds
from services.matching.rounds.ready import ready
from services.matching.rulebook import Rulebook, rulebook
from services.matching.solvers import SOLVERS
from services.matching.tables import FileWrong
from services.matching.warm import warm


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 2 when it cannot, told why."""
    parser = argparse.ArgumentParser(prog="heimvorteil", description=__doc__)
    commands = parser.add_subparsers(required=True)
    what = "einen Markt aus Dateien zuordnen, ohne Server"
    _match_options(commands.add_parser("match", help=what, allow_abbrev=False))  # `heimvorteil match` reads them, too
    _eval_options(commands.add_parser("eval", help="an erfundenen Märkten messen, wie gut die Listen sind"))
    prepare = commands.add_parser("prepare", help="übersetzen, was Dienst und Runden brauchen")
    prepare.set_defaults(run=_prepare)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except FileWrong as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _prepare(_arguments: argparse.Namespace) -> int:
    warm(rulebook())
    ready(rulebook())
    return 0


def _match_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--leavers", type=Path, help="CSV der Schulabgänger:innen")
    parser.add_argument("--vacancies", type=Path, help="CSV der Ausbildungsplatzangebote")
    parser.add_argument("--out", type=Path, help="CSV der Listen")
    parser.add_argument("--solver", choices=sorted(SOLVERS), default="band", help="Verfahren (sonst band)")
    parser.add_argument("--top", type=int, default=10, help="Plätze je Liste")
    parser.add_argument("--seed", type=int, default=1, help="gleiche Zahl, gleiche Listen")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    rounds.options(parser)
    parser.set_defaults(run=_match)


def _match(arguments: argparse.Namespace) -> int:
    if arguments.round or arguments.resume or arguments.replay is not None:
        return rounds.run(arguments)
    if not (arguments.leavers and arguments.vacancies and arguments.out):
        raise FileWrong("Es fehlen --leavers, --vacancies und --out; oder --round.")
    if arguments.top < 1 or arguments.threads < 1:
        raise FileWrong("--top und --threads müssen mindestens 1 sein.")
    market = read_market(arguments.leavers, arguments.vacancies)
    book = _seeded(market, arguments.seed)
    crew = Crew(arguments.threads)
    graph = graph_of(market.leavers, market.vacancies, book, crew)
    lists = SOLVERS[arguments.solver](graph, book, arguments.top, crew, None)
    without = write_lists(arguments.out, market, graph, lists)
    sys.stderr.write(f"{len(market.leaver_ids)} Schulabgänger:innen, {len(market.vacancy_ids)} Angebote.\n")
    if without:
        sys.stderr.write(f"{without} ohne Liste: kein Platz für Abschluss und Jahr in ihrem Umkreis.\n")
    return 0


def _seeded(market: FileMarket, seed: int) -> Rulebook:
    rules = market.book.rules
    return replace(
        market.book, rules=rules.model_copy(update={"choice": rules.choice.model_copy(update={"seed": seed})})
    )


def _eval_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", choices=sorted(PRESETS), default="small", help="welche Märkte (sonst small)")
    parser.add_argument("--json", action="store_true", help="alles als JSON statt einer Tabelle")
    parser.add_argument("--plots", type=Path, help="Ordner für Bilder (SVG)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="Prozesse")
    parser.set_defaults(run=_eval)


def _eval(arguments: argparse.Namespace) -> int:
    began = time.monotonic()
    found = trials.run(PRESETS[arguments.preset], arguments.workers)
    checks = report.checks(found)
    if arguments.plots:
        _plot(arguments.plots, found)
    if arguments.json:
        whole = {"preset": arguments.preset, "rules_version": rulebook().rules.rules_version, "checks": checks,
                 "markets": found, "seconds": round(time.monotonic() - began, 1)}  # fmt: skip
        sys.stdout.write(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(report.table(found) + "\n")
    for check in checks:
        if not check["ok"]:
            sys.stderr.write(f"nicht erreicht: {check}\n")
    return 0 if all(check["ok"] for check in checks) else 1


def _plot(folder: Path, found: Sequence[trials.Found]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, weights in dict.fromkeys((f["kind"], f["weights"]) for f in found):
        group = [f for f in found if (f["kind"], f["weights"]) == (kind, weights)]
        text = plots.frontier(group, f"Markt {kind}, Gewichte {weights}")
        (folder / f"matching-{kind}-{weights}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
