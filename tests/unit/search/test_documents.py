"""From events to sources, and what a bulk's answer means."""

from datetime import UTC, date, datetime
from itertools import cycle, islice
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import orjson
import pytest

from services.search import documents
from services.search.errors import DocumentsRefused
from services.search.index.writer import write
from services.search.store import Projected
from shared.contracts.candidate import LeaverProfile, LeaverRecord
from shared.contracts.documents import VacancyDocument
from shared.contracts.events import CandidateItem, VacancyItem
from shared.contracts.vacancy import Employer, OccupationLabel, Place, VacancyRecord
from shared.runtime.errors import Passing


def record(revision: int, **changes: Any) -> VacancyRecord:
    base = VacancyRecord(
        id=ID, revision=revision, status="published", title="Kälte", training_kind="dual", places=1,
        occupation=OccupationLabel(id="mechatroniker-fuer-kaeltetechnik", kldb2010="34232", name="Kälte"),
        employer=Employer(id=ID, name="Frost"), start_date=date(2027, 8, 1), changed_at=datetime.now(UTC),
        location=Place(postal_code="71634", city="Ludwigsburg", latitude=48.9, longitude=9.2, land="08"),
        description_html="<p>Kalt &amp; <b>klar</b></p><ul><li>Luft</li></ul>",
    )  # fmt: skip
    return base.model_copy(update=changes)


ID = uuid4()


def item(revision: int, kind: str = "published", **changes: Any) -> VacancyItem:
    vacancy = record(revision, **changes) if kind in ("published", "changed") else None
    return VacancyItem.model_validate({"kind": kind, "vacancy_id": ID, "revision": revision, "vacancy": vacancy})


def test_a_document_has_plain_text_and_what_the_reference_knows() -> None:
    document = documents.vacancy_document(record(1))
    assert document.description == "Kalt & klar Luft"
    assert (document.known, document.lesser_known, document.start_year) == ("hardly", True, 2027)


def test_the_latest_of_several_items_counts() -> None:
    (source,) = documents.vacancy_sources([item(2, title="neu"), item(1, title="alt")])
    assert source.revision == 2
    assert isinstance(source.document, VacancyDocument) and source.document.title == "neu"
    (source,) = documents.vacancy_sources([item(1), item(3, "filled"), item(2, "changed")])
    assert (source.revision, source.document) == (3, None)
    (source,) = documents.vacancy_sources([item(1, status="draft")])
    assert source.document is None


def test_an_erased_leaver_has_no_body_whatever_the_order() -> None:
    leaver = LeaverRecord(id=ID, revision=9, profile=LeaverProfile(start_year=2027))
    shared = CandidateItem(kind="shared", leaver_id=ID, revision=9, candidate=leaver)
    gone = CandidateItem(kind="erased", leaver_id=ID, revision=2)
    for order in ([shared, gone], [gone, shared]):
        (source,) = documents.candidate_sources(order)
        assert source.document is None


def test_a_leaver_without_a_place_is_kept_but_not_searchable() -> None:
    body = documents.candidate_document(LeaverRecord(id=ID, revision=1, profile=LeaverProfile(start_year=2027))).wire()
    assert documents.searchable(Projected(ID, 1, 1, body)).body is None


class FakeBulk:
    """Answers a bulk with the given statuses, again and again; remembers what was sent."""

    def __init__(self, *outcomes: dict[str, Any]) -> None:
        self.outcomes = outcomes
        self.sent: list[dict[str, Any]] = []

    def bulk(self, **request: Any) -> SimpleNamespace:
        """One item a document; none at all when there are no outcomes, as in an answer that was cut off."""
        self.sent.append(request)
        asked = sum(b'"_id"' in line for line in request["operations"])
        items = [{"index": found} for found in islice(cycle(self.outcomes), asked)]
        return SimpleNamespace(body={"items": items})


def outcome(status: int, error: str | None = None) -> dict[str, Any]:
    return {"status": status, **({"error": {"type": error}} if error else {})}


ONE = [Projected(ID, 1, 4, {"title": "x"})]


def test_writes_carry_our_version_and_wait_for_the_refresh() -> None:
    fake = FakeBulk(outcome(201))
    write(fake, "hv-vacancies", [*ONE, Projected(ID, 1, 5, None)])  # type: ignore[arg-type]
    (request,) = fake.sent
    target = {"_id": str(ID), "version_type": "external_gte"}
    assert [orjson.loads(line) for line in request["operations"]] == [
        {"index": {**target, "version": 4}}, {"title": "x"}, {"delete": {**target, "version": 5}}
    ]  # fmt: skip
    assert (request["refresh"], request["require_alias"]) == ("wait_for", True)


def test_an_answer_that_was_cut_off_passes() -> None:
    with pytest.raises(Passing):
        write(FakeBulk(), "a", ONE)  # type: ignore[arg-type]


def test_a_push_of_many_refreshes_the_index_itself() -> None:
    fake = FakeBulk(outcome(201))
    write(fake, "hv-vacancies", ONE * 20)  # type: ignore[arg-type]
    assert fake.sent[0]["refresh"] is True


def test_a_conflict_or_a_missing_document_is_a_success() -> None:
    fake = FakeBulk(outcome(409, "version_conflict_engine_exception"), outcome(404))
    write(fake, "a", ONE * 2)  # type: ignore[arg-type]


def test_busy_passes_and_a_refused_document_is_final() -> None:
    later = (
        outcome(429, "es_rejected_execution_exception"),
        outcome(404, "index_not_found_exception"),
        outcome(403, "cluster_block_exception"),
    )
    for passing in later:
        with pytest.raises(Passing):
            write(FakeBulk(passing), "a", ONE)  # type: ignore[arg-type]
    with pytest.raises(DocumentsRefused):
        write(FakeBulk(outcome(400, "strict_dynamic_mapping_exception")), "a", ONE)  # type: ignore[arg-type]
