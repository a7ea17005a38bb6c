"""From a question in vain to a name that search knows; what the table holds of it."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from search_events import Rows, published, vacancy
from typer.testing import CliRunner

from services.console.main import app
from shared.contracts.events import CloudEvent
from shared.contracts.search import SearchResult
from shared.testing.processes import ServiceProcess, eventually
from shared.testing.servers import Servers

Search = Callable[..., SearchResult]


@pytest.fixture
def console(service: ServiceProcess, servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command of the console; its standard output."""
    monkeypatch.setenv("SEARCH_URL", service.url)
    monkeypatch.setenv("DATABASE_URL", servers.database_url)
    monkeypatch.setenv("AMQP_URL", servers.amqp_url)
    monkeypatch.setenv("ELASTICSEARCH_URL", servers.elasticsearch_url)

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_a_frequent_question_in_vain_becomes_a_name(
    search: Search, tell: Callable[[CloudEvent], None], console: Callable[..., str], rows: Rows, tmp_path: Path
) -> None:
    tell(published(vacancy(title="Bäcker/in")))
    for _ in range(3):
        assert search(q="Semmelschmied").total == 0
    rows("INSERT INTO asked VALUES (current_date, '=1+1', NULL, NULL, 'nothing', 3) RETURNING 1")
    assert search(q="Bäcker").total == 1
    eventually(lambda: rows("SELECT 1 FROM asked WHERE text = 'semmelschmied' AND times = 3 AND outcome = 'nothing'"))
    shown = console("queries", "--zero")
    assert "semmelschmied" in shown
    assert "baecker" not in shown
    found = list(csv.DictReader(io.StringIO(console("queries", "propose"))))
    row, proposed = found[0], {line["text"] for line in found}
    assert {"semmelschmied", "'=1+1"} <= proposed, "anybody may have typed a formula"
    file = tmp_path / "geprüft.csv"
    columns = ",".join(row)
    file.write_text(
        f"{columns}\nsemmelschmied,3,baecker,Bäcker/-in,0.4,ja\nsemmelschmied,3,koch,Koch,0.3,\n'=1+1,3,koch,Koch,0,x"
    )
    assert "2 Namen" in console("queries", "accept", str(file))
    assert search(q="Semmelschmied").total == 1
    assert rows("SELECT name FROM aliases WHERE name LIKE '%%1+1'") == [{"name": "=1+1"}], "as it was typed"
    acts = rows("SELECT role, action, count FROM audit.acts WHERE kind = 'aliases'")
    assert acts == [{"role": "operator", "action": "accepted", "count": 2}]


def test_a_person_leaves_nothing_behind(search: Search, rows: Rows) -> None:
    for text in ("anna@example.org", "0171 2345678", "Hauptstraße 5", "Sternengucker"):
        search(q=text, lat=48.8941, lon=9.1855)
    (kept,) = eventually(lambda: rows("SELECT * FROM asked WHERE text = 'sternengucker'"))
    assert (float(kept["latitude"]), float(kept["longitude"])) == (48.9, 9.2)
    assert set(kept) == {"day", "text", "latitude", "longitude", "outcome", "times"}
    assert rows("SELECT text FROM asked WHERE text ~ '[0-9@]|anna|hauptstr'") == []


def test_what_is_old_is_forgotten_and_what_is_rare_sooner(rows: Rows) -> None:
    today = date.today()
    for text, times, days in (("alt", 9, 91), ("haeufig", 9, 80), ("selten", 2, 15), ("neu", 1, 1)):
        day = today - timedelta(days=days)
        rows("INSERT INTO asked VALUES (%s, %s, NULL, NULL, 'nothing', %s) RETURNING 1", day, text, times)
    eventually(lambda: {row["text"] for row in rows("SELECT text FROM asked")} == {"haeufig", "neu"})
