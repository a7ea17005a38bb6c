"""The baseline of the evaluation is what Elasticsearch really answers to wishes and distance."""

from typing import Any

import numpy as np
import pytest
from elasticsearch import Elasticsearch

from services.matching.evaluation.geography import REGIONS
from services.matching.evaluation.markets import KINDS, Setting, Town, town
from services.matching.evaluation.policies import SIZE, WISH_BOOST, wish_and_distance
from services.matching.rulebook import rulebook
from shared.testing.servers import Servers

BOOK = rulebook()
MAPPINGS = {
    "properties": {
        "occupation": {"type": "integer"}, "level": {"type": "integer"}, "location": {"type": "geo_point"},
    }
}  # fmt: skip


def documents(market: Town) -> list[dict[str, Any]]:
    """Vacancies as a job board would index them."""
    v = market.vacancies
    return [
        {"occupation": int(v.occupation[n]), "level": int(v.level[n]),
         "location": {"lat": float(v.latitude[n]), "lon": float(v.longitude[n])}}
        for n in range(len(v.key))
    ]  # fmt: skip


def query(market: Town, row: int) -> dict[str, Any]:
    """What the job board asks for a leaver."""
    people = market.leavers
    home = {"lat": float(people.latitude[row]), "lon": float(people.longitude[row])}
    radius = float(people.radius_km[row])
    wishes = range(people.wish_start[row], people.wish_start[row + 1])
    filters = [
        {"geo_distance": {"distance": f"{radius}km", "location": home}},
        {"range": {"level": {"lte": int(people.level[row])}}},
    ]
    should = [
        {"constant_score": {"filter": {"term": {"occupation": int(people.wish[at])}},
                            "boost": WISH_BOOST * float(people.wish_weight[at])}}
        for at in wishes
    ]  # fmt: skip
    near = {"distance_feature": {"field": "location", "origin": home, "pivot": f"{radius / 2}km"}}
    return {"query": {"bool": {"filter": filters, "should": [*should, near]}}, "size": SIZE, "_source": False}


def test_the_formula_is_that_of_elasticsearch(servers: Servers, index_prefix: str) -> None:
    market = town(Setting(KINDS["common"], REGIONS["westerwald"], 3, share=0.05), BOOK)
    ours = wish_and_distance(market, BOOK)
    name = f"{index_prefix}-baseline"
    with Elasticsearch(servers.elasticsearch_url, request_timeout=60) as client:
        client.indices.create(index=name, mappings=MAPPINGS, settings={"number_of_shards": 1})
        lines = [line for n, d in enumerate(documents(market)) for line in ({"index": {"_id": str(n)}}, d)]
        assert not client.bulk(operations=lines, index=name, refresh=True)["errors"]
        searches = [part for row in range(len(ours)) for part in ({}, query(market, row))]
        answers = client.msearch(index=name, searches=searches)["responses"]
        client.indices.delete(index=name)
    for row, answer in enumerate(answers):
        hits = answer["hits"]["hits"]
        mine = ours[row][ours[row] >= 0]
        assert len(hits) == len(mine)
        theirs = [hit["_score"] for hit in hits]
        assert score(market, row, mine) == pytest.approx(theirs, abs=1e-3)
        assert [int(hit["_id"]) for hit in hits] == mine.tolist()


def score(market: Town, row: int, vacancies: np.ndarray[Any, np.dtype[np.int64]]) -> list[float]:
    """Our formula for some vacancies."""
    people, pivot = market.leavers, float(market.leavers.radius_km[row]) / 2
    weight = dict(
        zip(people.wish[people.wish_start[row] : people.wish_start[row + 1]].tolist(),
            people.wish_weight[people.wish_start[row] : people.wish_start[row + 1]].tolist(), strict=True)
    )  # fmt: skip
    occupations = market.vacancies.occupation[vacancies].tolist()
    km = market.truth.km[row, vacancies]
    return [WISH_BOOST * weight.get(o, 0.0) + pivot / (pivot + d) for o, d in zip(occupations, km, strict=True)]
