"""The printed table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from asking import Asked

HEAD = ("", "queries", "nDCG@10", "MRR", "no hit", "lesser-known", "discoveries")


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def measured(asked: Sequence[Asked]) -> dict[str, float]:
    """The measures of a group of queries, each 0 to 1."""
    return {
        "ndcg": mean(one.ndcg for one in asked),
        "mrr": mean(one.reciprocal_rank for one in asked),
        "zero": mean(one.result.total == 0 for one in asked),
        "lesser_known": mean(hit.lesser_known for one in asked for hit in one.result.hits),
        "discoveries": mean(bool(one.result.discover) for one in asked),
    }


def relevance_rows(asked: Sequence[Asked]) -> list[tuple[str, ...]]:
    """A row for each kind of query, for the half used for tuning, for the other half, and for all."""
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        kinds[one.query.kind].append(one)
    groups = {
        **kinds,
        "looked at while tuning": [one for one in asked if one.query.tuned],
        "never tuned on": [one for one in asked if not one.query.tuned],
        "all": list(asked),
    }
    return [HEAD, *(_row(name, group) for name, group in groups.items())]


def _row(name: str, asked: Sequence[Asked]) -> tuple[str, ...]:
    found = measured(asked)
    shares = (f"{100 * found[key]:.1f} %" for key in ("zero", "lesser_known", "discoveries"))
    return (name, str(len(asked)), f"{found['ndcg']:.3f}", f"{found['mrr']:.3f}", *shares)


def lines(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as text, columns aligned; every table begins with a row whose first cell is empty."""
    first = max(len(row[0]) for row in rows) + 2
    return ["\n" * (not row[0]) + row[0].ljust(first) + "".join(f"{cell:>14}" for cell in row[1:]) for row in rows]
