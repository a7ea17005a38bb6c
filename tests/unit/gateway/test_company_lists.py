"""A company's list becomes vacancies; what an occupation fills in and what a copy keeps."""

from datetime import UTC, date, datetime

import pytest
from test_pages import record

from services.gateway.pages.company.prefill import completed, copied, description, filled_in, next_start
from services.gateway.uploads import UploadRefused
from services.gateway.uploads.vacancies import COLUMNS, MOST, read_vacancies, template
from services.vacancies.lint import is_neutral
from shared.contracts.vacancy import VacancyInput
from shared.reference.occupations import occupations


def rows(text: str, name: str = "liste.csv"):
    return [row for _, row in read_vacancies(text.encode(), name).rows]


def test_the_template_is_understood_by_ourselves():
    listed = read_vacancies(template().encode(), "plaetze.csv")
    (line, row) = listed.rows[0]
    assert (line, listed.unread) == (2, ())
    vacancy = VacancyInput.model_validate(completed(row))
    assert vacancy.pay_per_month == (978, 1153, 1319) and vacancy.location.postal_code == "56130"
    assert len(template().splitlines()[0].split(";")) == len(COLUMNS)


@pytest.mark.parametrize(
    ("typed", "read"), [("1.8.2027", "2027-08-01"), ("2027-08-01", "2027-08-01"), ("bald", "bald")]
)
def test_dates_as_people_write_them(typed, read):
    assert rows(f"Beruf;Beginn;PLZ\nKoch;{typed};1987\n")[0]["start_date"] == read


def test_postal_codes_keep_their_zero_and_money_its_thousands():
    (row,) = rows("Ausbildungsberuf,Start,Postleitzahl,Gehalt 1,Gehalt 2\nKoch,2027-08-01,1987.0,1.050 €,1100.0\n")
    assert row["location"]["postal_code"] == "01987"
    assert row["pay_per_month"] == ["1050", "1100"]


def test_what_is_missing_is_said_for_the_file():
    for text in ("Beruf;PLZ\nKoch;56130\n", "Unsinn\n1\n"):
        with pytest.raises(UploadRefused, match="vacancy_columns_missing"):
            rows(text)
    with pytest.raises(UploadRefused, match="too_many_rows"):
        rows("Beruf;Beginn;PLZ\n" + "Koch;2027-08-01;56130\n" * (MOST + 1))
    with pytest.raises(UploadRefused, match="file_empty"):
        rows("")


def test_a_row_without_a_title_gets_one_for_everyone():
    assert completed(rows("Beruf;Beginn;PLZ\nKoch;2027-08-01;56130\n")[0])["title"] == "Ausbildung Koch (m/w/d)"


@pytest.mark.parametrize("id_", sorted(occupations())[::7])
def test_suggestions_fill_only_what_is_empty(id_):
    found = occupations()[id_]
    form = filled_in({"occupation": "x", "title": "Meine Überschrift"}, found)
    assert form["title"] == "Meine Überschrift" and form["occupation.id"] == id_
    assert form["duration_months"] == str(found.duration_months)
    assert is_neutral(filled_in({}, found)["title"]) and len(description(found)) < 1500


def test_a_copy_starts_later_and_is_nobody_elses():
    old = record(start_date=date(2024, 2, 29), apply_by=date(2024, 1, 1))
    form = copied(old)
    assert date.fromisoformat(form["start_date"]) >= datetime.now(UTC).date()
    assert form["key"] and "apply_by" not in form and "revision" not in form
    assert next_start() > datetime.now(UTC).date()
