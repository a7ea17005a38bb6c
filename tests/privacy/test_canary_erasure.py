"""T3.a: a leaver with unique markers uses everything, is erased while parts are down, and is found nowhere after it."""

from pathlib import Path

import httpx
import pytest
from privacy_world import (
    SOON,
    TAP,
    backed_up,
    browser,
    codes_in,
    drained,
    dumped,
    erased_everywhere,
    everything_said,
    heimvorteil,
    holding,
    indexed,
    logged,
    mailed,
    push,
    quiet,
    replay,
    restored,
    school_of,
    signed_in,
    wait_until_listed,
)

from shared.contracts.events import CONTENT_TYPE
from shared.messaging.publisher import Outgoing, Publisher
from shared.messaging.topology import queues, subscription
from shared.testing.processes import eventually
from shared.testing.stack import Stack

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


def put_aside(stack: Stack, said: list[tuple[str, bytes, dict]], leaver: str) -> None:
    """As after failures: what was said of the leaver lies in a retry queue and among the dead letters, too."""
    body = next(body for key, body, _ in said if key == "candidate.batch" and leaver.encode() in body)
    row = subscription("search", "candidates")
    publisher = Publisher(stack.vhost.amqp_url)
    places = (row.dead, row.retry("5m"), subscription("matching", "candidates").dead)
    letters = [Outgoing(f"aside-{n}", "", queue, body, CONTENT_TYPE) for n, queue in enumerate(places)]
    assert len(publisher.publish(letters)) == len(places)
    publisher.close()


def key_of(phone: httpx.Client) -> str:
    """What a leaver's browser holds."""
    return next(str(cookie.value) for cookie in phone.cookies.jar if cookie.name.endswith("hv_meine"))


def used(phone: httpx.Client, tablet: httpx.Client) -> list[str]:
    """Another device, consent, likes, the parent's step: what of it is a secret or somewhere a name."""

    def code(path: str, **form: str) -> str:
        return codes_in(phone.post(path, data=form).text)[0]

    agreed = {"einverstanden": "1", "likes": CANARY["likes"]}
    assert tablet.post("/umzug", data={"code": code("/meine/umzug")}).status_code == 200
    assert tablet.post(
        "/eltern/zustimmen", data={"code": code("/meine/angaben", alter="unter-16", **agreed)}
    ).is_success
    assert "gespeichert=1" in str(phone.post("/meine/angaben", data={"alter": "unter-16", **agreed}).url)
    return [key_of(tablet), code("/meine/umzug").replace("-", "")[:8]]


@pytest.mark.outage
def test_an_erased_leaver_is_found_nowhere(stack: Stack, tmp_path: Path) -> None:
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
        assert SCORE in indexed(stack)
        *secrets, shown_code = used(phone, tablet := browser(stack, follow_redirects=True))
        markers = (ROW_KEY, LIKES, SCORE, code, code.replace("-", "")[:8], key_of(phone), *secrets, shown_code)
        said = drained(stack, [TAP])
        assert "wood" in phone.get("/meine/daten.json").text, "tags are kept, the words that were typed nowhere"
        assert holding({"dump": dumped(stack), "said": str(said), "indices": indexed(stack)}, [LIKES]) == {}
        backed_up(stack, tmp_path / "backup")
        put_aside(stack, said, leaver)
        held = {ROW_KEY, SCORE, code.replace("-", "")[:8], shown_code}
        assert set(holding({"dump": dumped(stack)}, markers)["dump"]) >= held

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
        assert "Code aus dem Brief" in tablet.get("/meine").text, "the other device is out, too"

        replay(stack, [*said, *drained(stack, [TAP])])
        eventually(lambda: quiet(stack), SOON)
        push(school, [CANARY])
        eventually(lambda: quiet(stack), SOON)
        drained(stack, [TAP])
        found_nowhere(stack, markers, leaver, other)

        (tmp_path / "erasures").write_text(heimvorteil(stack, "erase", "--list").stdout)
        restored(stack, tmp_path / "backup")
        assert ROW_KEY in dumped(stack), "the backup brought the leaver back"
        again = heimvorteil(stack, "erase", "--reapply", str(tmp_path / "erasures"))
        assert "1 Personen waren zurückgekommen" in again.stdout, again.stdout + again.stderr
        erased_everywhere(stack)
        found_nowhere(stack, markers, leaver, other)


def found_nowhere(stack: Stack, markers: tuple[str, ...], leaver: str, other: str) -> None:
    assert holding(logged(stack), (*markers, leaver)) == {}
    assert holding({"dump": dumped(stack), "mails": mailed(stack)}, markers) == {}
    assert holding({"indices": indexed(stack)}, (*markers, leaver)) == {}
    assert other in indexed(stack), "who stands in the same batch stays"
    bodies = drained(stack, [queue.name for queue in queues()])
    asked = {"queues": "\n".join(body.decode() for _, body, _ in bodies)}
    assert holding(asked, (*markers, leaver)) == {}
