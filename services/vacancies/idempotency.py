"""The same Idempotency-Key gives the same answer and is done once, however many ask at once (ADR 0016).

An account's key is claimed inside the transaction that does the work: whoever comes second waits for its end and
then reads the answer, or does the work itself when the first was rolled back.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from psycopg.types.json import Jsonb

from shared.contracts.base import Contract
from shared.contracts.calls import Once
from shared.contracts.problems import IdempotencyKeyReused
from shared.runtime.database import Connection, load_queries

_SQL = load_queries(Path(__file__).parent)
KEPT = timedelta(days=7)  # our choice: longer than any weekend on which a sender's retries may stand still

Answer = TypeVar("Answer", bound=Contract)


def once(
    connection: Connection, command: Once, model: type[Answer], now: datetime, work: Callable[[Connection], Answer]
) -> Answer:
    """The answer given to the command's key before, else that of `work`, which is kept.

    Raises:
        IdempotencyKeyReused: the key came with another content or another call before.
    """
    key = {"account_id": command.principal.account_id, "key": command.idempotency_key}
    request = _digest(command)
    if not connection.execute(_SQL["claim_key"], {**key, "request": request, "now": now}).fetchone():
        row = connection.execute(_SQL["find_answer"], key).fetchone()
        if row is None or row["request"] != request:
            raise IdempotencyKeyReused()
        return model.received(row["answer"])
    answer = work(connection)
    connection.execute(_SQL["keep_answer"], {**key, "answer": Jsonb(answer.wire())})
    return answer


def _digest(command: Once) -> str:
    """Identifies what is asked, whichever of the account's API keys asks it."""
    content = command.model_dump_json(exclude={"principal", "idempotency_key"})
    return hashlib.sha256(f"{type(command).__name__} {content}".encode()).hexdigest()
