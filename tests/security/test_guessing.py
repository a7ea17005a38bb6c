"""Guessing codes ends soon, for the one network that does it (T5.d); a class behind one address gets in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from roles import PLAIN, Somebody, secret, somebody
from test_headers import lacking

from services.gateway.limits import read_limits
from shared.contracts.calls import Authenticate, CodesIssued, IssueCodes, Principal
from shared.testing.processes import ServiceProcess, free_port
from shared.testing.stack import Stack

GUESSES = 1000
ALLOWED = read_limits()["claim.use"].count
CLIENT = httpx.Client(trust_env=False, timeout=60, verify=PLAIN)
GUESSER, CLASSROOM = "198.51.100.7", "203.0.113.40"


def codes(stack: Stack, count: int) -> list[str]:
    """Fresh codes of a school."""
    with stack.processes["accounts"].caller() as accounts:
        key = stack.key("school", f"Schule {uuid4()}")
        school = accounts.call("authenticate", Authenticate(key=key), Principal)
        leavers = tuple(uuid4() for _ in range(count))
        command = IssueCodes(principal=school, season="2027", asked_at=datetime.now(UTC), leavers=leavers)
        return [secret(item.code) for item in accounts.call("issue_codes", command, CodesIssued).items]


def claim(url: str, code: str, network: str) -> httpx.Response:
    headers = {"x-forwarded-for": network, "accept": "text/html", "origin": url}
    return CLIENT.post(f"{url}/code", data={"code": code}, headers=headers)


@pytest.fixture(scope="module", autouse=True)
def closed():  # type: ignore[no-untyped-def]
    """Connections end with the tests."""
    yield
    CLIENT.close()


@pytest.fixture(scope="module")
def second(stack: Stack, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Another process of the gateway."""
    own = {"DATABASE_URL": stack.database.url_of("gateway"), "HV_HTTP_PORT": str(free_port())}
    log: Path = tmp_path_factory.mktemp("second") / "gateway.log"
    process = ServiceProcess("gateway", {**stack.variables, **own}, log)
    process.start()
    yield process
    process.kill()


def test_a_thousand_guesses_are_stopped_while_a_class_claims(stack: Stack, second: ServiceProcess) -> None:
    """The guesser asks two processes of the gateway in turn: they count together."""
    urls, one = (stack.base_url, second.url), codes(stack, 1)[0]
    wrong = [f"{number:024d}" for number in range(GUESSES)]
    with ThreadPoolExecutor(4) as pool:
        guessed = list(pool.map(lambda pair: claim(urls[pair[0] % 2], pair[1], GUESSER), enumerate(wrong)))
        claimed = list(pool.map(lambda code: claim(stack.base_url, code, CLASSROOM), codes(stack, 30)))
    statuses = [answer.status_code for answer in guessed]
    assert (statuses.count(401), statuses.count(429)) == (ALLOWED, GUESSES - ALLOWED)
    last = guessed[-1]
    assert int(last.headers["retry-after"]) > 0 and "Gerade zu viel auf einmal" in last.text and not lacking(last)
    assert claim(stack.base_url, one, GUESSER).status_code == 429, "a right code is not confirmed either"
    assert [answer.status_code for answer in claimed] == [303] * 30
    assert claim(stack.base_url, one, CLASSROOM).status_code == 303, "and was not used up"


def test_a_network_of_ipv6_is_one_guesser(stack: Stack) -> None:
    for number in range(ALLOWED):
        claim(stack.base_url, "0" * 24, f"2001:db8:0:1::{number:x}")
    assert claim(stack.base_url, "0" * 24, "2001:db8:0:1:ffff::1").status_code == 429
    assert claim(stack.base_url, "0" * 24, "2001:db8:0:2::1").status_code == 401


def test_nobody_but_a_declared_proxy_says_who_asks(stack: Stack, tmp_path: Path) -> None:
    own = {"DATABASE_URL": stack.database.url_of("gateway"), "HV_HTTP_PORT": str(free_port()), "HV_TRUSTED_PROXIES": ""}
    process = ServiceProcess("gateway", {**stack.variables, **own}, tmp_path / "gateway.log")
    process.start()
    try:
        answer = httpx.get(process.url, headers={"x-forwarded-proto": "https"}, trust_env=False)
        assert "strict-transport-security" not in answer.headers
        assert claim(process.url, "0" * 24, GUESSER).status_code == 401, "the address sent is not believed"
    finally:
        process.kill()


def test_an_account_is_counted_wherever_it_asks_and_whichever_process_answers(
    stack: Stack, second: ServiceProcess
) -> None:
    most = read_limits()["device.move"].count
    one, other = somebody(stack, "leaver"), somebody(stack, "leaver")

    def moved(who: Somebody, number: int) -> int:
        url = (stack.base_url, second.url)[number % 2]
        headers = {"cookie": f"hv_meine={who.secret}", "x-forwarded-for": f"203.0.113.{number}", "accept": "text/html"}
        return CLIENT.post(f"{url}/meine/umzug", headers={**headers, "origin": url}).status_code

    assert [moved(one, number) for number in range(most + 2)] == [200] * most + [429] * 2
    assert [moved(other, number) for number in range(2)] == [200] * 2
