"""The same Idempotency-Key gives the same answer and no second vacancy, however many ask at once.

An account's key is claimed inside the transaction that makes the vacancy: whoever comes second waits for its
end and then reads the answer, or makes the vacancy itself when the first was rolled back.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from psycopg.types.json import Jsonb

from services.vacancies.errors import IdempotencyKeyReused
from shared.contracts.calls import PostVacancy, VacancyAccepted
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
KEPT = timedelta(days=7)  # our choice: longer than any weekend on which a sender's retries may stand still


def recall(connection: Connection, command: PostVacancy, now: datetime) -> VacancyAccepted | None:
    """The answer given before; None for the first (which holds the key from now on) and without a key.

    Raises:
        IdempotencyKeyReused: the key came with another content before.
    """
    if command.idempotency_key is None:
        return None
    key = {"account_id": command.principal.account_id, "key": command.idempotency_key}
    request = hashlib.sha256(command.vacancy.model_dump_json().encode()).hexdigest()
    if connection.execute(_SQL["claim_key"], {**key, "request": request, "now": now}).fetchone():
        return None
    row = connection.execute(_SQL["find_answer"], key).fetchone()
    if row is None or row["request"] != request:
        raise IdempotencyKeyReused()
    return VacancyAccepted.received(row["answer"])


def keep(connection: Connection, command: PostVacancy, answer: VacancyAccepted) -> None:
    """Remember the answer for the command's key, if it has one."""
    if command.idempotency_key is not None:
        key = {"account_id": command.principal.account_id, "key": command.idempotency_key}
        connection.execute(_SQL["keep_answer"], {**key, "answer": Jsonb(answer.wire())})
