"""A service away for a while: what was accepted meanwhile arrives once it is back, and nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from outside import SOON, assert_problem, client, found, matches, profile, push, searchable, unique, vacancy

from shared.testing.processes import eventually
from shared.testing.stack import Stack

VACANCIES = "/api/v1/vacancies"


@pytest.fixture
def company_of_own(stack: Stack) -> Iterator[httpx.Client]:
    with client(stack, "company", "Holzbau") as own:
        yield own


@pytest.mark.outage
def test_posts_survive_a_killed_search(stack: Stack, company_of_own: httpx.Client, anyone: httpx.Client) -> None:
    word = unique("Dachstuhl").replace(" ", "")
    before = [_post(company_of_own, word) for _ in range(5)]
    stack.processes["search"].kill()
    try:
        assert_problem(anyone.get("/api/v1/search", params={"q": word}), 503)
        during = [_post(company_of_own, word) for _ in range(15)]
        assert company_of_own.delete(f"{VACANCIES}/{before[0]}").status_code == 200
        assert company_of_own.get(f"{VACANCIES}/{during[0]}").status_code == 200
    finally:
        stack.processes["search"].start()
    searchable(anyone, [*before[1:], *during], q=word)
    eventually(lambda: before[0] not in found(anyone, q=word), SOON)
    _assert_settled(stack)


@pytest.mark.outage
def test_leavers_survive_a_killed_matching(stack: Stack, market: object, school: httpx.Client) -> None:
    stack.processes["matching"].kill()
    try:
        leavers = [{"row_key": f"A{n}", **profile()} for n in range(10)]
        ids = [item["leaver_id"] for item in push(school, leavers)["items"]]
        with client(stack, "leaver", "Leaver", subject=UUID(ids[0])) as leaver:
            assert_problem(leaver.get(f"/api/v1/candidates/{ids[0]}/matches"), 503)
    finally:
        stack.processes["matching"].start()
    eventually(lambda: [_shown(stack, id_) for id_ in ids] == [10] * len(ids), SOON)
    _assert_settled(stack)


@pytest.mark.outage
def test_posts_sent_again_around_a_kill_are_done_once(stack: Stack, company_of_own: httpx.Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        posted = [pool.submit(_post_until_accepted, company_of_own) for _ in range(60)]
        eventually(lambda: posted[4].done(), SOON)
        stack.processes["vacancies"].kill()
        stack.processes["vacancies"].start()
        ids = [one.result() for one in posted]
    listed = [item["id"] for item in company_of_own.get(VACANCIES).json()["items"]]
    assert sorted(listed) == sorted(ids)


def _post_until_accepted(company: httpx.Client) -> str:
    key = {"Idempotency-Key": uuid4().hex}

    def accepted() -> str | None:
        answer = company.post(VACANCIES, json=vacancy(status="draft"), headers=key)
        assert answer.status_code in (201, 503), answer.text
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    return str(eventually(accepted, SOON))


def _shown(stack: Stack, id_: str) -> int:
    """How many matches a leaver has now."""
    with client(stack, "leaver", "Leaver", subject=UUID(id_)) as leaver:
        return len(matches(leaver.get(f"/api/v1/candidates/{id_}/matches")))


def test_no_letter_is_dead(stack: Stack) -> None:
    _assert_settled(stack)


def _post(company: httpx.Client, word: str) -> str:
    answer = company.post(VACANCIES, json=vacancy(title=f"Ausbildung Zimmerer {word}"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _assert_settled(stack: Stack) -> None:
    """Wait until every queue is empty; none of the messages died."""
    dead = [queue for queue in _queues(stack) if str(queue["name"]).endswith(".dead") and queue.get("messages")]
    assert dead == []
    eventually(lambda: all(queue.get("messages") == 0 for queue in _queues(stack)), SOON)


def _queues(stack: Stack) -> list[dict[str, Any]]:
    return stack.vhost.get("queues")
