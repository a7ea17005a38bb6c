"""The story itself: region, cohort, 200 posts; everything counted at the end."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from services.console.commands import seed as seeding
from services.console.counts import Counts, count, settled
from services.console.seeding.push import expected
from services.console.settings import Settings
from services.console.story.cast import Cast, assemble
from services.console.story.probes import Measured, measure, percentiles, withdraw
from shared.reference.kreise import REGIONS

Say = Callable[[str], None]


@dataclass
class Result:
    """What `heimvorteil demo --json` prints. Times in milliseconds, shares 0..1."""

    region: dict[str, int] = field(default_factory=dict)
    vacancies_posted: int = 0
    vacancies_searchable: int = 0
    leavers_pushed: int = 0
    leavers_indexed: int = 0
    matches: int = 0
    leavers_with_matches: int = 0
    lesser_known_share: float = 0.0
    single_posts: int = 0
    lost: int = 0
    post_to_searchable_ms: dict[str, int] = field(default_factory=dict)
    post_to_match_ms: dict[str, int] = field(default_factory=dict)
    example: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def play(settings: Settings, posts: int, say: Say, step: Callable[[str, int], Callable[[], None]]) -> Result:
    """Play the story with so many single posts.

    `say` tells a line, `step(title, total)` starts a progress bar and returns its tick.
    """
    result, began = Result(), time.monotonic()
    _region(settings, say, result)
    result.seconds["region"] = round(time.monotonic() - began, 1)
    cast = _cohort(settings, posts, say, result)
    with httpx.Client(base_url=settings.heimvorteil_url, timeout=30) as client:
        began = time.monotonic()
        measured = measure(client, cast.probes, step("Einzelne Angebote, je bis zur Suche und zum Vorschlag", posts))
        result.seconds["single_posts"] = round(time.monotonic() - began, 1)
        result.example = _example(client, cast)
        _take_measures(result, measured)
        _count(settings, result, result.vacancies_posted)
        withdraw(client, measured)
    return result


def _region(settings: Settings, say: Say, result: Result) -> None:
    keys = list(REGIONS["demo"])
    vacancies, leavers = expected(keys)
    result.region = {"vacancies": vacancies, "leavers": leavers}
    if seeding.already_there(settings, keys):
        say(f"Die Demoregion ist schon da: {vacancies} Angebote, {leavers} Schulabgänger:innen.")
    else:
        say("Erfundene Betriebe und Schulen der Demoregion melden ihre Plätze und Jahrgänge (einmalig) …")
        seeding.write(settings, keys, seed=1)
        say("  … bis alle im Index sind und Vorschläge haben")
        settled(
            settings,
            lambda now: now.vacancies >= vacancies and now.leavers >= leavers and not now.on_their_way,
        )
    result.vacancies_posted, result.leavers_pushed = vacancies, leavers


def _cohort(settings: Settings, posts: int, say: Say, result: Result) -> Cast:
    say("Eine Schule meldet ihren Abgangsjahrgang …")
    before = count(settings).leavers
    cast = assemble(settings, posts)
    report = cast.report
    say(
        f"  {report['read']} gelesen = {report['accepted']} angenommen + {report['rejected']} abgelehnt"
        f" + {report['duplicate']} doppelt"
    )
    result.leavers_pushed = max(result.leavers_pushed, before) + report["accepted"]
    say("  … bis alle im Index sind und Vorschläge haben")
    expected_leavers = before + report["accepted"]
    settled(settings, lambda now: now.leavers >= expected_leavers and not now.on_their_way)
    return cast


def _take_measures(result: Result, measured: list[Measured]) -> None:
    found = [m.searchable_ms for m in measured if m.searchable_ms is not None]
    matched = [m.matched_ms for m in measured if m.matched_ms is not None]
    result.single_posts = len(measured)
    result.lost = 2 * len(measured) - len(found) - len(matched)
    result.post_to_searchable_ms = percentiles(found)
    result.post_to_match_ms = percentiles(matched)


def _count(settings: Settings, result: Result, region_vacancies: int) -> None:
    result.vacancies_posted = region_vacancies + result.single_posts
    now: Counts = settled(settings, lambda now: now.vacancies >= result.vacancies_posted)
    result.vacancies_searchable, result.leavers_indexed = now.vacancies, now.leavers
    result.matches, result.leavers_with_matches = now.matches, now.leavers_with_matches
    result.lesser_known_share = now.lesser_known_share


def _example(client: httpx.Client, cast: Cast) -> dict[str, Any]:
    probe = cast.probes[0]
    path = f"/api/v1/candidates/{probe.leaver_id}/matches"
    answer = client.get(path, headers={"Authorization": f"Bearer {probe.token}"}).raise_for_status().json()
    return {"wish": probe.query["q"], "postal_code": probe.query["where"], "matches": answer["matches"]}
