"""Many vacancies at once: each judged on its own, the good ones written by two statements and told by batch events."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.vacancies import announce, store
from services.vacancies.domain import Composed, compose, may_write, writer
from services.vacancies.facts import Facts
from services.vacancies.idempotency import once
from services.vacancies.lifecycle import Change, Head, begin, content_of, digest_of, replace
from services.vacancies.releases import is_released
from shared.contracts.calls import BulkItem, BulkResult, PostVacancies, Principal
from shared.contracts.problems import FieldError, Problem, field_errors
from shared.contracts.vacancy import VacancyInput, VacancyRecord
from shared.outbox import outbox
from shared.runtime.database import Connection, Database

CREATED, UPDATED, REFUSED = 201, 200, 422


@dataclass(frozen=True)
class Refused:
    """An item that cannot be accepted."""

    errors: tuple[FieldError, ...]


def post_vacancies(
    command: PostVacancies, *, database: Database, facts: Facts, clock: Callable[[], datetime],
    new_id: Callable[[], UUID],
) -> BulkResult:  # fmt: skip
    """Write what can be accepted. An external id used before (also earlier in the push) updates that vacancy.

    Raises:
        KeyNotAllowed: not a company's or an importer's key.
        IdempotencyKeyReused: the key came with another content before.
    """
    may_write(command.principal)
    now, account_id = clock(), command.principal.account_id
    judged = [
        judge(raw, principal=command.principal, facts=facts, vacancy_id=new_id(), now=now) for raw in command.items
    ]

    def write(connection: Connection) -> BulkResult:
        store.lock_account(connection, account_id)
        heads = store.heads_locked(connection, account_id, _external_ids(judged))
        ledger = Ledger(account_id, heads, now, released=is_released(connection, command.principal))
        items = [ledger.enter(command.first_index + place, one) for place, one in enumerate(judged)]
        by = writer(command.principal)
        store.insert(connection, account_id, list(ledger.new.values()), by)
        store.update(connection, account_id, list(ledger.changed.values()), by)
        told = [told for change in ledger.steps if (told := announce.item(change))]
        outbox.add(connection, announce.many("vacancy.batch", str(account_id), told))
        return BulkResult(items=tuple(items))

    with database.transaction() as connection:
        return once(connection, command, BulkResult, now, write)


def judge(
    raw: dict[str, Any], *, principal: Principal, facts: Facts, vacancy_id: UUID, now: datetime
) -> Composed | Refused:  # fmt: skip
    """One raw item as a record, or why not."""
    try:
        vacancy = VacancyInput.model_validate(raw)
        return compose(vacancy, principal=principal, facts=facts, vacancy_id=vacancy_id, now=now)
    except ValidationError as error:
        return Refused(field_errors(error))
    except Problem as problem:
        return Refused(problem.body.errors or (_as_error(problem),))


def _as_error(problem: Problem) -> FieldError:
    """A problem without fields (several occupations fit); its sentence names the candidates."""
    return FieldError(field="occupation", code=problem.body.code, message=problem.body.detail)


def _external_ids(judged: Iterable[Composed | Refused]) -> list[str]:
    found = (one.record.external_id for one in judged if isinstance(one, Composed))
    return sorted({external_id for external_id in found if external_id is not None})


class Ledger:
    """What a push does, item by item, before any of it is written: the last state of each vacancy and every step."""

    def __init__(self, account_id: UUID, heads: dict[str, Head], now: datetime, *, released: bool = True) -> None:
        self._account_id = account_id
        self._heads = dict(heads)
        self._now = now
        self._released = released
        self.new: dict[UUID, Change] = {}
        self.changed: dict[UUID, Change] = {}
        self.steps: list[Change] = []

    def enter(self, index: int, judged: Composed | Refused) -> BulkItem:
        """Enter one item; its verdict."""
        if isinstance(judged, Refused):
            prefixed = (e.model_copy(update={"field": f"items.{index}.{e.field}"}) for e in judged.errors)
            return BulkItem(index=index, status=REFUSED, errors=tuple(prefixed))
        head = self._heads.get(judged.record.external_id or "")
        change = self._step(head, judged.record)
        if change is not None:
            self._note(change, head)
        state = change.record if change else head
        status = CREATED if head is None else UPDATED
        assert state is not None  # noqa: S101  # without a change there was a head
        return BulkItem(index=index, status=status, id=state.id, revision=state.revision, warnings=judged.warnings)

    def _step(self, head: Head | None, record: VacancyRecord) -> Change | None:
        if head is None:
            return begin(record, released=self._released)
        return replace(head, record, self._now, released=self._released)

    def _note(self, change: Change, head: Head | None) -> None:
        record = change.record
        self.steps.append(change)
        target = self.new if head is None or record.id in self.new else self.changed
        target[record.id] = change
        if record.external_id is not None:
            blocked = head is not None and head.blocked
            self._heads[record.external_id] = _head_of(change, self._account_id, blocked=blocked)


def _head_of(change: Change, account_id: UUID, *, blocked: bool) -> Head:
    record = change.record
    return Head(
        id=record.id,
        account_id=account_id,
        external_id=record.external_id,
        revision=record.revision,
        status=record.status,
        published_at=record.published_at,
        digest=digest_of(content_of(record)),
        blocked=blocked,
    )
