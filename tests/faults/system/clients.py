"""Companies and schools at work while things break; what each asked for and what it was told."""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, Literal

import httpx

from shared.contracts.vocabulary import KeyKind
from shared.testing.processes import eventually
from shared.testing.stack import Stack

Outcome = Literal["ok", "fail", "unknown"]
PATIENCE = 15.0
"""Seconds until a client gives up on an answer; the edge gives up on a service after ten."""
MANY = 12
"""Things a client asks for at its usual pace."""
VACANCIES = "/api/v1/vacancies"
TOWNS = (
    "01067", "04109", "06108", "09111", "10115", "18055", "20095", "23552", "24103", "28195", "30159", "33602",
    "34117", "38100", "39104", "40213", "48143", "50667", "52062", "55116", "60311", "66111", "68159", "70173",
    "79098", "80331", "86150", "89073", "90402", "93047", "97070", "99084",
)  # fmt: skip
"""A town for each run: those who meet in matching are those of one run, however many ran before."""
OCCUPATIONS = ("zimmerer", "baecker", "konditor", "physiotherapeut", "kinderpfleger", "kraftfahrzeugmechatroniker")
_KEYS: dict[KeyKind, int] = {"company": 3, "importer": 1, "school": 1}


@dataclass
class Attempt:
    """Something one client wants once, however often it has to ask. `name` is found again in what was written."""

    name: str
    kind: str
    outcome: Outcome = "unknown"


@dataclass
class History:
    """Everything that was asked and answered, in order of time: invoke, then ok, fail or unknown."""

    run: str
    town: str
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    attempts: dict[str, Attempt] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    """Answers that no fault excuses."""

    def invoke(self, name: str, kind: str) -> Attempt:
        """An attempt, new or asked for once more."""
        self._note("invoke", name, kind)
        return self.attempts.setdefault(name, Attempt(name, kind))

    def end(self, attempt: Attempt, outcome: Outcome) -> None:
        """What became of it."""
        self._note(outcome, attempt.name, attempt.kind)
        attempt.outcome = outcome

    def acknowledged(self) -> set[str]:
        """Names of what was answered with success."""
        return {name for name, attempt in list(self.attempts.items()) if attempt.outcome == "ok"}

    def asked(self) -> set[str]:
        """Names of what may be in effect: everything but what was refused."""
        return {name for name, attempt in list(self.attempts.items()) if attempt.outcome != "fail"}

    def tail(self) -> list[str]:
        """The last that happened."""
        return [json.dumps(event) for event in self.events[-20:]]

    def keep(self, path: Path) -> None:
        """Write it down, a JSON line each, for whoever has to understand a failure."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [*self.events, *(asdict(attempt) for attempt in self.attempts.values())]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    def _note(self, what: str, name: str, kind: str) -> None:
        self.events.append({"at": datetime.now(UTC).isoformat(), "what": what, "kind": kind, "name": name})


class Partner(Thread, ABC):
    """A client that acts until told to stop. Its choices come from its own seed."""

    def __init__(self, number: int, http: httpx.Client, history: History, rng: Random, stop: Event) -> None:
        super().__init__(daemon=True)
        self._number, self._http, self._history, self._rng, self._stopping = number, http, history, rng, stop
        self._made = 0

    def run(self) -> None:
        """One thing after another, with a breath between; a long one once much was asked, as a fault may last."""
        while not self._stopping.is_set():
            self.act()
            self._stopping.wait(self._rng.uniform(0.1, 0.4) if self._made < MANY else 3.0)

    @abstractmethod
    def act(self) -> None:
        """One thing."""

    def _new_name(self) -> str:
        """A word nobody else uses."""
        self._made += 1
        return f"x{self._history.run}c{self._number}n{self._made}x"

    def _ask(self, method: str, path: str, **more: Any) -> tuple[Outcome, Any]:
        """4xx: it did not happen. 5xx, time out or a broken connection: nobody knows."""
        try:
            answer = self._http.request(method, path, **more)
        except httpx.TransportError:
            return "unknown", None
        outcome = _outcome(answer.status_code)
        return outcome, None if outcome == "unknown" else answer.json()

    def _ask_again(self, method: str, path: str, **more: Any) -> tuple[Outcome, Any]:
        """What may be repeated without harm is repeated once when nobody knows."""
        outcome, answer = self._ask(method, path, **more)
        return self._ask(method, path, **more) if outcome == "unknown" else (outcome, answer)

    def _told(self, attempt: Attempt, outcome: Outcome, answer: Any) -> None:
        """Nothing asked here is wrong, so a refusal is nothing that a fault may cause."""
        if outcome == "fail":
            self._history.surprises.append(f"refused: {attempt.kind} {attempt.name} {answer}"[:300])
        self._history.end(attempt, outcome)

    def _vacancy(self, name: str) -> dict[str, Any]:
        return {
            "title": f"Ausbildung mit Wort {name} (m/w/d)",
            "occupation": {"id": self._rng.choice(OCCUPATIONS)},
            "description_html": "<p>Erfunden für eine Probe</p>",
            "places": self._rng.randint(1, 3),
            "start_date": "2027-09-01",
            "duration_months": 36,
            "certificate_required": self._rng.choice(["none", "hauptschule", "mittlerer"]),
            "pay_per_month": [1150, 1250, 1350],
            "location": {"postal_code": self._history.town},
        }


class Company(Partner):
    """Posts, changes and withdraws single vacancies; it knows the revision of those it is sure of."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self._sure: dict[str, int] = {}

    def act(self) -> None:
        """Post mostly; change or withdraw what is there. A post without a key is never repeated: it might double."""
        choice = self._rng.random()
        if choice < 0.5 or not self._sure:
            self._post(with_key=self._rng.random() < 0.5)
        elif choice < 0.85:
            self._change(self._rng.choice(sorted(self._sure)))
        else:
            self._withdraw(self._rng.choice(sorted(self._sure)))

    def _post(self, with_key: bool) -> None:
        name = self._new_name()
        attempt = self._history.invoke(name, "post with key" if with_key else "post")
        headers = {"Idempotency-Key": name} if with_key else {}
        ask = self._ask_again if with_key else self._ask
        self._end(attempt, *ask("POST", VACANCIES, json=self._vacancy(name), headers=headers))

    def _change(self, vacancy: str) -> None:
        name, revision = self._new_name(), self._sure.pop(vacancy)
        attempt = self._history.invoke(name, "change")
        headers = {"If-Match": f'"{revision}"', "Idempotency-Key": name}
        path, body = f"{VACANCIES}/{vacancy}", self._vacancy(name)
        self._end(attempt, *self._ask_again("PUT", path, json=body, headers=headers))

    def _withdraw(self, vacancy: str) -> None:
        del self._sure[vacancy]
        attempt = self._history.invoke(f"withdraw {vacancy}", "withdraw")
        self._told(attempt, *self._ask_again("DELETE", f"{VACANCIES}/{vacancy}"))

    def _end(self, attempt: Attempt, outcome: Outcome, answer: Any) -> None:
        if outcome == "ok":
            self._sure[answer["id"]] = answer["revision"]
        self._told(attempt, outcome, answer)


class Importer(Partner):
    """Sends vacancies in bulk; the same bulk again changes nothing."""

    def act(self) -> None:
        """One bulk of a few."""
        names = [self._new_name() for _ in range(self._rng.randint(2, 5))]
        attempts = [self._history.invoke(name, "bulk") for name in names]
        items = [{**self._vacancy(n), "external_id": n, "employer": {"name": f"Betrieb {n}"}} for n in names]
        outcome, answer = self._ask_again("POST", f"{VACANCIES}/bulk", json={"items": items})
        for index, attempt in enumerate(attempts):
            told = answer["items"][index] if outcome == "ok" else {}
            self._told(attempt, _outcome(told["status"]) if told else outcome, told or answer)


class School(Partner):
    """Pushes a few leavers of its cohort; the same push again changes nothing."""

    def act(self) -> None:
        """One push."""
        names = [self._new_name() for _ in range(self._rng.randint(1, 2))]
        attempts = [self._history.invoke(name, "push") for name in names]
        body = {"season": "2027", "leavers": [{"row_key": name, **self._profile()} for name in names]}
        outcome, answer = self._ask_again("POST", "/api/v1/cohorts", params={"commit": True}, json=body)
        told = {item["row_key"]: item["status"] for item in answer["items"]} if outcome == "ok" else {}
        for attempt in attempts:
            refused = outcome == "ok" and told.get(attempt.name) != "accepted"
            self._told(attempt, "fail" if refused else outcome, answer)

    def _profile(self) -> dict[str, Any]:
        return {
            "certificate": self._rng.choice(["hauptschule", "mittlerer"]),
            "home": {"postal_code": self._history.town},
            "radius_km": 25,
            "interests": {letter: round(self._rng.uniform(1, 7), 1) for letter in "RIASEC"},
            "start_year": 2027,
        }


def _outcome(status: int) -> Outcome:
    if status >= 500:
        return "unknown"
    return "ok" if status < 300 else "fail"


_KINDS: dict[KeyKind, type[Partner]] = {"company": Company, "importer": Importer, "school": School}


class Partners:
    """All clients of one system, each with a key of its own."""

    def __init__(self, stack: Stack) -> None:
        self._open, self._towns = ExitStack(), cycle(TOWNS)
        self._clients: list[tuple[KeyKind, httpx.Client]] = []
        for kind, number in _KEYS.items():
            for n in range(number):
                headers = {"Authorization": f"Bearer {stack.key(kind, f'{kind} {n}')}"}
                client = httpx.Client(base_url=stack.base_url, headers=headers, timeout=PATIENCE, trust_env=False)
                self._clients.append((kind, self._open.enter_context(client)))

    def close(self) -> None:
        """Close the connections."""
        self._open.close()

    def work(self, run: str, rng: Random) -> "Work":
        """Let all of them work."""
        history, stop = History(run, next(self._towns)), Event()
        partners = [
            _KINDS[kind](number, client, history, Random(rng.random()), stop)
            for number, (kind, client) in enumerate(self._clients)
        ]
        return Work(history, partners, stop)


class Work:
    """Clients at work for as long as the block runs."""

    def __init__(self, history: History, partners: Iterable[Partner], stop: Event) -> None:
        self.history = history
        self._partners = list(partners)
        self._stop = stop

    def __enter__(self) -> "Work":
        for partner in self._partners:
            partner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for partner in self._partners:
            partner.join(4 * PATIENCE)
            assert not partner.is_alive(), "a client hangs: some answer takes longer than every time limit"

    def progress(self, acknowledged: int = 10, seconds: float = 90) -> None:
        """Wait until so many more attempts are acknowledged."""
        target = len(self.history.acknowledged()) + acknowledged
        try:
            eventually(lambda: len(self.history.acknowledged()) >= target, seconds)
        except AssertionError as late:
            raise AssertionError("\n".join([str(late), *self.history.surprises, *self.history.tail()])) from late

    def last(self, seconds: float) -> None:
        """Go on for a time: how long a fault is held."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._stop.wait(left)
