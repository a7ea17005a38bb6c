"""T3.a: a leaver with unique markers uses everything, is erased while parts are down, and is found nowhere after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from privacy_world import (
    SOON,
    TAP,
    browser,
    codes_in,
    drained,
    dumped,
    everything_said,
    holding,
    indexed,
    logged,
    mailed,
    push,
    quiet,
    replay,
    school_of,
    signed_in,
    wait_until_listed,
)

from shared.contracts.events import CONTENT_TYPE
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import queues, subscription
from shared.testing.processes import eventually
from shared.testing.servers import Servers
from shared.testing.stack import Stack, running_stack

ROW_KEY = "Quastenbeck-77"
LIKES = "wispelzeug"
SCORE = "3.14159265"
CANARY = {
    "row_key": ROW_KEY,
    "certificate": "mittlerer",
    "home": {"postal_code": "25849"},
    "radius_km": 199,
    "interests": dict.fromkeys("RIASEC", float(SCORE)),
    "likes": f"was mit Holz und {LIKES}",
}
OTHER = {"row_key": "Andere-1", "certificate": "mittlerer", "home": {"postal_code": "25849"}}


@pytest.fixture
def stack(servers: Servers, template: str, tmp_path: Path) -> Iterator[Stack]:
    """A system of the test's own: it breaks parts of it."""
    with running_stack(servers, template, tmp_path) as running:
        yield running


def put_aside(stack: Stack, said: list[tuple[str, bytes, dict]], leaver: str) -> None:
    """As after failures: what was said of the leaver lies in a retry queue and among the dead letters, too."""
    body = next(body for key, body, _ in said if key == "candidate.batch" and leaver.encode() in body)
    row = subscription("search", "candidates")
    publisher = Publisher(stack.vhost.amqp_url)
    places = (row.dead, row.retry("5m"), subscription("matching", "candidates").dead)
    letters = [Outgoing(f"aside-{n}", "", queue, body, CONTENT_TYPE) for n, queue in enumerate(places)]
    assert len(publisher.publish(letters)) == len(places)
    publisher.close()


@pytest.mark.outage
def test_an_erased_leaver_is_found_nowhere(stack: Stack) -> None:
    with everything_said(stack):
        school = school_of(stack)
        push(school, [CANARY, OTHER], commit=False)
        leaver, other = push(school, [CANARY, OTHER])
        for one in (leaver, other):
            wait_until_listed(stack, one)
        letters = signed_in(stack, school).post("/schule/briefe", data={"season": "2027"}).text
        code = codes_in(letters)[letters.index(ROW_KEY) > letters.index("Andere-1")]
        phone = browser(stack, follow_redirects=True)
        assert phone.post("/code", data={"code": code}).status_code == 200
        shown = phone.get("/meine/daten")
        assert ROW_KEY in shown.text and SCORE in phone.get("/meine/daten.json").text
        key = next(cookie.value for cookie in phone.cookies.jar if cookie.name.endswith("hv_meine"))
        markers = (ROW_KEY, LIKES, SCORE, code, code.replace("-", "")[:8], str(key))
        said = drained(stack, [TAP])
        put_aside(stack, said, leaver)
        assert set(holding({"dump": dumped(stack)}, markers)["dump"]) >= {ROW_KEY, SCORE, code.replace("-", "")[:8]}
        assert SCORE in indexed(stack)

        stack.processes["search"].kill()
        stack.processes["matching"].stop()
        stack.processes["matching"].launch(HV_FAILPOINT="consumer.handled")
        receipt = phone.post("/meine/daten/loeschen")
        assert "Wird gelöscht" in receipt.text and "noch offen" in receipt.text
        eventually(lambda: not stack.processes["matching"].running, SOON)
        stack.processes["matching"].start()
        assert "Wird gelöscht" in phone.get(str(receipt.url)).text, "search is down: nothing must pretend to be done"
        stack.processes["search"].start()
        eventually(lambda: "<h1>Gelöscht</h1>" in phone.get(str(receipt.url)).text, SOON)
        found_nowhere(stack, markers, leaver, other)

        replay(stack, [*said, *drained(stack, [TAP])])
        eventually(lambda: quiet(stack), SOON)
        push(school, [CANARY])
        eventually(lambda: quiet(stack), SOON)
        drained(stack, [TAP])
        found_nowhere(stack, markers, leaver, other)


def found_nowhere(stack: Stack, markers: tuple[str, ...], leaver: str, other: str) -> None:
    assert holding(logged(stack), (*markers, leaver)) == {}
    assert holding({"dump": dumped(stack), "mails": mailed(stack)}, markers) == {}
    assert holding({"indices": indexed(stack)}, (*markers, leaver)) == {}
    assert other in indexed(stack), "who stands in the same batch stays"
    bodies = drained(stack, [queue.name for queue in queues()])
    asked = {"queues": "\n".join(body.decode() for _, body, _ in bodies)}
    assert holding(asked, (*markers, leaver)) == {}
