"""One measured figure as a line of JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` and `reference_value` in `unit`; `ratio` is held against `target`, which it must reach, or
    against `most`, which it must not exceed; without either `value` is held against `limit`."""

    figure: str
    unit: str
    value: float
    reference: str
    reference_value: float
    target: float | None = None
    most: float | None = None
    limit: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The value in units of the reference."""
        return self.value / self.reference_value

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        if self.target is not None:
            return self.ratio >= self.target
        if self.most is not None:
            return self.ratio <= self.most
        return self.limit is None or self.value <= self.limit

    def line(self) -> str:
        """The figure as JSON, rounded for people."""
        found = {
            "figure": self.figure,
            "value": _short(self.value),
            "unit": self.unit,
            "reference": self.reference,
            "reference_value": _short(self.reference_value),
            "ratio": _short(self.ratio),
        }
        goals = {"target_ratio": self.target, "most_ratio": self.most, "limit": self.limit}
        goal = {name: value for name, value in goals.items() if value is not None}
        return json.dumps(found | goal | {"met": self.met} | self.more, ensure_ascii=False)


def of_runs(values: Sequence[float]) -> dict[str, Any]:
    """Lowest, median and highest of several runs."""
    return {
        "runs": len(values),
        "min": _short(min(values)),
        "median": _short(median(values)),
        "max": _short(max(values)),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _short(value: float) -> float:
    return float(f"{value:.4g}")
