"""Events: CloudEvents 1.0, structured JSON. One table, `EVENTS`, maps each type to its data model."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import Field, SerializeAsAny

from shared.contracts.base import Contract
from shared.contracts.candidate import LeaverRecord
from shared.contracts.documents import CandidateDocument, VacancyDocument
from shared.contracts.held import FIRST_AND_LAST, IDENTITY, MATCHING
from shared.contracts.vacancy import VacancyRecord
from shared.contracts.vocabulary import Season

PREFIX = "de.heimvorteil."
CONTENT_TYPE = "application/cloudevents+json"
MAX_BATCH_ITEMS = 500
MAX_BATCH_BYTES = 1024 * 1024
REQUIRED = ("specversion", "id", "source", "type", "subject", "time")
"""Attributes every event on the wire has: those CloudEvents demands, and ours."""


class VacancyItem(Contract):
    """What happened to one vacancy. `vacancy` is the whole public record when it is open, else None."""

    id: UUID = Field(default_factory=uuid4)
    kind: Literal["published", "changed", "filled", "withdrawn", "expired"]
    vacancy_id: UUID
    revision: int
    vacancy: VacancyRecord | None = None


class VacancyEvent(Contract):
    """Data of vacancy.published, .changed, .filled, .withdrawn, .expired and .batch: one or more items."""

    items: tuple[VacancyItem, ...] = Field(min_length=1, max_length=MAX_BATCH_ITEMS)


class CandidateItem(Contract):
    """What happened to one leaver. `candidate` is None once erased."""

    id: Annotated[UUID, FIRST_AND_LAST] = Field(default_factory=uuid4)
    kind: Annotated[Literal["shared", "changed", "erased"], FIRST_AND_LAST]
    leaver_id: Annotated[UUID, IDENTITY]
    revision: Annotated[int, FIRST_AND_LAST]
    candidate: LeaverRecord | None = None


class CandidateEvent(Contract):
    """Data of candidate.shared, .changed, .erased and .batch: one or more items."""

    items: tuple[CandidateItem, ...] = Field(min_length=1, max_length=MAX_BATCH_ITEMS)


class CohortImported(Contract):
    """Counts of one push; read = accepted + rejected + duplicate."""

    import_id: UUID
    season: Season
    read: int
    accepted: int
    rejected: int
    duplicate: int


class IndexedVacancy(Contract):
    """A vacancy now searchable; `document_version` is the projection's own counter."""

    document_version: int
    document: VacancyDocument


class VacancyIndexed(Contract):
    """Data of vacancy.indexed: the documents a refresh has made searchable."""

    items: tuple[IndexedVacancy, ...] = Field(min_length=1, max_length=MAX_BATCH_ITEMS)


class IndexedCandidate(Contract):
    """A profile now searchable."""

    document_version: Annotated[int, FIRST_AND_LAST]
    document: CandidateDocument


class CandidateIndexed(Contract):
    """Data of candidate.indexed."""

    items: tuple[IndexedCandidate, ...] = Field(min_length=1, max_length=MAX_BATCH_ITEMS)


class ProposedMatches(Contract):
    """The vacancies newly shown to one leaver, best first."""

    leaver_id: Annotated[UUID, IDENTITY]
    vacancy_ids: Annotated[tuple[UUID, ...], MATCHING]


class MatchesProposed(Contract):
    """Data of match.proposed: incremental, batched by leaver."""

    items: tuple[ProposedMatches, ...] = Field(min_length=1)


class MatchesWithdrawn(Contract):
    """Data of match.withdrawn: a vacancy left the lists of these leavers."""

    vacancy_id: Annotated[UUID, MATCHING]
    leaver_ids: Annotated[tuple[UUID, ...], IDENTITY]


class ErasuresDone(Contract):
    """Data of erasure.done.<service>: it holds nothing of these any more. `erasures` are the ids of their items."""

    erasures: Annotated[tuple[UUID, ...], FIRST_AND_LAST]


class ClaimsLapsed(Contract):
    """Data of claim.lapsed: nobody used these leavers' letters in their time; they are to be erased."""

    leaver_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MAX_BATCH_ITEMS), IDENTITY]


class AccountClosed(Contract):
    """Data of account.closed: the company's vacancies are to be withdrawn. The later `revision` of an account holds."""

    account_id: UUID
    revision: int = 0


class AccountReleased(Contract):
    """Data of account.released: a coordinator has looked at the company; what waited is to be published."""

    account_id: UUID
    revision: int


EventData = (
    VacancyEvent | CandidateEvent | CohortImported | VacancyIndexed | CandidateIndexed | MatchesProposed
    | MatchesWithdrawn | AccountClosed | AccountReleased | ErasuresDone | ClaimsLapsed
)  # fmt: skip

_MODELS: dict[str, type[Contract]] = {
    "vacancy.published": VacancyEvent,
    "vacancy.changed": VacancyEvent,
    "vacancy.filled": VacancyEvent,
    "vacancy.withdrawn": VacancyEvent,
    "vacancy.expired": VacancyEvent,
    "vacancy.batch": VacancyEvent,
    "candidate.shared": CandidateEvent,
    "candidate.changed": CandidateEvent,
    "candidate.erased": CandidateEvent,
    "candidate.batch": CandidateEvent,
    "cohort.imported": CohortImported,
    "vacancy.indexed": VacancyIndexed,
    "candidate.indexed": CandidateIndexed,
    "match.proposed": MatchesProposed,
    "match.withdrawn": MatchesWithdrawn,
    "account.closed": AccountClosed,
    "account.released": AccountReleased,
    "claim.lapsed": ClaimsLapsed,
    "erasure.done.accounts": ErasuresDone,
    "erasure.done.search": ErasuresDone,
    "erasure.done.matching": ErasuresDone,
}
EVENTS: dict[str, type[Contract]] = {f"{PREFIX}{name}.v1": model for name, model in _MODELS.items()}


class CloudEvent(Contract):
    """The envelope. `source` + `id` identify an event; `subject` is the aggregate (or the push) it is about."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID = Field(default_factory=uuid4)
    source: str
    type: str
    subject: str
    time: datetime = Field(default_factory=lambda: datetime.now(UTC))
    datacontenttype: Literal["application/json"] = "application/json"
    traceparent: str | None = None
    data: SerializeAsAny[Contract]

    @property
    def name(self) -> str:
        """The routing key: the type without prefix and version, e.g. `vacancy.published`."""
        return self.type.removeprefix(PREFIX).rsplit(".", 1)[0]


def new_event(service: str, name: str, subject: str, data: Contract, **fields: Any) -> CloudEvent:
    """An event of `service` named e.g. `vacancy.published`.

    Raises:
        KeyError: the name is not in `EVENTS`.
        TypeError: the data is not of the model the table names.
    """
    kind = f"{PREFIX}{name}.v1"
    if not isinstance(data, EVENTS[kind]):
        raise TypeError(f"{name} carries {EVENTS[kind].__name__}, not {type(data).__name__}")
    return CloudEvent(source=f"/heimvorteil/{service}", type=kind, subject=subject, data=data, **fields)


def read_event(raw: dict[str, Any]) -> CloudEvent:
    """The event in a decoded body, its data read tolerantly.

    Raises:
        KeyError: a required attribute is missing (an id made up here would make the inbox worthless), or
            the type is not in `EVENTS`.
        pydantic.ValidationError: an envelope or data that does not fit.
    """
    missing = [attribute for attribute in REQUIRED if attribute not in raw]
    if missing:
        raise KeyError(*missing)
    model = EVENTS[raw["type"]]
    envelope = {**raw, "data": model.received(raw["data"])}
    return CloudEvent.received(envelope)
