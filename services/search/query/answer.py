"""From Elasticsearch's answer to ours."""

from dataclasses import dataclass, replace
from typing import Any

from services.search.boosts import DISCOVER
from services.search.occupations.reference import occupation
from services.search.query import discover, facets
from services.search.query.builder import COMPANY, Question
from services.search.query.order import Cursor, encode
from shared.contracts.documents import VacancyDocument
from shared.contracts.search import Discovery, FacetValue, Hit, hit_of
from shared.reference.places import distance_km


@dataclass(frozen=True)
class Page:
    """A page of hits as Elasticsearch gave it, with the question that was put."""

    question: Question
    body: dict[str, Any]

    @property
    def total(self) -> int:
        """How many vacancies fit."""
        return int(self.body["hits"]["total"]["value"])

    @property
    def known(self) -> Question:
        """The question, with its words as an employer's name where all hits are that employer's."""
        found = self.body.get("aggregations", {}).get(COMPANY, {"doc_count": 0})["doc_count"]
        if not found or found < self.total:
            return self.question
        return replace(self.question, parts=self.question.parts.as_employer())

    def hits(self) -> tuple[Hit, ...]:
        """The hits of this page, best first."""
        found = self.body["hits"]["hits"][: self.question.query.size]
        return tuple(_hit(raw, self.question) for raw in found)

    def facets(self) -> dict[str, list[FacetValue]]:
        """The facets; on the first page only."""
        return facets.counts(self.body.get("aggregations", {}))

    def next_cursor(self, asked: Any, *, widened: bool) -> str | None:
        """Where the next page begins; None on the last one. `asked` is the search as it came."""
        found, size = self.body["hits"]["hits"], self.question.query.size
        if len(found) <= size:
            return None
        here = self.question
        cursor = Cursor(found[size - 1]["sort"], here.day, here.radius_km, widened, here.parts.eased)
        return encode(cursor, asked)


def _hit(raw: dict[str, Any], question: Question) -> Hit:
    document = VacancyDocument.received(raw["_source"])
    return hit_of(
        document,
        daily=_daily(document),
        distance_km=_distance(document, question),
        score=raw["_score"],
        highlights=raw.get("highlight", {}),
    )


def _daily(document: VacancyDocument) -> str:
    found = occupation(document.occupation.id)
    return found.daily if found else ""


def _distance(document: VacancyDocument, question: Question) -> float | None:
    if question.spot is None:
        return None
    here, there = question.spot, document.location
    return distance_km(here.latitude, here.longitude, there.lat, there.lon)


def discoveries(body: dict[str, Any], page: Page, asked: str | None) -> tuple[Discovery, ...]:
    """Up to three lesser-known places that are not hits of this page; `asked` names the asked occupation."""
    shown = {raw["_id"] for raw in page.body["hits"]["hits"]}
    others = [raw for raw in body["hits"]["hits"] if raw["_id"] not in shown][:DISCOVER]
    return tuple(_discovery(_hit(raw, page.question), page.question, asked) for raw in others)


def _discovery(hit: Hit, question: Question, asked: str | None) -> Discovery:
    place = question.spot.name if question.spot else None
    why = discover.reason(hit.occupation.name, asked, place, hit.distance_km)
    return Discovery.model_validate({**hit.model_dump(exclude={"highlights"}), "reason": why})
