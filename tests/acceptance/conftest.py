"""Partners of one running system, and a market around Ludwigsburg that many tests need."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest
from outside import SOON, client, matches, profile, searchable, unique, vacancy

from shared.reference.occupations import occupations
from shared.testing.processes import eventually
from shared.testing.stack import Stack

OPEN = [one for one in occupations().values() if not one.successor and one.training_kind == "dual"]
CARE = ("pflegefachassistent", "pflegefachmann", "physiotherapeut", "kinderpfleger", "sozialassistent")
NEAR = ("71634", "71636", "71638", "71640", "71672", "71691", "71706", "74321", "71229", "70435")
CERTIFICATES = ("none", "hauptschule", "mittlerer", None, "hochschulreife")


@dataclass(frozen=True)
class Posted:
    """The market: ids of its vacancies, a word only their titles have."""

    word: str
    ids: dict[str, str]
    """external_id to id."""


@pytest.fixture(scope="session")
def anyone(stack: Stack) -> Iterator[httpx.Client]:
    with client(stack) as without_key:
        yield without_key


@pytest.fixture(scope="session")
def company(stack: Stack) -> Iterator[httpx.Client]:
    with client(stack, "company", "Holzbau") as own:
        yield own


@pytest.fixture
def school(stack: Stack) -> Iterator[httpx.Client]:
    """A school nobody else has pushed for."""
    with client(stack, "school", "Schule am Park") as own:
        yield own


@pytest.fixture
def schools(stack: Stack) -> Iterator[Callable[[], httpx.Client]]:
    """As many schools as a test needs."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(client(stack, "school", "Schule am Park"))


@pytest.fixture(scope="session")
def market(stack: Stack, anyone: httpx.Client) -> Posted:
    """150 vacancies in and around Ludwigsburg, some of them care, searchable and known to matching."""
    word = "Quarz" + unique("").strip().translate(str.maketrans("0123456789", "ghijklmnop"))
    chosen = [one.id for one in OPEN[:: max(1, len(OPEN) // 135)]][:135]
    ids = [*chosen, *(CARE * 3)]
    items = [_item(number, id_, word) for number, id_ in enumerate(ids)]
    with client(stack, "importer", "Börse") as importer:
        answer = importer.post("/api/v1/vacancies/bulk", json={"items": items})
    assert [item["status"] for item in answer.json()["items"]] == [201] * len(items), answer.text
    posted = {items[item["index"]]["external_id"]: item["id"] for item in answer.json()["items"]}
    searchable(anyone, posted.values(), q=word)
    eventually(lambda: len(matches(anyone.post("/api/v1/matches/preview", json=profile()))) == 10, SOON)
    return Posted(word, posted)


def _item(number: int, occupation_id: str, word: str) -> dict[str, object]:
    facts = occupations()[occupation_id]
    return vacancy(
        external_id=f"M-{number}",
        title=f"Ausbildung {facts.name} (m/w/d), {word}",
        occupation={"id": occupation_id},
        employer={"name": f"Betrieb {number % 60} {word} (erfunden)"},
        description_html=f"<p>{facts.daily}</p>",
        training_kind=facts.training_kind,
        places=1 + number % 3,
        certificate_required=CERTIFICATES[number % 5],
        pay_per_month=[],
        location={"postal_code": NEAR[number % len(NEAR)]},
        synthetic=True,
    )
