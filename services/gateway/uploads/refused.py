"""Refusals of a whole file: one table code → status and sentences."""

_UNDERSTOOD = "CSV, TSV, Text mit Trennzeichen, Excel (.xlsx, .xls), SchILD (.dat) und OneRoster 1.2 (.zip)"

# code: (HTTP status, German, English); {…} are counts and line numbers, never contents.
REFUSALS: dict[str, tuple[int, str, str]] = {
    "file_empty": (422, "Die Datei ist leer.", "The file is empty."),
    "file_no_rows": (
        422,
        "Die Datei hat eine Kopfzeile, aber keine Zeilen darunter.",
        "The file has a header but no rows.",
    ),
    "file_too_large": (
        413,
        "Die Datei ist zu groß: höchstens {limit} MB.",
        "The file is too large: at most {limit} MB.",
    ),
    "too_many_rows": (
        413,
        "Die Datei hat zu viele Zeilen: höchstens {limit}. Bitte teilen.",
        "The file has too many rows: at most {limit}. Please split it.",
    ),
    "too_many_columns": (
        413,
        "Die Datei hat zu viele Spalten: höchstens {limit}.",
        "The file has too many columns: at most {limit}.",
    ),
    "too_many_cells": (
        413,
        "Die Tabelle ist zu groß: höchstens {limit} Zellen. Bitte leere Spalten und Zeilen entfernen.",
        "The sheet is too large: at most {limit} cells. Please remove empty columns and rows.",
    ),
    "file_type_not_supported": (
        415,
        f"Diese Art Datei lesen wir nicht. Wir lesen {_UNDERSTOOD}.",
        "This type of file is not supported. We read CSV, TSV, Excel, SchILD .dat and OneRoster 1.2 zip.",
    ),
    "file_type_mismatch": (
        415,
        "Inhalt und Endung der Datei passen nicht zusammen: Der Inhalt ist {kind}. "
        f"Wir lesen {_UNDERSTOOD}; bitte neu exportieren oder die Endung richtigstellen.",
        "The content does not fit the file's extension: it is {kind_en}.",
    ),
    "file_not_text": (
        415,
        "Die Datei enthält keinen lesbaren Text. Bitte als CSV oder Excel exportieren.",
        "The file is not readable text. Please export CSV or Excel.",
    ),
    "encoding_unknown": (
        422,
        "Die Zeichen der Datei sind nicht lesbar. Bitte als CSV UTF-8 speichern.",
        "The character encoding is not readable. Please save as CSV UTF-8.",
    ),
    "quote_broken": (
        422,
        "Ab Zeile {line} stimmen die Anführungszeichen nicht: Eines wird geöffnet und nicht richtig geschlossen.",
        "From line {line} on the quotes are broken: one is opened and not closed properly.",
    ),
    "cell_too_long": (
        422,
        "Ab Zeile {line} ist eine Zelle länger als erlaubt. Fehlt ein Anführungszeichen?",
        "From line {line} on a cell is longer than allowed. Is a quote missing?",
    ),
    "no_table": (
        422,
        "In der Datei ist keine Tabelle zu erkennen: kein bekannter Spaltenname, kein Trennzeichen.",
        "No table is recognisable in the file: no known column name, no delimiter.",
    ),
    "mapping_needed": (
        422,
        "Die Datei hat keine erkennbare Kopfzeile ({columns} Spalten). "
        "Bitte einmal zuordnen, was in welcher Spalte steht; die Zuordnung wird gespeichert.",
        "The file has no recognisable header ({columns} columns). Please map the columns once.",
    ),
    "mapping_unknown_meaning": (
        422,
        "Die Zuordnung nennt eine Bedeutung, die es nicht gibt.",
        "The mapping names a meaning that does not exist.",
    ),
    "mapping_column_missing": (
        422,
        "Die Zuordnung nennt eine Spalte, die in der Datei fehlt ({columns} Spalten gefunden).",
        "The mapping names a column that the file does not have ({columns} columns found).",
    ),
    "vacancy_columns_missing": (
        422,
        "In der ersten Zeile müssen die Spaltennamen stehen, mindestens: {columns}.",
        "The first row must hold the names of the columns, at least: {columns}.",
    ),
    "row_key_columns_missing": (
        422,
        "Es fehlt eine Spalte mit dem Schülerschlüssel, oder Name und Geburtsdatum, aus denen wir ihn bilden. "
        "Die Namen werden dabei nicht gespeichert.",
        "A column with the row key is missing, or name and birth date to make it from.",
    ),
    "excel_broken": (
        422,
        "Die Excel-Datei lässt sich nicht lesen. Bitte in Excel öffnen und als .xlsx neu speichern.",
        "The workbook cannot be read. Please open it in Excel and save it again as .xlsx.",
    ),
    "excel_protected": (
        422,
        "Die Excel-Datei ist mit einem Kennwort geschützt. Bitte ohne Kennwort speichern.",
        "The workbook is protected by a password. Please save it without.",
    ),
    "archive_broken": (422, "Das ZIP-Archiv ist beschädigt.", "The zip archive is damaged."),
    "archive_protected": (
        422,
        "Das ZIP-Archiv ist mit einem Kennwort geschützt.",
        "The zip archive is protected by a password.",
    ),
    "archive_path_unsafe": (
        422,
        "Das ZIP-Archiv enthält Pfade, die aus dem Archiv hinausführen.",
        "The zip archive contains paths that lead out of it.",
    ),
    "archive_too_large": (
        413,
        "Das ZIP-Archiv wird beim Entpacken zu groß.",
        "The zip archive becomes too large when unpacked.",
    ),
    "oneroster_not_at_root": (
        422,
        "Die Dateien liegen in einem Unterordner; OneRoster verlangt sie auf der obersten Ebene des Archivs.",
        "The files are in a subfolder; OneRoster wants them at the root of the archive.",
    ),
    "oneroster_manifest_missing": (
        422,
        "Im Archiv fehlt manifest.csv; es ist kein OneRoster-Export.",
        "The archive has no manifest.csv; it is not a OneRoster export.",
    ),
    "oneroster_version": (
        422,
        "Das Manifest nennt nicht die Version 1.2 von OneRoster.",
        "The manifest does not name OneRoster version 1.2.",
    ),
    "oneroster_manifest_incomplete": (
        422,
        "Das Manifest muss alle 21 Dateien als absent, bulk oder delta nennen; es fehlen {missing}.",
        "The manifest must name all 21 files as absent, bulk or delta; {missing} are missing.",
    ),
    "oneroster_file_missing": (
        422,
        "Eine Datei, die das Manifest als vorhanden nennt, fehlt im Archiv: {file}.",
        "A file which the manifest declares is not in the archive: {file}.",
    ),
    "oneroster_file_undeclared": (
        422,
        "Eine Datei liegt im Archiv, die das Manifest als fehlend nennt: {file}.",
        "A file which the manifest declares absent is in the archive: {file}.",
    ),
    "oneroster_students_missing": (
        422,
        "Für Schüler:innen braucht es users.csv und roles.csv; das Manifest nennt {file} als fehlend.",
        "Students need users.csv and roles.csv; the manifest declares {file} absent.",
    ),
    "oneroster_header_invalid": (
        422,
        "Der Datei {file} fehlen vorgeschriebene Spalten.",
        "{file} lacks required columns.",
    ),
    "oneroster_not_utf8": (422, "{file} ist nicht in UTF-8.", "{file} is not UTF-8."),
    "oneroster_bulk_status_not_blank": (
        422,
        "In {file}, Zeile {line}, sind status oder dateLastModified gefüllt; bei bulk müssen sie leer sein.",
        "In {file}, line {line}, status or dateLastModified is filled; in bulk files they must be blank.",
    ),
    "oneroster_delta_status_blank": (
        422,
        "In {file}, Zeile {line}, fehlen status oder dateLastModified; bei delta sind sie Pflicht.",
        "In {file}, line {line}, status or dateLastModified is missing; delta files need them.",
    ),
}


class UploadRefused(Exception):
    """A file that is not read at all. `status` is 413, 415 or 422; sentences and facts never repeat contents."""

    def __init__(
        self, status: int, code: str, message_de: str, message_en: str, facts: dict[str, int | str] | None = None
    ) -> None:
        super().__init__(status, code, message_de, message_en, facts)  # all of them, so that it survives pickling
        self.facts = facts or {}
        self.status = status
        self.code = code
        self.message_de = message_de
        self.message_en = message_en

    def __str__(self) -> str:
        return f"{self.code}: {self.message_de}"


def refused(code: str, **facts: int | str) -> UploadRefused:
    """The refusal of this code with its sentences filled in. Facts are counts, lines, fixed file names."""
    status, german, english = REFUSALS[code]
    return UploadRefused(status, code, german.format(**facts), english.format(**facts), facts)
