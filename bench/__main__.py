"""`make bench` or `make bench FIGURE=relay_latency`: a line of JSON for each figure, on servers of their own.

The exit code is 0 when everything could be measured; `met` in each line says whether its target is reached.
"""

import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from bench import (
    ablation,
    cohort_import,
    event_throughput,
    match_county,
    match_germany,
    page_results,
    relay_latency,
    search,
    vacancy_ingest,
)
from bench.figure import Figure

Measure = Callable[[], Iterable[Figure]]
ALONE: dict[str, Measure] = {
    "event_throughput": event_throughput.measure,
    "relay_latency": relay_latency.measure,
    "cohort_import": cohort_import.measure,
    "vacancy_ingest": vacancy_ingest.measure,
    "page_results": page_results.measure,
    "match_county": match_county.measure,  # two figures
    "match_germany": match_germany.measure,  # two, the curve, and two of alerts
}
FIGURES = (*ALONE, *search.FIGURES)
SEARCH = "search"
"""Short for the three that share a market."""


def main(names: list[str]) -> int:
    """Measure these figures, or all; or show what each number of search does to the relevance."""
    if names == ["ablation"]:
        ablation.run(partial(print, flush=True))
        return 0
    unknown = [name for name in names if name not in (*FIGURES, SEARCH)]
    if unknown:
        print(f"No figure called {', '.join(unknown)}; there are {', '.join(FIGURES)}, and {SEARCH}.", file=sys.stderr)
        return 2
    for figure in _measured(names or FIGURES):
        print(figure.line(), flush=True)
    return 0


def _measured(names: Sequence[str]) -> Iterator[Figure]:
    for name in names:
        if name in ALONE:
            yield from ALONE[name]()
    of_search = [name for name in search.FIGURES if name in names or SEARCH in names]
    if of_search:
        yield from search.measure(of_search)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it ends what it has started
    sys.exit(main(sys.argv[1:]))
