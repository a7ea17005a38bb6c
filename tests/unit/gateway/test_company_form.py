"""Between the company's form and a vacancy."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.gateway.pages.company.form import euros, form_of, input_of, to_html, to_text, vacancy_of
from services.gateway.pages.forms import by_field
from services.gateway.pages.leaver.fitting import profile_of
from services.gateway.pages.school.uploading import letters_of, mapping_of
from shared.contracts.problems import FieldError
from shared.contracts.vacancy import Contact, Employer, OccupationLabel, Place, VacancyInput, VacancyRecord

RECORD = VacancyRecord(
    id=uuid4(),
    revision=2,
    status="draft",
    external_id="V-1",
    title="Ausbildung Koch/Köchin",
    occupation=OccupationLabel(id="koch", kldb2010="29302", name="Koch/Köchin"),
    employer=Employer(id=uuid4(), name="Krone"),
    description_html="<p>Wir kochen.</p><ul><li>früh</li><li>spät &amp; gern</li></ul><p>Komm.</p>",
    training_kind="dual",
    places=2,
    start_date=date(2027, 8, 1),
    start_flexible=True,
    pay_per_month=(1000, 1100),
    location=Place(postal_code="56130", city="Bad Ems", latitude=50.3, longitude=7.7, kreis_ags="07141", land="07"),
    contact=Contact(phone="02603 1"),
    synthetic=True,
    changed_at=datetime(2026, 11, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1.050,00 €", "1050"), ("1050", "1050"), ("978,-", "978"), ("1 050 Euro", "1050"), ("", ""), ("viel", "viel"),
     ("850,50", "850,50"), ("8.5", "8.5")],
)  # fmt: skip
def test_euros(typed, meant):
    assert euros(typed) == meant


def test_a_stored_vacancy_survives_the_form():
    sent = VacancyInput.model_validate(vacancy_of(form_of(RECORD)))
    same = ("title", "training_kind", "places", "start_date", "start_flexible", "pay_per_month", "contact")
    assert {name: getattr(sent, name) for name in same} == {name: getattr(RECORD, name) for name in same}
    assert sent.occupation.id == "koch"
    assert sent.description_html == RECORD.description_html


def test_another_name_forgets_the_chosen_occupation():
    form = form_of(RECORD) | {"occupation": "Bäcker/in"}
    assert vacancy_of(form)["occupation"] == {"title": "Bäcker/in"}


def test_publishing_changes_nothing_else():
    sent = input_of(RECORD, status="published")
    assert (sent.status, sent.external_id, sent.synthetic, sent.description_html) == (
        "published", "V-1", True, RECORD.description_html,
    )  # fmt: skip


def test_a_gap_in_the_pay_is_not_closed_silently():
    assert vacancy_of({"pay_per_month.0": "900", "pay_per_month.2": "1.100"})["pay_per_month"] == ["900", "", "1100"]


def test_text_becomes_paragraphs_and_lists_and_back():
    text = "Hallo <du>\nzweite Zeile\n\n- eins\n- zwei"
    assert to_html(text) == "<p>Hallo &lt;du&gt;<br>zweite Zeile</p><ul><li>eins</li><li>zwei</li></ul>"
    assert to_text(to_html(text)) == text


def test_errors_belong_to_their_fields_and_speak_to_people():
    errors = (
        FieldError(field="occupation.title", code="x", message="Kein Beruf."),
        FieldError(field="location.postal_code", code="string_pattern_mismatch", message="Form."),
        FieldError(field="pay_per_month.1", code="int_parsing", message="Zahl."),
    )
    assert by_field(errors, ("occupation", "pay_per_month.1", "location.postal_code")) == {
        "occupation": "Kein Beruf.",
        "location.postal_code": "Bitte fünf Ziffern, zum Beispiel 56130.",
        "pay_per_month.1": "Bitte nur ganze Euro, zum Beispiel 850.",
    }


def test_unanswered_interests_count_as_the_middle():
    profile = profile_of({"R": "7", "I": "99", "wishes.1": "Koch", "radius_km": "25"})
    assert profile["interests"] == {"R": 7.0, "I": 4.0, "A": 4.0, "S": 4.0, "E": 4.0, "C": 4.0}
    assert profile["wishes"] == [{"title": "Koch"}]
    assert "interests" not in profile_of({})


def test_umlauts_are_counted_never_quoted():
    assert letters_of("Müller;Groß".encode("cp1252"), "cp1252").umlauts == 2
    assert letters_of("MÃ¼ller".encode(), "utf-8").broken == 1
    assert letters_of(b"PK", "").umlauts == 0


def test_the_mapping_goes_by_position():
    assert mapping_of({"mapping.1": "row_key", "mapping.2": "", "season": "2027"}) == {"1": "row_key"}
    assert mapping_of({}) is None
