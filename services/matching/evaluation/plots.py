"""Plots as SVG: matches against relevance, each policy a colour, each market a point, the mean a ring."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor
from statistics import mean

from services.matching.evaluation.trials import Found

WIDTH, HEIGHT, EDGE = 640, 420, 56
COLOURS = ("#0b6e4f", "#b3541e", "#30588c", "#7a3b8f", "#8a6d00", "#555555", "#b00040")
Point = tuple[float, float]


def frontier(found: Sequence[Found], title: str) -> str:
    """Matches and true DCG against the Elasticsearch baseline, in percent."""
    series = {name: [_point(f, name) for f in found] for name in found[0]["policies"] if name != "popularity"}
    return _svg(series, title, "DCG gegen Elasticsearch (Wunsch und Nähe), %", "vermittelte Plätze, %")


def _point(found: Found, policy: str) -> Point:
    figures = found["policies"][policy]
    return 100 * figures["dcg_gain"], 100 * figures["matches_gain"]


def _svg(series: dict[str, list[Point]], title: str, x_name: str, y_name: str) -> str:
    points = [point for several in series.values() for point in several]
    x = _Scale([p[0] for p in points], EDGE, WIDTH - 150)
    y = _Scale([p[1] for p in points], HEIGHT - EDGE, 40)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{EDGE}" y="20" font-size="14">{escape(title)}</text>',
        *_axes(x, y),
        f'<text x="{EDGE}" y="{HEIGHT - 12}">{escape(x_name)}</text><text x="8" y="34">{escape(y_name)}</text>',
    ]
    for number, (name, several) in enumerate(series.items()):
        parts += _dots(name, several, x, y, COLOURS[number % len(COLOURS)], number)
    return "\n".join([*parts, "</svg>\n"])


class _Scale:
    """From values to pixels, with round ticks."""

    def __init__(self, values: Sequence[float], first: int, last: int) -> None:
        low, high = min(0.0, *values), max(0.0, *values)
        self.step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 12)
        self._low, self._high = self.step * floor(low / self.step), self.step * ceil(high / self.step)
        self._first, self._last = first, last

    def at(self, value: float) -> float:
        """The pixel of a value."""
        part = (value - self._low) / max(self._high - self._low, 1e-9)
        return round(self._first + part * (self._last - self._first), 1)

    def ticks(self) -> list[float]:
        """Round values from low to high."""
        count = round((self._high - self._low) / self.step)
        return [self._low + self.step * n for n in range(count + 1)]


def _axes(x: _Scale, y: _Scale) -> list[str]:
    left, right, bottom, top = EDGE, WIDTH - 150, HEIGHT - EDGE, 40
    lines = [f'<g stroke="#ddd">{"".join(_lines(x, y, left, right, bottom, top))}</g>']
    lines += [f'<text x="{x.at(t)}" y="{bottom + 16}" text-anchor="middle">{t:g}</text>' for t in x.ticks()]
    return lines + [f'<text x="{left - 6}" y="{y.at(t) + 4}" text-anchor="end">{t:g}</text>' for t in y.ticks()]


def _lines(x: _Scale, y: _Scale, left: int, right: int, bottom: int, top: int) -> list[str]:
    upright = [f'<line x1="{x.at(t)}" x2="{x.at(t)}" y1="{top}" y2="{bottom}"/>' for t in x.ticks()]
    return upright + [f'<line x1="{left}" x2="{right}" y1="{y.at(t)}" y2="{y.at(t)}"/>' for t in y.ticks()]


def _dots(name: str, several: Sequence[Point], x: _Scale, y: _Scale, colour: str, number: int) -> list[str]:
    dots = [f'<circle cx="{x.at(a)}" cy="{y.at(b)}" r="2.5" fill="{colour}" fill-opacity="0.5"/>' for a, b in several]
    a, b = mean(p[0] for p in several), mean(p[1] for p in several)
    ring = f'<circle cx="{x.at(a)}" cy="{y.at(b)}" r="7" fill="none" stroke="{colour}" stroke-width="2"/>'
    legend = f'<text x="{WIDTH - 140}" y="{60 + 18 * number}" fill="{colour}">● {escape(name)}</text>'
    return [*dots, ring, legend]
