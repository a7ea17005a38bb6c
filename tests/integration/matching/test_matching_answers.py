"""Previews, care for social profiles, empty lists, and what happens while Elasticsearch is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from conftest import Town
from matching_people import SOCIAL, leaver, market, place

from shared.contracts.calls import MatchList
from shared.contracts.problems import RemoteProblem
from shared.testing.processes import ServiceProcess, eventually, free_port


def test_a_preview_needs_no_stored_leaver(town: Town) -> None:
    town.open(*market())
    eventually(lambda: town.preview(leaver()).matches)
    found = town.preview(leaver())
    assert len(found.matches) == 10 and found == town.preview(leaver())
    assert len(town.preview(leaver(), size=5).matches) == 5
    fits = [match.fit for match in town.preview(leaver(), order="fit", size=20).matches]
    assert fits == sorted(fits, reverse=True)


def test_social_with_hauptschule_is_shown_care(town: Town) -> None:
    care = place("pflegefachassistent", north_km=15)
    town.open(*market(120), care)
    asked = leaver(interests=SOCIAL)
    eventually(lambda: len(town.preview(asked).matches) == 10)
    assert "pflegefachassistent" in [match.vacancy.occupation.id for match in town.preview(asked).matches]


def test_a_soft_mismatch_says_so_and_a_strict_one_excludes(town: Town) -> None:
    soft = place("industriekaufmann", certificate_required="mittlerer", certificate_strict=False)
    strict = place("erzieher", certificate_required="mittlerer", certificate_strict=True)
    town.open(soft, strict)
    eventually(lambda: town.preview(leaver()).matches)
    (only,) = town.preview(leaver()).matches
    assert only.vacancy.id == soft.id
    assert "Betrieb wünscht Realschule. Fragen lohnt sich." in [reason.text_de for reason in only.reasons]


def test_empty_lists_say_why_and_what_to_do(town: Town) -> None:
    incomplete = leaver(postal_code="716", latitude=None, longitude=None)
    assert notice(town.preview(incomplete)) == "postal_code_incomplete"
    assert notice(town.preview(leaver())) == "no_place"
    assert notice(town.list_of(uuid4())) == "nothing_yet"
    town.open(place("zimmerer", north_km=40))
    eventually(lambda: notice(town.preview(leaver())) == "no_place_in_radius")
    found = town.preview(leaver())
    assert found.notice is not None and "Zimmerer/Zimmerin in Ludwigsburg, 40 km von dir" in found.notice.text_de


def test_without_elasticsearch_stored_lists_are_served(town: Town) -> None:
    lou = uuid4()
    town.open(*market())
    town.arrive({lou: leaver()})
    shown = town.eventually_shown(lou, lambda ids: len(ids) == 10)
    with without_elasticsearch(town):
        assert town.shown(lou) == shown and not town.list_of(lou).degraded
        with pytest.raises(RemoteProblem) as refused:
            town.preview(leaver())
        assert refused.value.body.kind == "unavailable"


@contextmanager
def without_elasticsearch(town: Town) -> Iterator[None]:
    """The same service, for the block with an address of Elasticsearch nobody listens at."""
    eventually(town.quiet)
    ordinary = town.matching
    ordinary.stop()
    variables = {**ordinary._variables, "ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}"}
    lonely = ServiceProcess(ordinary.name, variables, ordinary.log)
    try:
        lonely.start()
        town.served_by(lonely)
        yield
    finally:
        lonely.kill()
        ordinary.start()
        town.served_by(ordinary)


def notice(found: MatchList) -> str | None:
    """Code of the notice of an empty list."""
    assert not found.matches
    return found.notice.code if found.notice else None
