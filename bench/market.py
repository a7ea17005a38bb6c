"""What the benches send: vacancies and leavers of the seeded region, as partners send them."""

from collections.abc import Iterator, Sequence
from itertools import chain, count, cycle, islice
from typing import Any

from services.console.seeding import leavers, vacancies
from services.console.seeding.market import market
from shared.reference.places import postal_codes

_TEXT = (
    "Wir sind ein kleiner Betrieb und bilden seit vielen Jahren aus. Du lernst bei uns alles von Grund auf, "
    "vom ersten Handgriff bis zur Prüfung, und hast von Anfang an eine feste Ansprechperson. "
)
DESCRIPTION_BYTES = 1000


def some_vacancies(number: int, name: str) -> list[dict[str, Any]]:
    """So many vacancies, each with a description of 1 kB or more; `name` makes their external ids new."""
    drawn = cycle(chain.from_iterable(vacancies.vacancies(market(each), 1, 2027) for each in _kreise()))
    return [_described(item, f"{name}-{row}") for row, item in zip(range(number), drawn, strict=False)]


def some_leavers(number: int, name: str) -> list[dict[str, Any]]:
    """So many leavers with row keys of their own."""
    drawn = chain.from_iterable(leavers.leavers(market(each), seed, 2027) for seed in count(1) for each in _kreise())
    return [{**item, "row_key": f"{name}-{row}"} for row, item in enumerate(islice(drawn, number))]


def pushes(items: Sequence[dict[str, Any]], size: int) -> Iterator[Sequence[dict[str, Any]]]:
    """The items in pushes of at most `size`, which is what the API takes at once."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _described(item: dict[str, Any], external_id: str) -> dict[str, Any]:
    text = item["description_html"]
    while len(text.encode()) < DESCRIPTION_BYTES:
        text += f"<p>{_TEXT}</p>"
    return {**item, "external_id": external_id, "description_html": text}


def _kreise() -> list[str]:
    """Ten Kreise all over the country."""
    everywhere = sorted({code.kreis for code in postal_codes().values()})
    return everywhere[:: len(everywhere) // 10]
