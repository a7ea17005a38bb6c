"""A school hands over its cohort; the names never leave its computer."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import openpyxl
import pytest
import xlwt
from playwright.sync_api import Page, expect
from signing_in import signed_in

from shared.testing.proxy import Proxy
from shared.testing.stack import Stack

SCHOOL_FILES = Path(__file__).parents[1] / "data" / "school"
ARCHIVE = SCHOOL_FILES.parent / "oneroster" / "valid_bulk_1p2.zip"
FILE = "utf8_bom_semicolon.csv"
NAMES = re.compile(r"Müller|Zoë|Groß|Jürgen|Heide|Aslı|Neil|Šárka|Hauptstraße|\b(?:2010|2008|10a)\b")
"""Whole numbers only: digests are full of digits and letters."""
EXPECTED = [name for name in json.loads((SCHOOL_FILES / "expected.json").read_text()) if name != "_"]
CHOOSE = "Datei aus Ihrer Schulsoftware"


@contextmanager
def overheard(market: Stack) -> Iterator[tuple[str, Proxy]]:
    """The platform's address through a proxy that keeps all a browser sends, files too."""
    proxy = Proxy(urlsplit(market.base_url).port or 80)
    proxy.listens = True
    try:
        yield f"http://127.0.0.1:{proxy.port}", proxy
    finally:
        proxy.close()


def said(proxy: Proxy) -> str:
    return proxy.said.decode("utf-8", "replace") + proxy.said.decode("cp1252", "replace")


def hand_over(page: Page, file: Path) -> None:
    page.get_by_label(CHOOSE).set_input_files(file)
    page.get_by_role("button", name="Prüfen").click()


@pytest.mark.parametrize("commit", [False, True])
def test_school_hands_over_its_cohort_without_names(visit, market, commit):
    expected = json.loads((SCHOOL_FILES / "expected.json").read_text())[FILE]
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", base_url=address)
        hand_over(page, SCHOOL_FILES / FILE)
        result = page.locator("#ergebnis")
        expect(result).to_contain_text(f"{expected['read']} gelesen")
        here = page.locator("#am-platz")
        expect(here.locator("[data-bleibt]")).to_contain_text("Geburtsdatum")
        expect(here.locator("[data-geht]")).to_contain_text("PLZ")
        expect(here).to_contain_text("Zoë Müller")
        expect(result.get_by_role("row", name="PLZ")).to_contain_text("Postleitzahl")
        if commit:
            page.get_by_role("button", name="4 Zeilen übernehmen").click()
            expect(result.get_by_role("status")).to_contain_text("4 Jugendliche bekommen jetzt Vorschläge")
        with page.expect_download() as download:
            page.get_by_role("link", name="Bericht für Excel herunterladen").click()
        assert download.value.path().read_text("utf-8-sig").count("gelesen") == len(expected["accepted"])
        assert "01987" in said(proxy)
        assert NAMES.findall(said(proxy)) == []
    assert not NAMES.search(result.inner_text())


@pytest.mark.parametrize("name", [*EXPECTED, "klasse.xlsx", "klasse.xls"])
def test_the_browser_reads_a_file_as_the_server_does(visit, market, tmp_path, name):
    """The same lines, the same verdicts and the same row keys, whoever reads."""
    makers = {"klasse.xlsx": workbook, "klasse.xls": old_workbook}
    file = makers[name](tmp_path / name) if name in makers else SCHOOL_FILES / name
    school = f"Schule {uuid4().hex[:8]}"
    here = verdicts(committed(signed_in(visit, market, "school", school), file))
    there = verdicts(committed(signed_in(visit, market, "school", school, javascript=False), file))
    assert here == there
    assert all(key for _, key, result, _ in here if result == "gelesen")


def committed(page: Page, file: Path) -> str:
    """The report of a file handed over; without JavaScript it is chosen twice."""
    hand_over(page, file)
    expect(page.locator("#ergebnis .zahlen")).to_be_visible()
    if not page.locator("#am-platz > *").count():
        page.get_by_label(CHOOSE).set_input_files(file)
    page.get_by_role("button", name=re.compile("Zeilen? übernehmen")).click()
    expect(page.get_by_role("heading", name="Übernommen")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Bericht für Excel herunterladen").click()
    return download.value.path().read_text("utf-8-sig")


def verdicts(report: str) -> list[tuple[str, str, str, str]]:
    """Line, row key, result and code; the column's name is another once a file has lost its names."""
    rows = csv.reader(report.splitlines()[1:], delimiter=";")
    return [(line, key, result, code) for line, key, result, _, _, code, *_ in rows]


ROWS: list[list[Any]] = [
    ["Nachname", "Vorname", "Geburtsdatum", "Klasse", "Abschluss", "PLZ"],
    ["Müßig", "Zoë", date(2010, 6, 7), "10a", "MSA", "71634"],
    [],
    ["Groß", "Ülkü", date(2009, 12, 31), "10b", "HSA", 1987],
    ["Yılmaz", "İlayda", "7.6.10", "10b", "HSA", "71640"],
    ["Leer", "Lea", date(2010, 1, 2), "10b", "HSA"],  # nothing in the last column
]


def old_workbook(path: Path) -> Path:
    """The same as Excel wrote it until 2003, with a hidden sheet before it."""
    book = xlwt.Workbook()
    hidden = book.add_sheet("Alt")
    hidden.visibility = 1
    hidden.write(0, 0, "nur für uns")
    sheet = book.add_sheet("Klasse")
    for r, row in enumerate(ROWS):
        for c, cell in enumerate(row):
            style = xlwt.easyxf(num_format_str="DD.MM.YYYY") if isinstance(cell, date) else xlwt.Style.default_style
            sheet.write(r, c, cell, style)
    book.active_sheet = 1
    book.save(str(path))
    return path


def workbook(path: Path) -> Path:
    """An Excel file with real dates, an empty row and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    book.create_sheet("Notizen").append(["nur für uns"])
    book.save(path)
    return path


def test_a_file_without_header_is_explained_at_the_desk(visit, market, tmp_path):
    file = tmp_path / "asv.csv"
    file.write_text("Müller;Zoë;07.06.2010;71634;MSA\nGroß;Jürgen;29.02.2008;71640;HSA\n", encoding="cp1252")
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Mittelschule {uuid4().hex[:8]}", base_url=address)
        page.get_by_label(CHOOSE).set_input_files(file)
        here = page.locator("#am-platz")
        expect(here.get_by_text("Müller · Groß")).to_be_visible()
        page.get_by_label("Spalte 4").select_option("postal_code")
        page.get_by_role("button", name="So lesen").click()
        expect(here.get_by_role("alert")).to_be_visible()
        for column, meaning in enumerate(
            ("last_name", "first_name", "birth_date", "postal_code", "certificate"), start=1
        ):
            page.get_by_label(f"Spalte {column}").select_option(meaning)
        page.get_by_role("button", name="So lesen").click()
        expect(here).to_contain_text("Jürgen Groß")
        page.get_by_role("button", name="Prüfen").click()
        expect(page.locator("#ergebnis")).to_contain_text("2 gelesen")
        expect(page.locator("#ergebnis .zahl-gut")).to_contain_text("2")
        expect(page.locator("#ergebnis .zahl-schlecht")).to_have_count(0)
        assert NAMES.findall(said(proxy)) == []


def test_what_only_the_server_can_read_goes_there_when_the_school_says_so(visit, market, tmp_path):
    file = tmp_path / "alt.xls"
    file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}")
    page.get_by_label(CHOOSE).set_input_files(file)
    expect(page.locator("#am-platz")).to_contain_text("Sonst liest unser Server sie")
    assert page.evaluate("document.getElementById('file').files.length") == 0
    page.get_by_role("button", name="Mit Namen an den Server senden").click()
    assert page.evaluate("document.getElementById('file').files[0].name") == "alt.xls"


OPEN_QUOTE = """Nachname;Vorname;Geburtsdatum;PLZ;Wunsch
Müller;Zoë;07.06.2010;71634;"Koch
Groß;Jürgen;1.1.2010;71634;x
"""
BROKEN = {
    "an open quote": (OPEN_QUOTE, "Zeile 2"),
    "a picture": ("\x01\x02\x03\x04Müller\x05\x06", "können wir nicht lesen"),
    "nothing": ("\n\n", "steht nichts"),
}


@pytest.mark.parametrize(("content", "said_so"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_is_not_sent(visit, market, tmp_path, content, said_so):
    file = tmp_path / "kaputt.csv"
    file.write_text(content, "utf-8")
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", base_url=address)
        hand_over(page, file)
        expect(page.locator("#am-platz").get_by_role("alert")).to_contain_text(said_so)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_role("button", name="Prüfen").click()
        expect(page.locator("#ergebnis").get_by_role("alert")).to_contain_text("wählen Sie die Datei aus")
        assert NAMES.findall(said(proxy)) == []
        page.close()  # before its line is cut


def test_cells_in_the_wrong_column_stay(visit, market, tmp_path):
    file = tmp_path / "verrutscht.csv"
    file.write_text("Kennung;PLZ;Abschluss\nZoë Müller;07.06.2010;MSA\nA1;Müller;HSA\nA2;71634;MSA\n", "utf-8")
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", base_url=address)
        hand_over(page, file)
        expect(page.locator("#ergebnis .zahl-gut")).to_contain_text("1")
        assert NAMES.findall(said(proxy)) == []
        page.context.clear_cookies()  # signed out meanwhile: the door comes, and not nothing
        page.get_by_role("button", name="Prüfen").click()
        expect(page.get_by_label("Ihr Schlüssel")).to_be_visible()
        expect(page.locator("#inhalt")).to_be_focused()


def test_another_file_than_the_checked_one_is_looked_at_first(visit, market):
    page = signed_in(visit, market, "school", f"Gesamtschule {uuid4().hex[:8]}", javascript=False)
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(SCHOOL_FILES / FILE)
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_label("Datei aus Ihrer Schulsoftware").set_input_files(SCHOOL_FILES / "defects_cp1252.csv")
    page.get_by_role("button", name="4 Zeilen übernehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht die Datei, die eben geprüft wurde")
    expect(page.locator("#ergebnis")).to_contain_text("9 gelesen")


def test_school_gives_only_a_number(visit, market):
    page = signed_in(visit, market, "school", f"Förderschule {uuid4().hex[:8]}")
    page.get_by_label("Wie viele?").fill("84")
    page.get_by_role("button", name="Plätze ohne Daten anlegen").click()
    expect(page.get_by_role("status")).to_contain_text("84 Plätze ohne Daten")


def test_letters_get_their_names_at_the_desk_and_open_the_leavers_list(visit, market):
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", base_url=address)
        committed(page, SCHOOL_FILES / FILE)
        page.get_by_role("link", name="Weiter zu den Briefen").click()
        page.get_by_role("button", name="Briefe am Bildschirm").click()
        expect(page.get_by_role("status").first).to_contain_text("4 Briefe sind fertig")
        page.get_by_label(CHOOSE).set_input_files(SCHOOL_FILES / FILE)
        expect(page.get_by_text("4 Briefe haben jetzt einen Namen")).to_be_visible()
        letter = page.locator(".brief", has_text="Hallo Zoë,")
        expect(letter).to_contain_text("Zoë Müller · 10a")
        code = letter.locator("p.code").inner_text()
        assert NAMES.findall(said(proxy)) == []
    leaver = visit(f"/code#{code.lower().replace('-', ' ')}")
    expect(leaver.get_by_label("Code aus dem Brief")).not_to_have_value("")
    assert "#" not in leaver.url
    leaver.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(leaver.get_by_role("heading", name="Meine Plätze")).to_be_visible()
    again = visit("/code", javascript=False)
    again.get_by_label("Code aus dem Brief").fill(code)
    again.get_by_role("button", name="Meine Plätze zeigen").click()
    expect(again.get_by_text("oder er wurde schon benutzt")).to_be_visible()


def test_letters_of_a_file_explained_by_hand_get_their_names_too(visit, market, tmp_path):
    file = tmp_path / "asv.csv"
    file.write_text("Müller;Zoë;07.06.2010;71634;MSA\nGroß;Jürgen;29.02.2008;71640;HSA\n", encoding="cp1252")
    with overheard(market) as (address, proxy):
        page = signed_in(visit, market, "school", f"Mittelschule {uuid4().hex[:8]}", base_url=address)
        page.get_by_label(CHOOSE).set_input_files(file)
        for column, meaning in enumerate(("last_name", "first_name", "birth_date", "postal_code", "certificate"), 1):
            page.get_by_label(f"Spalte {column}").select_option(meaning)
        page.get_by_role("button", name="So lesen").click()
        page.get_by_role("button", name="Prüfen").click()
        page.get_by_role("button", name="2 Zeilen übernehmen").click()
        page.get_by_role("link", name="Weiter zu den Briefen").click()
        page.get_by_role("button", name="Briefe am Bildschirm").click()
        page.get_by_label(CHOOSE).set_input_files(file)
        expect(page.get_by_label("Spalte 3")).to_have_value("birth_date")  # what was said before
        page.get_by_role("button", name="So lesen").click()
        expect(page.get_by_text("2 Briefe haben jetzt einen Namen")).to_be_visible()
        expect(page.locator(".brief", has_text="Hallo Jürgen,")).to_have_count(1)
        assert NAMES.findall(said(proxy)) == []


@pytest.mark.parametrize("kind", ["xls", "zip"])
def test_letters_of_an_old_workbook_and_of_an_archive_get_their_names(visit, market, tmp_path, kind):
    """What went to the server by decision, as a OneRoster archive does, still finds its names at the desk.

    Also where the line is slow: the file is chosen before the page's script is there.
    """
    file = old_workbook(tmp_path / "klasse.xls") if kind == "xls" else ARCHIVE
    page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", service_workers="block")
    late = []
    page.route("**/letters-page.js*", lambda route: late.append(route))
    page.get_by_label(CHOOSE).set_input_files(file)
    if kind == "zip":
        page.get_by_role("button", name="Mit Namen an den Server senden").click()
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_role("button", name=re.compile("Zeilen? übernehmen")).click()
    page.get_by_role("link", name="Weiter zu den Briefen").click()
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    page.get_by_label(CHOOSE).set_input_files(file)
    expect(page.locator(".brief").first).to_be_visible()
    late[0].continue_()
    expect(page.locator(".brief", has_text="Hallo Zoë,")).to_have_count(1)


def test_many_letters_come_in_parts(visit, market):
    page = signed_in(visit, market, "school", f"Gesamtschule {uuid4().hex[:8]}")
    page.get_by_label("Wie viele?").fill("201")
    page.get_by_role("button", name="Plätze ohne Daten anlegen").click()
    page.goto("/schule/briefe")
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    expect(page.get_by_role("status").first).to_contain_text("201 Briefe sind fertig")
    expect(page.locator(".brief")).to_have_count(201)
    page.get_by_role("button", name="Briefe als PDF").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Teil 2").click()
    assert download.value.suggested_filename.endswith("-teil-2.pdf")


def test_letters_come_as_pdf_without_names(visit, market):
    page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}", javascript=False)
    page.get_by_label("Wie viele?").fill("3")
    page.get_by_role("button", name="Plätze ohne Daten anlegen").click()
    page.goto("/schule/briefe")
    with page.expect_download() as download:
        page.get_by_role("button", name="Briefe als PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_school_without_leavers_is_told_what_to_do(visit, market):
    page = signed_in(visit, market, "school", f"Realschule {uuid4().hex[:8]}")
    page.goto("/schule/briefe")
    page.get_by_role("button", name="Briefe am Bildschirm").click()
    expect(page.get_by_role("heading", name="Für dieses Jahr ist noch niemand da.")).to_be_visible()


def test_without_javascript_the_server_asks_what_is_in_which_column(visit, market, tmp_path):
    file = tmp_path / "ohne-kopfzeile.csv"
    file.write_text("A1;HSA;56130\nA2;MSA;56112\n", "utf-8")
    page = signed_in(visit, market, "school", f"Schule {uuid4().hex[:8]}", javascript=False)
    hand_over(page, file)
    for position, meaning in enumerate(("row_key", "certificate", "postal_code"), start=1):
        page.get_by_label(f"Spalte {position}").select_option(meaning)
    page.get_by_label(CHOOSE).set_input_files(file)
    page.get_by_role("button", name="Mit dieser Zuordnung prüfen").click()
    expect(page.locator("#ergebnis")).to_contain_text("2 gelesen")
