"""The audit log as a table, and a school's key that ends at once, with fake services behind them."""

import csv
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from gateway_fakes import UNKNOWN, Edge

from services.gateway.pages.coordinator.region import kreis_of
from shared.contracts.calls import Acts, ListActs, NotedAct, Principal
from shared.contracts.problems import RemoteProblem
from shared.reference.kreise import kreise

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


def act(number: int, **fields: object) -> NotedAct:
    values = {"role": "coordinator", "right": "company.release", "action": "released", "kind": "company", **fields}
    return NotedAct.model_validate({"id": number, "at": NOW - timedelta(minutes=5 * (9 - number)), **values})


def test_the_table_has_every_page_and_no_cell_is_computed() -> None:
    edge = Edge()
    who = {"kind": "coordinator", "account_id": uuid4(), "name": "Bündnis", "key_id": uuid4(), "regions": ("07141",)}
    edge.services.accounts.answers["authenticate"] = lambda _: Principal.model_validate(who)
    acts = [act(9), act(8, subject="-1.2", kreis="07141"), act(7, right="role.gone", action="done_so")]

    def listed(query: ListActs) -> Acts:
        left = [one for one in acts if query.before is None or one.id < query.before]
        return Acts(items=tuple(left[:2]), more=len(left) > 2)

    edge.services.accounts.answers["list_acts"] = listed
    answer = edge.ask("GET", "/region/protokoll.csv", headers={"cookie": "hv_region=x"})
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["Nummer"], row["Was"]) for row in rows] == [
        ("9", "Betrieb freigegeben"), ("8", "Betrieb freigegeben"), ("7", "done_so"),
    ]  # fmt: skip
    assert rows[1]["Kennung"] == "'-1.2"
    page = edge.ask("GET", "/region/protokoll", headers={"cookie": "hv_region=x"}).text
    assert "26.11.2026, 11:00:00" in page and 'href="/region/protokoll?vor=8"' in page


def test_a_schools_key_ends_at_once() -> None:
    edge = Edge()
    header = edge.services.key("school")
    edge.services.candidates.answers["get_import"] = lambda _: (_ for _ in ()).throw(RemoteProblem(UNKNOWN))
    edge.ask("GET", f"/api/v1/imports/{uuid4()}", headers=header)
    edge.services.accounts.answers["authenticate"] = lambda _: (_ for _ in ()).throw(RemoteProblem(UNKNOWN))
    asked = len(edge.services.candidates.asked)
    assert asked == 1
    assert edge.ask("GET", f"/api/v1/imports/{uuid4()}", headers=header).status_code == 401
    assert len(edge.services.candidates.asked) == asked, "nothing was asked with it"


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("12073", "12073"), (" uckermark, LANDKREIS ", "12073"), ("Uckermark", "12073"),
        ("Landkreis Uckermark", "12073"), ("Rhein-Lahn", "07141"), ("Landkreis Kassel", "06633"),
        ("Stadt Kassel", "06611"), ("Berlin", "11000"),
        ("Kassel", None), ("Landkreis", None), ("Atlantis", None), ("", None), ("–", None),
    ],
)  # fmt: skip
def test_a_kreis_is_known_by_words_that_mean_no_other(text: str, ags: str | None) -> None:
    found = kreis_of(text, [*kreise().values()])
    assert (found.ags if found else None) == ags
    assert kreis_of(text, []) is None
