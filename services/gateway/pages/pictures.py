"""Pictures of activities, people and interests; each stands beside words that say the same."""

from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin

from markupsafe import Markup

from shared.reference.activities import activities
from shared.reference.occupations import Profile, occupation

_ICON = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/icons.svg#{}"/></svg>')
_PICTURE = Markup(
    '<span class="bild bild-{}" aria-hidden="true">'
    '<svg focusable="false"><use href="/static/bilder.svg#{}"/></svg></span>'
)
_TINTS = 5
_UNKNOWN = "repairing"
RADIUS = 80
_LOWEST, _HIGHEST = 1.0, 7.0


@cache
def icon(name: str) -> Markup:
    """A small sign in the colour of its text."""
    return _ICON.format(name)


@cache
def activity_picture(tag: str) -> Markup:
    """What somebody does, on a tint that stays the same for the activity."""
    return _PICTURE.format(list(activities()).index(tag) % _TINTS, tag)


@cache
def occupation_picture(id_: str) -> Markup:
    """What one does most in an occupation."""
    known = occupation(id_)
    return activity_picture(known.activities[0] if known and known.activities else _UNKNOWN)


def hexagon(scores: Profile | Sequence[float], radius: float = RADIUS) -> str:
    """The corners of six scores (1..7) around (0, 0), clockwise from the top, as SVG wants them."""
    shares = [0.1 + 0.9 * (score - _LOWEST) / (_HIGHEST - _LOWEST) for score in scores]
    corners = [(share * radius, i * pi / 3) for i, share in enumerate(shares)]
    return " ".join(f"{length * sin(angle):.1f},{-length * cos(angle):.1f}" for length, angle in corners)
