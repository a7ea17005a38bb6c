"""The legal minimum pay of apprentices (§ 17 BBiG), in euro a month by the year the apprenticeship starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from shared.reference.occupations import Occupation
from shared.reference.tables import rows


@dataclass(frozen=True, slots=True)
class PayWarning:
    """Something about the pay a company should look at; never a reason to refuse a vacancy."""

    code: str
    field: str
    message: str


@cache
def _minimum() -> Mapping[int, tuple[int, ...]]:
    return {int(row["start_year"]): tuple(int(row[f"year{n}"]) for n in range(1, 5)) for row in rows("minimum_pay")}


def minimum_pay(start_year: int) -> tuple[int, ...] | None:
    """Euro a month in the first to fourth year for those who start in this year; None where not published."""
    return _minimum().get(start_year)


def check_pay(occupation: Occupation, start_date: date, pay_per_month: Sequence[int]) -> list[PayWarning]:
    """Warnings about pay below the minimum, or that it cannot be checked. [] never means "checked and fine"
    outside BBiG and HwO, where § 17 does not apply.
    """
    if not pay_per_month or not occupation.minimum_pay_applies:
        return []
    minimum = minimum_pay(start_date.year)
    if minimum is None:
        latest, (first, *_) = max(_minimum().items())
        message = f"Mindestvergütung {start_date.year} noch nicht eingetragen ({latest}: {first} €)."
        return [PayWarning("pay_not_checkable", "pay_per_month", message)]
    pairs = zip(pay_per_month, minimum, strict=False)  # pay may name fewer years than the law
    return [_below(start_date.year, n, paid, least) for n, (paid, least) in enumerate(pairs) if paid < least]


def _below(start_year: int, index: int, paid: int, least: int) -> PayWarning:
    return PayWarning(
        "pay_below_minimum",
        f"pay_per_month.{index}",
        f"{index + 1}. Jahr: {paid} € liegt unter der Mindestvergütung von {least} € bei Beginn {start_year} "
        "(§ 17 BBiG). Mit Tarifvertrag kann weniger erlaubt sein.",
    )
