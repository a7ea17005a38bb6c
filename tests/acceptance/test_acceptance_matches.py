"""Matches from outside: ten places near home, some of them little known, each with reasons."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from conftest import CARE, Posted
from outside import SOON, assert_problem, client, matches, profile, push, unique, vacancy

from shared.reference.occupations import occupations
from shared.testing.processes import eventually
from shared.testing.stack import Stack

PREVIEW = "/api/v1/matches/preview"
SOCIAL = {"R": 2.5, "I": 2.5, "A": 3.0, "S": 6.8, "E": 3.0, "C": 2.5}
STEPS = ("none", "hauptschule", "mittlerer", "fachhochschulreife", "hochschulreife")
PROFILES = [
    profile(),
    profile(certificate=None, interests=None),
    profile(interests=SOCIAL, radius_km=40),
    profile(certificate="mittlerer", wishes=[{"id": "kraftfahrzeugmechatroniker"}], likes="was mit Holz"),
    profile(certificate="hochschulreife", wishes=[{"title": "Tischler"}, {"kldb2010": "81332"}]),
]


@pytest.mark.parametrize("asked", PROFILES)
def test_ten_places_some_of_them_little_known(market: Posted, anyone: httpx.Client, asked: dict[str, Any]) -> None:
    shown = matches(anyone.post(PREVIEW, json=asked))
    assert len({match["vacancy"]["id"] for match in shown}) == 10
    assert sum(match["lesser_known"] for match in shown) >= 2
    for match in shown:
        assert match["vacancy"]["distance_km"] <= asked["radius_km"]
        assert match["vacancy"]["occupation"]["daily"]
        _assert_reasons(match["reasons"])


def _assert_reasons(reasons: list[dict[str, str]]) -> None:
    assert 1 <= len(reasons) <= 3
    assert len({reason["code"] for reason in reasons}) == len(reasons)
    for reason in reasons:
        assert reason["text_de"].endswith((".", "?", "!", "“"))
        assert reason["text_en"]
        assert reason["text_de"] != reason["text_en"]
        assert not re.search(r"\b(score|rang|rank|prozent|None|null)\b", reason["text_de"], re.IGNORECASE)


@pytest.mark.parametrize("asked", [profile(certificate="none"), profile(), profile(interests=SOCIAL)])
def test_a_wish_for_a_certificate_excludes_nobody_the_law_does(
    market: Posted, anyone: httpx.Client, asked: dict[str, Any]
) -> None:
    shown = matches(anyone.post(PREVIEW, json=asked))
    have = STEPS.index(asked["certificate"])
    soft: list[str] = []
    for match in shown:
        required = match["vacancy"]["certificate_required"] or "none"
        short = STEPS.index(required) > have
        assert not (short and match["vacancy"]["certificate_strict"])
        said = [reason["text_de"] for reason in match["reasons"] if reason["code"] == "certificate_soft"]
        assert bool(said) == short
        soft += said
    assert len(soft) <= 3
    assert all(re.fullmatch(r"Betrieb wünscht \S+\. Fragen lohnt sich\.", text) for text in soft)


def test_a_company_that_wishes_for_more_is_worth_asking(stack: Stack, anyone: httpx.Client) -> None:
    with client(stack, "company", "Schreinerei") as company:
        place = vacancy(location={"postal_code": "27498"}, certificate_required="mittlerer")
        company.post("/api/v1/vacancies", json=place).raise_for_status()
        care = {"occupation": {"id": "pflegefachmann"}, "training_kind": "health", "certificate_required": "mittlerer"}
        company.post("/api/v1/vacancies", json={**place, **care}).raise_for_status()
    island = profile(home={"postal_code": "27498"}, radius_km=5)
    shown = eventually(lambda: matches(anyone.post(PREVIEW, json=island)), SOON)
    texts = [reason["text_de"] for reason in shown[0]["reasons"]]
    assert "Betrieb wünscht Realschule. Fragen lohnt sich." in texts
    allowed = {**island, "certificate": "mittlerer"}
    eventually(lambda: "pflegefachmann" in _occupations(matches(anyone.post(PREVIEW, json=allowed))), SOON)
    assert "pflegefachmann" not in _occupations(matches(anyone.post(PREVIEW, json=island)))


def test_order_fit_sorts_by_fit_alone(market: Posted, anyone: httpx.Client) -> None:
    shown = matches(anyone.post(PREVIEW, params={"order": "fit", "size": 50}, json=profile()))
    fits = [match["fit"] for match in shown]
    assert fits == sorted(fits, reverse=True)
    assert len(shown) == 50
    assert_problem(anyone.post(PREVIEW, params={"order": "pay"}, json=profile()), 422, "fields_invalid")


def test_the_same_profile_gives_the_same_list(market: Posted, anyone: httpx.Client) -> None:
    first, second = (anyone.post(PREVIEW, json=profile(radius_km=12)).json() for _ in range(2))
    assert first["rules_version"] == second["rules_version"]
    assert _ids(first["matches"]) == _ids(second["matches"])


def test_care_for_a_social_leaver_with_hauptschulabschluss(market: Posted, anyone: httpx.Client) -> None:
    shown = matches(anyone.post(PREVIEW, json=profile(interests=SOCIAL)))
    care = [match for match in shown if match["vacancy"]["occupation"]["kldb2010"].startswith(("81", "82"))]
    assert care, _occupations(shown)
    assert "pflegefachassistent" in CARE


def test_words_of_liking_lead_to_places(market: Posted, anyone: httpx.Client) -> None:
    shown = matches(anyone.post(PREVIEW, json=profile(interests=None, likes="was mit Holz")))
    liked = [match for match in shown if "wood" in occupations()[match["vacancy"]["occupation"]["id"]].activities]
    assert liked, _occupations(shown)


def test_a_leaver_reads_their_own_matches_only(stack: Stack, market: Posted, school: httpx.Client) -> None:
    leavers = [{"row_key": f"A{n}", **profile()} for n in range(2)]
    own, other = (item["leaver_id"] for item in push(school, leavers)["items"])
    with client(stack, "leaver", "Leaver", subject=own) as leaver:
        address = f"/api/v1/candidates/{own}/matches"
        shown = eventually(lambda: matches(leaver.get(address)), SOON)
        assert len(shown) == 10
        assert sum(match["lesser_known"] for match in shown) >= 2
        for match in shown:
            _assert_reasons(match["reasons"])
        assert_problem(leaver.get(f"/api/v1/candidates/{other}/matches"), 404, "not_found")
        assert_problem(leaver.get(f"/api/v1/candidates/{uuid4()}/matches"), 404, "not_found")
        assert_problem(school.get(address), 403, "key_kind_not_allowed")


def test_a_new_place_reaches_a_leaver_and_leaves_again(stack: Stack, school: httpx.Client) -> None:
    home = {"home": {"postal_code": "25849"}, "radius_km": 15}
    wish = {"wishes": [{"id": "bootsbauer"}]}
    id_ = push(school, [{"row_key": "A1", **profile(**home), **wish}])["items"][0]["leaver_id"]
    with client(stack, "leaver", "Leaver", subject=id_) as leaver, client(stack, "company", "Bootsbau") as company:
        address = f"/api/v1/candidates/{id_}/matches"
        eventually(lambda: leaver.get(address).status_code == 200, SOON)
        boat = vacancy(title=unique("Ausbildung Bootsbau"), occupation={"id": "bootsbauer"}, location=home["home"])
        posted = company.post("/api/v1/vacancies", json=boat)
        shown = eventually(lambda: matches(leaver.get(address)), SOON)
        assert posted.json()["id"] in _ids(shown)
        wished = next(match for match in shown if match["vacancy"]["id"] == posted.json()["id"])
        assert "wish" in {reason["code"] for reason in wished["reasons"]}
        assert company.delete(posted.headers["location"]).status_code == 200
        eventually(lambda: posted.json()["id"] not in _ids(matches(leaver.get(address))), SOON)


@pytest.mark.parametrize(
    ("changes", "notice"),
    [
        ({"home": {"postal_code": "716"}}, "postal_code_incomplete"),
        ({"home": None}, "postal_code_incomplete"),
        ({"start_year": 2040}, "no_place"),
        ({"home": {"postal_code": "87561"}, "radius_km": 1}, "no_place_in_radius"),
    ],
)
def test_an_empty_list_says_why(market: Posted, anyone: httpx.Client, changes: dict[str, Any], notice: str) -> None:
    answer = anyone.post(PREVIEW, json=profile(**changes))
    assert matches(answer) == []
    said = answer.json()["notice"]
    assert said["code"] == notice
    assert said["text_de"]
    assert said["text_en"]


@pytest.mark.parametrize("size", [1, 5, 50])
def test_the_list_has_the_size_asked_for(market: Posted, anyone: httpx.Client, size: int) -> None:
    assert len(matches(anyone.post(PREVIEW, params={"size": size}, json=profile(radius_km=60)))) <= size


@pytest.mark.parametrize("size", [0, -1, 51, 10**30, "viele", "1e3", ""])
def test_a_wrong_size_is_refused(anyone: httpx.Client, size: Any) -> None:
    assert_problem(anyone.post(PREVIEW, params={"size": size}, json=profile()), 422, "fields_invalid")


def test_what_is_no_part_of_a_profile_changes_nothing(market: Posted, anyone: httpx.Client) -> None:
    for field in ("name", "gender", "nationality", "religion", "birth_date"):
        refused = assert_problem(anyone.post(PREVIEW, json=profile(**{field: "x"})), 422, "fields_invalid")
        assert [(error["field"], error["code"]) for error in refused["errors"]] == [(field, "extra_forbidden")]


def _ids(shown: list[dict[str, Any]]) -> list[str]:
    return [match["vacancy"]["id"] for match in shown]


def _occupations(shown: list[dict[str, Any]]) -> set[str]:
    return {match["vacancy"]["occupation"]["id"] for match in shown}
