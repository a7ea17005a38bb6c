"""A push of many, cut into calls of at most 500 items and 700 KiB."""

import json
from collections.abc import Iterator
from typing import Any

from services.gateway.clients import Services
from shared.contracts.calls import BulkItem, BulkResult, PostVacancies, Principal
from shared.contracts.problems import FieldError
from shared.runtime.calls import ServiceAway

PART_ITEMS = 500
PART_BYTES = 700 * 1024
"""A vacancy grows by about a third until it is in an event: so a part makes one event of 1 MiB, without a rest."""
PART_TIMEOUT = 60.0  # seconds

Item = dict[str, Any]


def parts(items: list[Item]) -> Iterator[list[Item]]:
    """The items in order, cut where a part would grow beyond its limits."""
    part: list[Item] = []
    size = 0
    for item in items:
        length = len(json.dumps(item, ensure_ascii=False).encode())
        if part and (len(part) == PART_ITEMS or size + length > PART_BYTES):
            yield part
            part, size = [], 0
        part.append(item)
        size += length
    if part:
        yield part


async def push_in_parts(items: list[Item], *, principal: Principal, services: Services, key: str) -> BulkResult:
    """Send the parts one after another; a part that could not be sent says so for each of its items.

    Each part has the push's idempotency key with the place of its first item, which no header can spell.
    """
    verdicts: list[BulkItem] = []
    for part in parts(items):
        first = len(verdicts)
        part_key = f"{key}\x1f{first}"
        command = PostVacancies(principal=principal, idempotency_key=part_key, items=tuple(part), first_index=first)
        try:
            result = await services.vacancies.call("post_vacancies", command, BulkResult, timeout=PART_TIMEOUT)
            verdicts.extend(result.items)
        except ServiceAway as away:
            error = FieldError(field="", code=away.code, message=away.body.detail)
            verdicts.extend(BulkItem(index=first + i, status=503, errors=(error,)) for i in range(len(part)))
    return BulkResult(items=tuple(verdicts))
