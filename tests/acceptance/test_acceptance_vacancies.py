"""Vacancies from outside: posted, found, changed, withdrawn, in bulk, with what the law says about them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from outside import SOON, assert_problem, client, codes, found, searchable, unique, vacancy, warnings

from shared.testing.processes import eventually
from shared.testing.stack import Stack

VACANCIES = "/api/v1/vacancies"


@pytest.fixture
def importer(stack: Stack) -> Iterator[httpx.Client]:
    with client(stack, "importer", "Börse") as own:
        yield own


def test_a_vacancy_is_found_changed_and_withdrawn(company: httpx.Client, anyone: httpx.Client) -> None:
    title = f"Ausbildung Zimmerer {_word()} (m/w/d)"
    posted = company.post(VACANCIES, json=vacancy(title=title))
    assert posted.status_code == 201
    assert posted.json()["status"] == "published"
    assert posted.json()["revision"] == 1
    id_ = posted.json()["id"]
    address = posted.headers["location"]

    searchable(anyone, [id_], q=title)
    searchable(anyone, [id_], q=title, where="Ludwigsburg")
    searchable(anyone, [id_], q=title, where="71634")
    read = anyone.get(address)
    assert (read.status_code, read.headers["etag"]) == (200, '"1"')
    assert read.json()["title"] == title
    assert read.json()["location"]["kreis_ags"] == "08118"

    assert_problem(company.put(address, json=vacancy(title=title)), 412, "if_match_missing")
    assert_problem(company.put(address, json=vacancy(title=title), headers={"If-Match": '"7"'}), 412, "revision_stale")
    changed = company.put(address, json=vacancy(title=title, places=5), headers={"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    eventually(lambda: _hit(anyone, title)["places"] == 5, SOON)

    assert company.delete(address).status_code == 200
    assert_problem(anyone.get(address), 410, "vacancy_gone")
    eventually(lambda: id_ not in found(anyone, q=title, where="71634"), SOON)


def test_another_company_cannot_touch_it(stack: Stack, company: httpx.Client) -> None:
    address = company.post(VACANCIES, json=vacancy()).headers["location"]
    with client(stack, "company", "Konkurrenz") as other:
        assert_problem(other.put(address, json=vacancy(), headers={"If-Match": '"1"'}), 404)
        assert_problem(other.delete(address), 404)
    assert company.get(address).json()["revision"] == 1


def test_an_idempotency_key_gives_one_vacancy(company: httpx.Client) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    first, second = (company.post(VACANCIES, json=vacancy(), headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert_problem(company.post(VACANCIES, json=vacancy(places=9), headers=key), 409, "idempotency_key_reused")


def test_a_change_sent_again_with_its_key_is_answered_alike(company: httpx.Client) -> None:
    address = company.post(VACANCIES, json=vacancy()).headers["location"]
    sent = {"Idempotency-Key": uuid4().hex, "If-Match": '"1"'}
    first, second = (company.put(address, json=vacancy(places=7), headers=sent) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["revision"] == 2
    assert_problem(company.put(address, json=vacancy(places=7), headers={"If-Match": '"1"'}), 412)
    assert_problem(company.put(address, json=vacancy(places=9), headers=sent), 409, "idempotency_key_reused")


def test_two_clicks_on_a_push_make_one_set(stack: Stack) -> None:
    """More than one part, none of them with an external id; the sender's second try overlaps with the first."""
    items = [vacancy(places=1 + n % 9, status="draft") for n in range(520)]
    with client(stack, "company", "Holzbau") as own, ThreadPoolExecutor(2) as pool:
        sent = {"headers": {"Idempotency-Key": uuid4().hex}, "json": {"items": items}}
        first, second = pool.map(lambda _: own.post(f"{VACANCIES}/bulk", **sent), range(2))
        assert first.status_code == second.status_code == 200
        assert first.json() == second.json()
        made = {item["id"] for item in first.json()["items"]}
        assert len(made) == len(items)
        listed = own.get(VACANCIES).json()["items"]
        assert {item["id"] for item in listed} <= made
        items[519]["places"] = 400
        assert_problem(own.post(f"{VACANCIES}/bulk", **sent), 409, "idempotency_key_reused")


def test_a_used_external_id_is_refused_singly_and_updates_in_bulk(company: httpx.Client) -> None:
    external_id = unique("V")
    id_ = company.post(VACANCIES, json=vacancy(external_id=external_id)).json()["id"]
    again = assert_problem(company.post(VACANCIES, json=vacancy(external_id=external_id)), 409, "external_id_used")
    assert again["id"] == id_
    items = [vacancy(external_id=external_id, places=7), vacancy(location={"postal_code": "00000"})]
    updated, refused = company.post(f"{VACANCIES}/bulk", json={"items": items}).json()["items"]
    assert (updated["status"], updated["id"]) == (200, id_)
    assert company.get(f"{VACANCIES}/{id_}").json()["places"] == 7
    assert (refused["index"], refused["status"]) == (1, 422)
    assert refused["errors"][0]["field"] == "items.1.location.postal_code"


def test_ten_at_once_make_one(company: httpx.Client) -> None:
    with ThreadPoolExecutor(10) as pool:
        key = {"Idempotency-Key": uuid4().hex}
        same = list(pool.map(lambda _: company.post(VACANCIES, json=vacancy(), headers=key), range(10)))
        assert {answer.status_code for answer in same} == {201}
        assert len({answer.json()["id"] for answer in same}) == 1
        external_id = unique("V")
        used = list(pool.map(lambda _: company.post(VACANCIES, json=vacancy(external_id=external_id)), range(10)))
        assert sorted(answer.status_code for answer in used) == [201] + [409] * 9
        assert len({answer.json()["id"] for answer in used}) == 1
        address, tag = f"{VACANCIES}/{used[0].json()['id']}", {"If-Match": '"1"'}
        changed = list(pool.map(lambda n: company.put(address, json=vacancy(places=10 + n), headers=tag), range(10)))
        assert sorted(answer.status_code for answer in changed) == [200] + [412] * 9
    assert company.get(address).json()["revision"] == 2


def test_an_external_id_twice_in_one_call_is_one_vacancy(company: httpx.Client) -> None:
    external_id = unique("V")
    items = [vacancy(external_id=external_id, places=places) for places in (1, 2, 2)]
    verdicts = company.post(f"{VACANCIES}/bulk", json={"items": items}).json()["items"]
    assert [verdict["status"] for verdict in verdicts] == [201, 200, 200]
    assert len({verdict["id"] for verdict in verdicts}) == 1
    assert company.get(f"{VACANCIES}/{verdicts[0]['id']}").json()["places"] == 2


def test_two_thousand_in_one_call(importer: httpx.Client, anyone: httpx.Client) -> None:
    word = _word()
    place = {"postal_code": "26382"}
    items = [
        vacancy(external_id=f"B-{n}", title=f"Ausbildung Zimmerer {word}", employer={"name": word}, location=place)
        for n in range(2000)
    ]
    answer = importer.post(f"{VACANCIES}/bulk", json={"items": items})
    verdicts = answer.json()["items"]
    assert [verdict["index"] for verdict in verdicts] == list(range(2000))
    assert {verdict["status"] for verdict in verdicts} == {201}
    eventually(lambda: _search(anyone, q=word, where="26382")["total"] == 2000, SOON)
    assert_problem(importer.post(f"{VACANCIES}/bulk", json={"items": [*items, items[0]]}), 422, "fields_invalid")


def test_an_ambiguous_class_lists_its_occupations(company: httpx.Client) -> None:
    refused = assert_problem(
        company.post(VACANCIES, json=vacancy(occupation={"kldb2010": "81332"})), 422, "occupation_ambiguous"
    )
    assert {one["id"] for one in refused["candidates"]} == {
        "anaesthesietechnischer-assistent",
        "operationstechnischer-assistent",
    }
    single = company.post(VACANCIES, json=vacancy(occupation={"kldb2010": "33302"}))
    assert company.get(single.headers["location"]).json()["occupation"]["id"] == "trockenbaumonteur"


def test_the_minimum_pay_is_named_with_its_year(company: httpx.Client) -> None:
    low = warnings(company.post(VACANCIES, json=vacancy(start_date="2026-09-01", pay_per_month=[700, 854, 977])))
    assert "2026" in low["pay_below_minimum"]
    assert "724" in low["pay_below_minimum"]
    fine = warnings(company.post(VACANCIES, json=vacancy(start_date="2026-09-01", pay_per_month=[724, 854, 977])))
    assert "pay_below_minimum" not in fine
    assert "pay_not_checkable" not in fine


@pytest.mark.parametrize("pay", [[300], [850, 950, 1100], [2000]])
def test_a_year_without_a_table_row_is_never_ok(company: httpx.Client, pay: list[int]) -> None:
    said = warnings(company.post(VACANCIES, json=vacancy(start_date="2027-09-01", pay_per_month=pay)))
    assert "2027 noch nicht eingetragen (2026: 724 €)" in said["pay_not_checkable"]


def test_outside_bbig_no_minimum_pay_is_claimed(company: httpx.Client) -> None:
    school_based = vacancy(occupation={"id": "kinderpfleger"}, training_kind="school_based", pay_per_month=[100])
    said = warnings(company.post(VACANCIES, json=school_based))
    assert {"pay_below_minimum", "pay_not_checkable"}.isdisjoint(said)


def test_a_certificate_is_strict_by_law_only(company: httpx.Client) -> None:
    wished = company.post(VACANCIES, json=vacancy(certificate_required="mittlerer", certificate_strict=True))
    assert "certificate_not_strict_by_law" in warnings(wished)
    assert company.get(wished.headers["location"]).json()["certificate_strict"] is False
    care = vacancy(occupation={"id": "pflegefachmann"}, training_kind="health", certificate_required="hauptschule")
    demanded = company.post(VACANCIES, json=care)
    assert "certificate_raised_by_law" in warnings(demanded)
    record = company.get(demanded.headers["location"]).json()
    assert (record["certificate_required"], record["certificate_strict"]) == ("mittlerer", True)


def test_a_description_keeps_plain_tags_only(company: httpx.Client) -> None:
    html = (
        "<p onclick='steal()' lang='de'>Holz &amp; <strong style='x'>Dach</strong></p><script>steal()</script>"
        "<img src='https://example.org/pixel.gif'><a href='https://example.org'>hier</a><ul><li>Säge</li></ul>"
    )
    posted = company.post(VACANCIES, json=vacancy(description_html=html))
    assert "description_cleaned" in warnings(posted)
    kept = company.get(posted.headers["location"]).json()["description_html"]
    assert kept == "<p>Holz &amp; <strong>Dach</strong></p>hier<ul><li>Säge</li></ul>"


@pytest.mark.parametrize("hidden", ["\u202e", "\x00", "\x07", "\u200b", "\r\n", "\x1b[31m"])
def test_invisible_characters_leave_a_title(company: httpx.Client, hidden: str) -> None:
    posted = company.post(VACANCIES, json=vacancy(title=f"Ausbildung{hidden} Zimmerer (m/w/d)"))
    title = company.get(posted.headers["location"]).json()["title"]
    assert title.isprintable()
    assert title.replace("[31m", "") == "Ausbildung Zimmerer (m/w/d)"


def test_a_hostile_title_stays_text(company: httpx.Client, anyone: httpx.Client) -> None:
    title = f"</script><script>alert(1)</script> {_word()} (m/w/d)"
    id_ = company.post(VACANCIES, json=vacancy(title=title)).json()["id"]
    searchable(anyone, [id_], q=title.split()[1])
    page = anyone.get("/suche", params={"q": title.split()[1]}, headers={"Accept": "text/html"})
    assert "<script>alert(1)" not in page.text


def test_a_year_to_get_started_is_a_kind_of_its_own(company: httpx.Client, anyone: httpx.Client) -> None:
    title = f"Einstiegsqualifizierung {_word()} (m/w/d)"
    year = vacancy(title=title, training_kind="eq", duration_months=10, pay_per_month=[])
    id_ = company.post(VACANCIES, json=year).json()["id"]
    searchable(anyone, [id_], q=title, training_kind="eq")
    assert id_ not in found(anyone, q=title, training_kind="dual")


def test_places_of_this_summer_are_free_now(company: httpx.Client, anyone: httpx.Client) -> None:
    word = _word()
    titles = {"now": f"Ausbildung jetzt {word}", "later": f"Ausbildung später {word}"}
    now, later = (
        company.post(VACANCIES, json=vacancy(title=titles[when], start_date=start)).json()["id"]
        for when, start in (("now", "2026-09-01"), ("later", "2028-09-01"))
    )
    searchable(anyone, [now, later], q=word)
    assert found(anyone, q=word, available_now=True) == {now}


def test_a_filled_place_leaves_the_search_and_returns(company: httpx.Client, anyone: httpx.Client) -> None:
    title = f"Ausbildung Zimmerer {_word()}"
    posted = company.post(VACANCIES, json=vacancy(title=title))
    searchable(anyone, [posted.json()["id"]], q=title)
    assert company.post(f"{posted.headers['location']}/fill").json()["status"] == "filled"
    eventually(lambda: posted.json()["id"] not in found(anyone, q=title), SOON)
    assert company.post(f"{posted.headers['location']}/reopen").json()["status"] == "published"
    searchable(anyone, [posted.json()["id"]], q=title)


def test_a_postal_code_keeps_its_zero(company: httpx.Client, anyone: httpx.Client) -> None:
    title = f"Ausbildung Zimmerer {_word()}"
    posted = company.post(VACANCIES, json=vacancy(title=title, location={"postal_code": "01987"}))
    searchable(anyone, [posted.json()["id"]], q=title, where="01987")
    assert company.get(posted.headers["location"]).json()["location"]["postal_code"] == "01987"
    assert _hit(anyone, title)["location"]["postal_code"] == "01987"


def test_other_keys_cannot_post(school: httpx.Client, anyone: httpx.Client, company: httpx.Client) -> None:
    assert_problem(anyone.post(VACANCIES, json=vacancy()), 401, "key_missing")
    assert_problem(school.post(VACANCIES, json=vacancy()), 403, "key_kind_not_allowed")
    foreign = company.post(VACANCIES, json=vacancy(employer={"name": "Eine andere Firma"}))
    assert codes(assert_problem(foreign, 422)) == {"employer_not_allowed"}


def _word() -> str:
    """A word no other title has; letters only, so that no analysis splits it."""
    return "Wald" + uuid4().hex[:10].translate(str.maketrans("0123456789", "ghijklmnop"))


def _search(anyone: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = anyone.get("/api/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _hit(anyone: httpx.Client, title: str) -> dict[str, Any]:
    """The first hit of this title; waits for it."""
    return eventually(
        lambda: next((hit for hit in _search(anyone, q=title)["hits"] if hit["title"] == title), {}), SOON
    )
