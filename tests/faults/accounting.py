"""What became of everything that was asked for, in the words of Jepsen's total-queue checker.

An attempt whose answer nobody saw may have taken effect or not; both are right. What was acknowledged must
have taken effect, exactly once; and nothing may take effect that nobody asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from statistics import median


@dataclass(frozen=True)
class Row:
    """The account of one fault. `lost`, `duplicated` and `unexpected` must be 0."""

    fault: str
    seed: int
    """What the run's random choices were made from."""
    runs: int
    attempted: int
    """Asked for, whatever the answer was."""
    acknowledged: int
    """Answered with success."""
    ok: int
    """Attempts that took effect."""
    lost: int
    """Acknowledged, but without effect."""
    duplicated: int
    """Effects beyond the first of one attempt."""
    recovered: int
    """Never acknowledged (time out, broken connection, 5xx), and yet in effect: allowed."""
    unexpected: int
    """Effects that nobody asked for."""
    seconds_to_recover: float
    """From the end of the fault until everything was at rest; for several runs the slowest."""

    @property
    def good(self) -> bool:
        """Whether the promise held."""
        return self.lost == self.duplicated == self.unexpected == 0


def account(
    fault: str,
    seed: int,
    *,
    attempted: Iterable[str],
    acknowledged: Iterable[str],
    effects: Mapping[str, int],
    seconds: float,
) -> Row:
    """One run's row. `effects` counts for each attempt how often it was found in effect."""
    asked, told = set(attempted), set(acknowledged)
    found = {name for name, times in effects.items() if times}
    return Row(
        fault=fault,
        seed=seed,
        runs=1,
        attempted=len(asked),
        acknowledged=len(told),
        ok=len(found & asked),
        lost=len(told - found),
        duplicated=sum(max(0, times - 1) for times in effects.values()),
        recovered=len(found & asked - told),
        unexpected=len(found - asked),
        seconds_to_recover=seconds,
    )


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row for each fault: counts added up, the slowest recovery, the seed of the last run."""
    total: dict[str, Row] = {}
    for row in rows:
        total[row.fault] = _sum(total[row.fault], row) if row.fault in total else row
    return list(total.values())


def _sum(one: Row, other: Row) -> Row:
    counts = {f.name: getattr(one, f.name) + getattr(other, f.name) for f in fields(Row) if f.type in (int, "int")}
    slowest = max(one.seconds_to_recover, other.seconds_to_recover)
    return Row(**{**asdict(one), **counts, "seed": other.seed, "seconds_to_recover": slowest})


def table(rows: Iterable[Row]) -> str:
    """The rows of all faults as text, one line each, and a line of sums."""
    lines = merged(rows)
    names = [field.name for field in fields(Row)]
    cells = [names, *([_cell(getattr(line, name)) for name in names] for line in lines)]
    if lines:
        counted = [name for name in names if name not in ("fault", "seed", "seconds_to_recover")]
        sums = {name: str(sum(getattr(line, name) for line in lines)) for name in counted}
        middle = f"{median(line.seconds_to_recover for line in lines):.1f} (median)"
        cells.append([{"fault": "all", "seconds_to_recover": middle, **sums}.get(name, "") for name in names])
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return "\n".join("  ".join(_aligned(row, widths)).rstrip() for row in cells)


def _aligned(row: list[str], widths: list[int]) -> Iterable[str]:
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        yield text.ljust(width) if column == 0 else text.rjust(width)


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
