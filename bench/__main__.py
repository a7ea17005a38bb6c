"""`make bench` or `make bench FIGURE=relay_latency`: a line of JSON for each figure, on servers of their own.

The exit code is 0 when everything could be measured; `met` in each line says whether its target is reached.
"""

import importlib
import sys

FIGURES = (
    "event_throughput",
    "relay_latency",
    "cohort_import",
    "vacancy_ingest",
    "search",
    "page_results",
)  # search: three


def main(names: list[str]) -> int:
    """Measure these figures, or all."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        print(f"No figure called {', '.join(unknown)}; there are {', '.join(FIGURES)}.", file=sys.stderr)
        return 2
    for name in names or FIGURES:
        for figure in importlib.import_module(f"bench.{name}").measure():
            print(figure.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
