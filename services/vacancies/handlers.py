"""One function a verb: single vacancies. Bulk pushes are in bulk.py, what happens by itself in upkeep.py."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.vacancies import announce, store
from services.vacancies.domain import compose, may_write, writer
from services.vacancies.errors import (
    ExternalIdUsed,
    IfMatchMissing,
    RevisionStale,
    VacancyExpired,
    VacancyGone,
    VacancyNotFound,
)
from services.vacancies.facts import Facts
from services.vacancies.idempotency import once
from services.vacancies.lifecycle import CLOSED, Change, Head, begin, replace, standing, step
from services.vacancies.releases import is_released
from services.vacancies.store import Stored
from shared.contracts.calls import (
    ChangeVacancy,
    CloseVacancy,
    GetVacancy,
    ListOpen,
    ListVacancies,
    OpenVacancies,
    OpenVacancy,
    PostVacancy,
    Principal,
    ReopenVacancy,
    VacancyAccepted,
    VacancyList,
)
from shared.contracts.vacancy import VacancyInput, VacancyRecord, Warning
from shared.contracts.vocabulary import VacancyStatus
from shared.outbox import outbox
from shared.runtime.database import Connection, Database


def post_vacancy(
    command: PostVacancy, *, database: Database, facts: Facts, clock: Callable[[], datetime], new_id: Callable[[], UUID]
) -> VacancyAccepted:
    """Accept a vacancy and tell of it.

    Raises:
        KeyNotAllowed, FieldsInvalid, OccupationAmbiguous: see domain.compose.
        ExternalIdUsed: this account has it already; `extra["id"]`.
        IdempotencyKeyReused: the key came with another content before.
    """
    may_write(command.principal)
    now, account_id = clock(), command.principal.account_id

    def post(connection: Connection) -> VacancyAccepted:
        composed = compose(command.vacancy, principal=command.principal, facts=facts, vacancy_id=new_id(), now=now)
        store.share_account(connection, account_id)
        change = begin(composed.record, released=is_released(connection, command.principal))
        if not store.insert(connection, account_id, [change], writer(command.principal)):
            raise _used(connection, account_id, change.record.external_id)
        outbox.add(connection, announce.single(change))
        return _accepted(change.record, composed.warnings)

    with database.transaction() as connection:
        return once(connection, command, VacancyAccepted, now, post)


def change_vacancy(
    command: ChangeVacancy, *, database: Database, facts: Facts, clock: Callable[[], datetime]
) -> VacancyAccepted:
    """Replace a vacancy's content; the same content again changes nothing. An external id left out is kept.

    Raises:
        VacancyNotFound, VacancyGone: another's; withdrawn or filled (reopen it first). New dates revive an expired one.
        IfMatchMissing, RevisionStale: `if_match` is not the current revision; `extra["revision"]`.
        KeyNotAllowed, FieldsInvalid, OccupationAmbiguous, ExternalIdUsed, IdempotencyKeyReused: as when posting.
    """
    may_write(command.principal)
    now, account_id = clock(), command.principal.account_id

    def write(connection: Connection) -> VacancyAccepted:
        store.lock_account(connection, account_id)
        stored = _changeable(connection, command)
        vacancy = _with_external_id(connection, command.vacancy, stored.head)
        composed = compose(vacancy, principal=command.principal, facts=facts, vacancy_id=stored.head.id, now=now)
        change = replace(stored.head, composed.record, now, released=is_released(connection, command.principal))
        _write(connection, command.principal, change)
        return _accepted(change.record if change else stored.record, composed.warnings)

    with database.transaction() as connection:
        return once(connection, command, VacancyAccepted, now, write)


def close_vacancy(command: CloseVacancy, *, database: Database, clock: Callable[[], datetime]) -> VacancyAccepted:
    """Withdraw a vacancy or mark it filled; what is closed already stays as it is.

    Raises:
        KeyNotAllowed, VacancyNotFound: not a company's key, or another's vacancy.
    """
    may_write(command.principal)
    with database.transaction() as connection:
        stored = _own(connection, command.vacancy_id, command.principal)
        if stored.head.status in CLOSED:
            return _accepted(stored.record)
        change = step(stored.head, stored.record, command.reason, clock())
        _write(connection, command.principal, change)
    return _accepted(change.record)


def reopen_vacancy(command: ReopenVacancy, *, database: Database, clock: Callable[[], datetime]) -> VacancyAccepted:
    """Undo withdrawing or filling: published again, or a draft again if it was never published.

    Raises:
        KeyNotAllowed, VacancyNotFound: not a company's key, or another's vacancy.
        VacancyExpired: its dates are past.
    """
    may_write(command.principal)
    with database.transaction() as connection:
        stored = _own(connection, command.vacancy_id, command.principal)
        if stored.head.status == "expired":
            raise VacancyExpired()
        if stored.head.status not in CLOSED:
            return _accepted(stored.record)
        wanted: VacancyStatus = "published" if stored.head.published_at else "draft"
        released = is_released(connection, command.principal)
        status = standing(wanted, blocked=stored.head.blocked, released=released)
        change = step(stored.head, stored.record, status, clock())
        _write(connection, command.principal, change)
    return _accepted(change.record)


def get_vacancy(command: GetVacancy, *, database: Database) -> VacancyRecord:
    """A published vacancy, or one's own draft.

    Raises:
        VacancyNotFound: unknown, or another's draft.
        VacancyGone: withdrawn, filled or expired, if it was ever public or is one's own; stopped, if it was public.
    """
    with database.transaction() as connection:
        stored = store.find(connection, command.vacancy_id)
    if stored is None or not (stored.head.published_at or _owns(command.principal, stored.head)):
        raise VacancyNotFound()
    if stored.head.status in CLOSED:
        raise VacancyGone()
    if stored.head.status == "published" or _owns(command.principal, stored.head):
        return stored.record
    raise VacancyNotFound() if stored.head.status == "draft" else VacancyGone()


def list_vacancies(command: ListVacancies, *, database: Database) -> VacancyList:
    """All vacancies of the caller's account, closed ones and drafts too.

    Raises:
        KeyNotAllowed: not a company's or an importer's key.
    """
    may_write(command.principal)
    with database.transaction() as connection:
        records = store.list_of(connection, command.principal.account_id, command.limit)
    return VacancyList(items=tuple(records))


def list_open(command: ListOpen, *, database: Database) -> OpenVacancies:
    """What is public just now, a page at a time; for sitemaps."""
    after, before = command.after or UUID(int=0), command.before or UUID(int=2**128 - 1)
    with database.transaction() as connection:
        rows = store.page_of_open(connection, after, before, command.limit)
    return OpenVacancies(items=tuple(OpenVacancy.model_validate(row) for row in rows))


def _owns(principal: Principal | None, head: Head) -> bool:
    return principal is not None and principal.account_id == head.account_id


def _own(connection: Connection, vacancy_id: UUID, principal: Principal) -> Stored:
    """The caller's vacancy, locked. Another's is not found: who else offers what is nobody's business."""
    stored = store.find(connection, vacancy_id, lock=True)
    if stored is None or not _owns(principal, stored.head):
        raise VacancyNotFound()
    return stored


def _changeable(connection: Connection, command: ChangeVacancy) -> Stored:
    stored = _own(connection, command.vacancy_id, command.principal)
    if stored.head.status in ("filled", "withdrawn"):
        raise VacancyGone()
    if command.if_match is None:
        raise IfMatchMissing(revision=stored.head.revision)
    if command.if_match != stored.head.revision:
        raise RevisionStale(revision=stored.head.revision)
    return stored


def _with_external_id(connection: Connection, vacancy: VacancyInput, head: Head) -> VacancyInput:
    if vacancy.external_id is None:
        return vacancy.model_copy(update={"external_id": head.external_id})
    if vacancy.external_id != head.external_id:
        owner = store.find_external_id(connection, head.account_id, vacancy.external_id)
        if owner is not None:
            raise ExternalIdUsed(id=str(owner))
    return vacancy


def _used(connection: Connection, account_id: UUID, external_id: str | None) -> ExternalIdUsed:
    owner = store.find_external_id(connection, account_id, external_id) if external_id else None
    return ExternalIdUsed(id=str(owner))


def _write(connection: Connection, who: Principal, change: Change | None) -> None:
    if change is not None:
        store.update(connection, who.account_id, [change], writer(who))
        outbox.add(connection, announce.single(change))


def _accepted(record: VacancyRecord, warnings: tuple[Warning, ...] = ()) -> VacancyAccepted:
    return VacancyAccepted(id=record.id, revision=record.revision, status=record.status, warnings=warnings)
