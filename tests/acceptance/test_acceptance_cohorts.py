"""Cohorts from outside: every sample gives exactly its expected verdicts, whether checked or committed."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from outside import DATA, assert_problem, codes, push_file

COHORTS = "/api/v1/cohorts"
SCHOOL = json.loads((DATA / "school" / "expected.json").read_text(encoding="utf-8"))
ONEROSTER = json.loads((DATA / "oneroster" / "expected.json").read_text(encoding="utf-8"))
SAMPLES = sorted(name for name in SCHOOL if name != "_")
LEAVERS: list[dict[str, Any]] = [
    {"row_key": "A1", "certificate": "mittlerer", "home": {"postal_code": "71634"}},
    {"row_key": "A2", "certificate": None, "home": {"postal_code": "716"}},
]


def test_every_sample_is_expected() -> None:
    for folder, expected in (("school", SCHOOL), ("oneroster", ONEROSTER)):
        names = {path.name for path in (DATA / folder).iterdir()} - {"expected.json"}
        assert names == set(expected) - {"_"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gives_exactly_its_verdicts(school: httpx.Client, name: str) -> None:
    for commit in (False, True):
        answer = push_file(school, DATA / "school" / name, commit=commit)
        assert answer.status_code == 200, answer.text
        _assert_expected(answer.json(), SCHOOL[name])
        kept = school.get(f"/api/v1/imports/{answer.json()['import_id']}")
        assert kept.json()["items"] == answer.json()["items"]


def _assert_expected(report: dict[str, Any], expected: dict[str, Any]) -> None:
    assert report["read"] == expected["read"]
    assert report["read"] == report["accepted"] + report["rejected"] + report["duplicate"]
    assert [item["line"] for item in report["items"] if item["status"] == "accepted"] == expected["accepted"]
    for status in ("rejected", "duplicate"):
        assert _codes(report, status, "errors") == {line: [code] for line, code in expected[status].items()}
    told = _codes(report, "accepted", "warnings")
    assert all(code in told[line] for line, code in expected.get("warnings", {}).items())
    assert expected.get("dropped_columns", report["dropped_columns"]) == report["dropped_columns"]
    sentences = [one for item in report["items"] for one in (*item["errors"], *item["warnings"])]
    assert all(one["message"].endswith((".", "?", "!")) for one in sentences)


def _codes(report: dict[str, Any], status: str, what: str) -> dict[str, list[str]]:
    found = [item for item in report["items"] if item["status"] == status]
    return {str(item["line"]): [one["code"] for one in item[what]] for item in found}


@pytest.mark.parametrize("commit", [False, True])
@pytest.mark.parametrize("name", sorted(ONEROSTER))
def test_an_archive_gives_its_verdict_for_its_reason(school: httpx.Client, name: str, commit: bool) -> None:
    answer = push_file(school, DATA / "oneroster" / name, commit=commit)
    expected = ONEROSTER[name]
    if expected["status"] != 200:
        assert_problem(answer, expected["status"], expected["code"])
        return
    assert answer.status_code == 200, answer.text
    assert answer.json()["read"] == answer.json()["accepted"] > 0
    assert _codes(answer.json(), "rejected", "errors") == expected["rejected"]


def test_a_check_writes_nothing(school: httpx.Client) -> None:
    path = DATA / "school" / "utf8_comma_quoted.csv"
    checked = push_file(school, path, commit=False).json()
    assert [item["leaver_id"] for item in checked["items"]] == [None] * 4
    committed = push_file(school, path, commit=True).json()
    assert len({item["leaver_id"] for item in committed["items"]} - {None}) == 4


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_pushed_again_changes_nothing(school: httpx.Client, name: str) -> None:
    reports = [push_file(school, DATA / "school" / name, commit=True).json() for _ in range(3)]
    assert _leavers(reports[0]) == _leavers(reports[1]) == _leavers(reports[2])
    assert len({report["accepted"] for report in reports}) == 1


def test_the_same_file_at_the_same_time_is_one_cohort(school: httpx.Client) -> None:
    path = DATA / "school" / "defects_cp1252.csv"
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: push_file(school, path, commit=True), range(3)))
    assert [answer.status_code for answer in answers] == [200] * 3
    for answer in answers:
        _assert_expected(answer.json(), SCHOOL[path.name])
    assert len({frozenset(_leavers(answer.json())) for answer in answers}) == 1


def test_a_push_sent_again_with_its_key_is_one_report(school: httpx.Client) -> None:
    sent = {"params": {"commit": True}, "headers": {"Idempotency-Key": uuid4().hex}}
    leavers, count = {"season": "2027", "leavers": LEAVERS}, {"season": "2027", "count": 3}
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: school.post(COHORTS, json=leavers, **sent), range(3)))
    assert [answer.json() for answer in answers] == [answers[0].json()] * 3
    assert answers[0].json()["accepted"] == 2
    assert_problem(school.post(COHORTS, json=count, **sent), 409, "idempotency_key_reused")


def test_a_twin_of_a_refused_row_is_judged_on_its_own(school: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "klasse.csv"
    path.write_text("Key;PLZ;Abschluss\nA1;00000;MSA\nA1;71634;MSA\nA1;71634;MSA\n", encoding="utf-8")
    report = push_file(school, path, commit=True).json()
    assert [item["status"] for item in report["items"]] == ["rejected", "accepted", "duplicate"]
    assert (report["read"], report["accepted"], report["rejected"], report["duplicate"]) == (3, 1, 1, 1)


def test_the_encodings_of_a_file_are_one_cohort(school: httpx.Client) -> None:
    bom, comma = (
        push_file(school, DATA / "school" / name, commit=True).json()
        for name in ("utf8_bom_semicolon.csv", "utf8_comma_quoted.csv")
    )
    assert _leavers(bom) == _leavers(comma)


def test_two_schools_share_no_leaver(schools: Callable[[], httpx.Client]) -> None:
    path = DATA / "school" / "utf8_comma_quoted.csv"
    one, other = (push_file(schools(), path, commit=True).json() for _ in range(2))
    assert _leavers(one).isdisjoint(_leavers(other))
    assert {item["row_key"] for item in one["items"]}.isdisjoint(item["row_key"] for item in other["items"])


def _leavers(report: dict[str, Any]) -> set[str]:
    return {item["leaver_id"] for item in report["items"] if item["leaver_id"]}


def test_leavers_come_as_json_too(school: httpx.Client) -> None:
    answer = school.post(COHORTS, params={"commit": True}, json={"season": "2027", "leavers": LEAVERS})
    assert answer.json()["accepted"] == 2
    assert "postal_code_incomplete" in _codes(answer.json(), "accepted", "warnings")["2"]


def test_a_foreign_field_refuses_its_row_only(school: httpx.Client) -> None:
    named = {**LEAVERS[1], "name": "Erika Quastenbeck"}
    answer = school.post(COHORTS, params={"commit": True}, json={"season": "2027", "leavers": [LEAVERS[0], named]})
    assert Counter(item["status"] for item in answer.json()["items"]) == {"accepted": 1, "rejected": 1}
    assert "Quastenbeck" not in answer.text


def test_a_number_is_enough(school: httpx.Client) -> None:
    count = {"season": "2027", "count": 84}
    answer = school.post(COHORTS, params={"commit": True, "profile": "count"}, json=count)
    assert (answer.json()["read"], answer.json()["accepted"]) == (84, 84)
    assert len({item["leaver_id"] for item in answer.json()["items"]}) == 84


@pytest.mark.parametrize("count", [0, -1, 2001, "84 Stück", None, 1.5])
def test_a_wrong_number_is_refused(school: httpx.Client, count: Any) -> None:
    body = {"season": "2027", "count": count}
    assert_problem(school.post(COHORTS, params={"profile": "count"}, json=body), 422, "fields_invalid")


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("zip_bomb_50MB.zip", 413, "archive_too_large"),
        ("zip_slip.zip", 422, "archive_path_unsafe"),
        ("xxe.xml", 415, "file_type_not_supported"),
    ],
)
def test_hostile_files_are_refused(school: httpx.Client, name: str, status: int, code: str) -> None:
    for commit in (False, True):
        assert_problem(push_file(school, DATA / "hostile" / name, commit=commit), status, code)


def test_a_list_of_addresses_is_no_cohort(school: httpx.Client) -> None:
    answer = push_file(school, DATA / "hostile" / "ssrf_urls.txt", commit=True)
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("liste.csv", b"", 422, "file_empty"),
        ("liste.csv", b"\x7fELF" + bytes(range(256)) * 20, 415, None),
        ("liste.csv", b"PK\x03\x04" + b"x" * 200, 415, "file_type_mismatch"),
        ("liste.zip", b"PK\x03\x04" + b"x" * 200, 422, "archive_broken"),
        ("liste.csv", b"Nachname;Vorname\nA;B\n", 422, "row_key_columns_missing"),
        ("liste.csv", b"x" * (13 * 1024 * 1024), 413, "body_too_large"),
    ],
)
def test_files_of_no_use_are_refused(
    school: httpx.Client, tmp_path: Path, name: str, content: bytes, status: int, code: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert_problem(push_file(school, path, commit=True), status, code)


def test_a_form_without_its_parts_is_refused(school: httpx.Client) -> None:
    path = DATA / "school" / "utf8_comma_quoted.csv"
    files = {"file": (path.name, path.read_bytes())}
    assert codes(assert_problem(school.post(COHORTS, files=files), 422)) == {"missing"}
    assert codes(assert_problem(school.post(COHORTS, data={"season": "27"}, files=files), 422)) >= {
        "string_pattern_mismatch"
    }
    other = {"datei": (path.name, path.read_bytes())}
    assert_problem(school.post(COHORTS, data={"season": "2027"}, files=other), 422, "fields_invalid")
    broken = {"season": "2027", "mapping": "{"}
    assert codes(assert_problem(school.post(COHORTS, data=broken, files=files), 422)) == {"json_invalid"}


def test_a_large_or_foreign_body_is_refused(school: httpx.Client) -> None:
    large = b'{"season": "2027", "leavers": [' + b" " * (13 * 1024 * 1024) + b"]}"
    json_type = {"Content-Type": "application/json"}
    assert_problem(school.post(COHORTS, content=large, headers=json_type), 413, "body_too_large")
    for kind in ("text/csv", "application/xml", "application/zip", ""):
        answer = school.post(COHORTS, content=b"a;b", headers={"Content-Type": kind})
        assert_problem(answer, 415, "content_type_unsupported")


def test_reports_belong_to_their_school(schools: Callable[[], httpx.Client], company: httpx.Client) -> None:
    one, other = schools(), schools()
    id_ = one.post(COHORTS, json={"season": "2027", "leavers": LEAVERS}).json()["import_id"]
    assert one.get(f"/api/v1/imports/{id_}").json()["read"] == 2
    assert_problem(other.get(f"/api/v1/imports/{id_}"), 404)
    assert_problem(company.get(f"/api/v1/imports/{id_}"), 403, "key_kind_not_allowed")
    table = one.get(f"/api/v1/imports/{id_}/report.csv")
    assert (table.status_code, len(table.content.decode("utf-8-sig").splitlines())) == (200, 4)
