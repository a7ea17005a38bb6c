"""What is past its time: counted, or deleted now instead of within the hour."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.console.settings import ROOT, RUNNING, Settings, read_settings
from shared.contracts.calls import (
    RetainAccounts,
    RetainCandidates,
    Retained,
    RetainMatching,
    RetainSearch,
    RetainVacancies,
)
from shared.runtime.calls import Caller


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur zählen, nichts löschen")] = False,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="als wäre es dieser Tag; zählt nur")] = None,
) -> None:
    """Löscht, was seine Frist hinter sich hat (das geschieht auch stündlich von selbst), und sagt, was es war."""
    day, settings = on.date() if on else None, read_settings()
    table = Table("Teil", "Frist", "würde gelöscht" if dry_run or day else "gelöscht")
    for name, done in _done(settings, dry_run or day is not None, day).items():
        for rule, count in done.rules.items():
            table.add_row(name, rule, str(count))
    if RUNNING.parent.joinpath("logs").is_dir():
        table.add_row("logs", "Logs nach 30 Tagen", _old_logs(RUNNING.parent / "logs", dry_run or day is not None, day))
    Console().print(table)


def _old_logs(folder: Path, dry_run: bool, day: date | None) -> str:
    """How many files of a native installation's logs; with containers the engine keeps them."""
    words = [str(ROOT / "deploy" / "native" / "old_logs.py"), str(folder)]
    words += ["--dry-run"] if dry_run else []
    words += ["--on", day.isoformat()] if day else []
    done = subprocess.run([sys.executable, *words], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    return done.stdout.strip()


def _done(settings: Settings, dry_run: bool, day: date | None) -> dict[str, Retained]:
    asked = {"dry_run": dry_run, "on": day}
    done = {}
    with Caller(settings.accounts_url) as accounts:
        done["accounts"] = accounts.call("retain_accounts", RetainAccounts.model_validate(asked), Retained)
    with Caller(settings.candidates_url) as candidates:
        done["candidates"] = candidates.call("retain_candidates", RetainCandidates.model_validate(asked), Retained)
    with Caller(settings.vacancies_url) as vacancies:
        done["vacancies"] = vacancies.call("retain_vacancies", RetainVacancies.model_validate(asked), Retained)
    with Caller(settings.search_url) as search:
        done["search"] = search.call("retain_search", RetainSearch.model_validate(asked), Retained)
    with Caller(settings.matching_url) as matching:
        done["matching"] = matching.call("retain_matching", RetainMatching.model_validate(asked), Retained)
    return done
