"""Wording (T3.h)."""

import pytest

from services.vacancies.findings import Findings
from services.vacancies.lint import is_neutral, wording


@pytest.mark.parametrize(
    "title",
    [
        "Ausbildung Zimmerer (m/w/d)", "Ausbildung Koch w|m|d", "Bäcker (gn)", "Elektroniker (d/m/w)",
        "Tischler (m/w/x)", "Maler (m, w, d)", "Anlagenmechaniker/-in SHK", "Bäcker:in", "Bäcker*in", "Bäcker_in",
        "BäckerIn", "Bäcker(in)", "Zimmerer/Zimmerin", "Zimmerin oder Zimmerer", "Köchin / Koch",
        "Pflegefachfrau/-mann", "Kauffrau oder Kaufmann im Einzelhandel", "Fachkraft für Lagerlogistik",
        "Azubi im Verkauf", "Auszubildende gesucht", "Kaufleute für Büromanagement", "Pflegeassistenz",
        "Altenpflegehilfe",
    ],
)  # fmt: skip
def test_neutral_titles(title: str) -> None:
    assert is_neutral(title)


@pytest.mark.parametrize(
    "title",
    ["Ausbildung Zimmerer", "Kaufmann im Einzelhandel", "Köchin gesucht", "Bäcker in Berlin", "Maurer (männlich)",
     "Arzthelferin", "Bürokauffrau"],
)  # fmt: skip
def test_titles_for_one_sex(title: str) -> None:
    assert not is_neutral(title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sie sind 16 bis 20 Jahre alt", ["age_limit"]),
        ("zwischen 16 und 20 Jahren", ["age_limit"]),
        ("höchstens 25 Jahre", ["age_limit"]),
        ("nicht älter als 30 Jahre", ["age_limit"]),
        ("Wir sind ein junges Team", ["age_limit"]),
        ("deutscher Muttersprachler", ["native_speaker"]),
        ("Deutsch als <em>Mutter</em>sprache", []),
        ("Deutsch als Muttersprache, 16-18 Jahre", ["age_limit", "native_speaker"]),
        ("mindestens 18 Jahre wegen Nachtschicht", []),
        ("seit 25 Jahren am Ort, Ausbildung 3 Jahre", []),
        ("gute Deutschkenntnisse", []),
    ],
)
def test_age_and_mother_tongue(text: str, expected: list[str]) -> None:
    found = Findings()
    wording("Koch (m/w/d)", f"<p>{text}</p>", found)
    assert [warning.code for warning in found.warnings] == expected
    assert all(warning.field == "description_html" for warning in found.warnings)


def test_the_title_is_read_too() -> None:
    found = Findings()
    wording("Kellner bis 20 Jahre", "", found)
    assert [(w.field, w.code) for w in found.warnings] == [("title", "title_not_neutral"), ("title", "age_limit")]
