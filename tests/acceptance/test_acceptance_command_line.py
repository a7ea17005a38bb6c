"""`heimvorteil …` as an operator types it, end to end."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from outside import DATA, SOON, assert_problem, client, heimvorteil, matches, profile, push, searchable, unique, vacancy

from shared.testing.processes import eventually
from shared.testing.stack import Stack


def test_a_key_stands_alone_on_standard_output(stack: Stack) -> None:
    done = heimvorteil(stack, "keys", "create", "--kind", "company", "--name", unique("Schreinerei"))
    assert done.returncode == 0, done.stderr
    key = done.stdout.removesuffix("\n")
    assert key.isprintable()
    assert " " not in key
    with httpx.Client(base_url=stack.base_url, headers={"Authorization": f"Bearer {key}"}, trust_env=False) as company:
        assert company.post("/api/v1/vacancies", json=vacancy(status="draft")).status_code == 201


@pytest.mark.parametrize("words", [["--kind", "boss", "--name", "Schreinerei"], ["--kind", "company", "--name", "x"]])
def test_a_wrong_key_says_what_to_do(stack: Stack, words: list[str]) -> None:
    done = heimvorteil(stack, "keys", "create", *words)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_the_path_of_a_vacancy_is_told(stack: Stack, company: httpx.Client, anyone: httpx.Client) -> None:
    title = unique("Ausbildung Zimmerer")
    id_ = company.post("/api/v1/vacancies", json=vacancy(title=title)).json()["id"]
    searchable(anyone, [id_], q=title)
    heard = ("search.vacancies hat es verarbeitet (inbox)", "matching.vacancies hat es verarbeitet (inbox)")
    told = eventually(lambda: _traced(stack, id_, heard), SOON)
    steps = ["vacancies sagt vacancy.published", "verteilt", heard[0], "search sagt vacancy.indexed", heard[1], "Index"]
    places = [told.index(step) for step in steps]
    assert places == sorted(places), told
    assert f"{stack.variables['HV_INDEX_PREFIX']}-vacancies" in told
    assert "noch nicht" not in told


def _traced(stack: Stack, id_: str, wanted: tuple[str, ...]) -> str:
    done = heimvorteil(stack, "trace", id_)
    assert done.returncode == 0, done.stderr
    return done.stdout if all(words in done.stdout for words in wanted) else ""


def test_what_never_happened_has_no_path(stack: Stack) -> None:
    for id_ in ("00000000-0000-0000-0000-000000000000", "%", "'; --"):
        done = heimvorteil(stack, "trace", id_)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "kein Ereignis" in done.stdout


def test_occupations_are_resolved_line_by_line(stack: Stack) -> None:
    lines = [
        "Zimmerer",
        "Kfz-Mechatronikerin",
        "",
        "qqqqq wwww",
        '"; DROP',
        "Bäckerin\u202e",
        "🪵" * 10_000,
        "a\rb\x00",
    ]
    done = heimvorteil(stack, "occupations", "resolve", "--limit", "3", said="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["q"] for answer in answers] == lines
    assert answers[0]["items"][0]["id"] == "zimmerer"
    assert answers[1]["items"][0]["id"] == "kraftfahrzeugmechatroniker"
    assert answers[2]["items"] == answers[3]["items"] == []
    for answer in answers:
        assert len(answer["items"]) <= 3
        assert all({"id", "kldb2010", "name", "confidence", "why"} <= item.keys() for item in answer["items"])


def test_a_cohort_is_checked_and_imported(stack: Stack) -> None:
    path = str(DATA / "school" / "defects_cp1252.csv")
    key = ("--key", stack.key("school", unique("Schule")))
    checked = heimvorteil(stack, "import-cohort", path, "--dry-run", *key)
    assert checked.returncode == 0, checked.stderr
    assert "9 gelesen = 5 angenommen + 3 abgelehnt + 1 doppelt (nur geprüft)" in checked.stdout
    assert "Zeile 4" in checked.stdout
    assert "Nachname, Vorname, Geburtsdatum, Klasse" in checked.stdout
    imported = heimvorteil(stack, "import-cohort", path, *key)
    assert "9 gelesen = 5 angenommen + 3 abgelehnt + 1 doppelt\n" in imported.stdout
    refused = heimvorteil(stack, "import-cohort", str(DATA / "hostile" / "zip_slip.zip"), *key)
    assert (refused.returncode, "archive_path_unsafe" in refused.stderr) == (1, True)


def test_vacancies_are_imported_from_a_file(stack: Stack, anyone: httpx.Client, tmp_path: Path) -> None:
    title = unique("Ausbildung Zimmerer")
    good = [vacancy(external_id=f"V-{n}", title=title, employer={"name": "Holzbau"}) for n in range(3)]
    path = tmp_path / "plaetze.json"
    path.write_text(json.dumps({"items": [*good, vacancy(title="x", employer={"name": "Holzbau"})]}), encoding="utf-8")
    key = ("--key", stack.key("importer", unique("Börse")))
    done = heimvorteil(stack, "import-vacancies", str(path), *key)
    assert done.returncode == 1
    assert "4 gelesen, 3 angenommen, 1 abgelehnt." in done.stdout
    assert "Nr. 4, items.3.title:" in done.stderr
    path.write_text(json.dumps(good), encoding="utf-8")
    assert heimvorteil(stack, "import-vacancies", str(path), *key).returncode == 0
    eventually(lambda: _titles(anyone, title) == 3, SOON)


def _titles(anyone: httpx.Client, title: str) -> int:
    hits = anyone.get("/api/v1/search", params={"q": title, "size": 50}).json()["hits"]
    return sum(hit["title"] == title for hit in hits)


@pytest.mark.parametrize("content", ["", "{", "7", '{"items": 7}', "[" * 10_000])
def test_a_file_of_no_use_is_refused(stack: Stack, tmp_path: Path, content: str) -> None:
    path = tmp_path / "plaetze.json"
    path.write_text(content, encoding="utf-8")
    done = heimvorteil(stack, "import-vacancies", str(path))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_everything_well(stack: Stack) -> None:
    done = heimvorteil(stack, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    done = heimvorteil(_away(stack), "doctor")
    assert done.returncode == 1
    assert "make up" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["trace", "7"],
        ["import-cohort", str(DATA / "school" / "utf8_comma_quoted.csv")],
        ["occupations", "resolve"],
        ["keys", "create", "--kind", "company", "--name", "Holzbau"],
        ["erase", "--subject", "00000000-0000-0000-0000-000000000000"],
    ],
)
def test_a_server_that_is_away_is_told(stack: Stack, words: list[str]) -> None:
    done = heimvorteil(_away(stack), *words, said="Zimmerer\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "antwortet" in done.stderr
    assert "Traceback" not in done.stderr


def _away(stack: Stack) -> Stack:
    """The same variables, but nobody answers at any address."""
    urls = [name for name in stack.variables if name.endswith("_URL")]
    gone = {name: str(httpx.URL(stack.variables[name]).copy_with(host="127.0.0.1", port=9)) for name in urls}
    return replace(stack, variables={**stack.variables, **gone})


def test_an_erased_leaver_is_gone(stack: Stack, market: object, school: httpx.Client) -> None:
    id_ = push(school, [{"row_key": "A1", **profile()}])["items"][0]["leaver_id"]
    with client(stack, "leaver", "Leaver", subject=id_) as leaver:
        address = f"/api/v1/candidates/{id_}/matches"
        eventually(lambda: matches(leaver.get(address)), SOON)
        assert _documents(stack, id_) == 1
        done = heimvorteil(stack, "erase", "--subject", id_)
        assert (done.returncode, done.stdout) == (0, "gelöscht\n"), done.stderr
        eventually(lambda: _documents(stack, id_) == 0, SOON)
        eventually(lambda: leaver.get(address).status_code != 200, SOON)
        assert leaver.get(address).status_code in (401, 404, 410)
    again = heimvorteil(stack, "erase", "--subject", id_)
    assert (again.returncode, again.stdout) == (0, "dazu war nichts (mehr) gespeichert\n")


def _documents(stack: Stack, id_: str) -> int:
    url = f"{stack.variables['ELASTICSEARCH_URL']}/{stack.variables['HV_INDEX_PREFIX']}-candidates/_count"
    answer = httpx.post(url, json={"query": {"ids": {"values": [id_]}}}, trust_env=False, timeout=60)
    return int(answer.raise_for_status().json()["count"])


def test_a_school_may_push_an_erased_leaver_again(stack: Stack, school: httpx.Client) -> None:
    leaver = {"row_key": "A1", **profile()}
    first = push(school, [leaver])["items"][0]["leaver_id"]
    assert heimvorteil(stack, "erase", "--subject", first).returncode == 0
    again = push(school, [leaver])
    assert again["read"] == again["accepted"] + again["rejected"] + again["duplicate"] == 1
    assert again["items"][0]["leaver_id"] != first
    assert_problem(school.get(f"/api/v1/candidates/{first}/matches"), 403)
