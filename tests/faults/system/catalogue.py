"""The faults: each breaks something for as long as its block runs, and leaves it whole."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from random import Random

import clocks
import disks
from elasticsearch import Elasticsearch
from world import VARIABLES, World

from shared.testing.processes import ServiceProcess, eventually
from shared.testing.proxy import Behaviour

Break = Callable[[World, Random], AbstractContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """Something that breaks, and how."""

    name: str
    broken: Break


def _kill(server: str, how: signal.Signals = signal.SIGKILL) -> Break:
    @contextmanager
    def broken(world: World, _rng: Random) -> Iterator[None]:
        world.kill(server, how)
        try:
            yield
        finally:
            world.start(server)

    return broken


def _stop(server: str) -> Break:
    @contextmanager
    def broken(world: World, _rng: Random) -> Iterator[None]:
        world.stop(server)
        try:
            yield
        finally:
            world.start(server)

    return broken


def _spoilt(server: str, behaviour: Behaviour) -> Break:
    @contextmanager
    def broken(world: World, _rng: Random) -> Iterator[None]:
        proxy = world.proxies[server]
        proxy.behave(behaviour)
        try:
            yield
        finally:
            proxy.behave()

    return broken


@contextmanager
def _all_refuse(world: World, _rng: Random) -> Iterator[None]:
    """No new connection to any server, and the old ones gone."""
    for proxy in world.proxies.values():
        proxy.behave(Behaviour(refuse=True))
        proxy.reset()
    try:
        yield
    finally:
        for proxy in world.proxies.values():
            proxy.behave()


def _reset(server: str) -> Break:
    @contextmanager
    def broken(world: World, _rng: Random) -> Iterator[None]:
        world.proxies[server].reset()
        yield
        world.proxies[server].reset()

    return broken


def _limited(server: str) -> Break:
    """Every connection, also those that are open, ends after so many more bytes, in the middle of a word."""

    @contextmanager
    def broken(world: World, rng: Random) -> Iterator[None]:
        proxy = world.proxies[server]
        proxy.behave(Behaviour(limit=rng.randint(300, 6_000)))
        try:
            yield
        finally:
            proxy.behave()

    return broken


def _fail_point(service: str, point: str) -> Break:
    """The service ends itself at the point, the first or second time that it comes there; then it is started again."""

    @contextmanager
    def broken(world: World, rng: Random) -> Iterator[None]:
        process = world.stack.processes[service]
        process.kill()
        process.launch(HV_FAILPOINT=f"{point}:{rng.randint(1, 2)}")
        try:
            eventually(lambda: not process.running, 90)
            yield
        finally:
            _revive(process)

    return broken


@contextmanager
def _any_service_killed(world: World, rng: Random) -> Iterator[None]:
    """kill -9 to a service of chance."""
    process = world.stack.processes[rng.choice(SERVICES)]
    process.kill()
    try:
        yield
    finally:
        _revive(process)


def _revive(process: ServiceProcess) -> None:
    """Who runs services starts them again, unless somebody has."""
    if not process.running:
        process.start()


def _blocked(setting: str) -> Break:
    """Elasticsearch refuses writes, as it does by itself when its disk is nearly full."""

    @contextmanager
    def broken(world: World, _rng: Random) -> Iterator[None]:
        indices = f"{world.stack.variables['HV_INDEX_PREFIX']}-*"
        with Elasticsearch(world.direct.elasticsearch_url, request_timeout=60) as client:
            client.indices.put_settings(index=indices, settings={setting: True})
            try:
                yield
            finally:
                client.indices.put_settings(index=indices, settings={setting: None})

    return broken


STOPPED = "stopped"
FOR_THE_LONG_RUN = frozenset(
    {
        "candidates at relay.published", "search at relay.published", "search at index.projected",
        "search at index.written", "matching at consumer.received", "postgres immediate", "elasticsearch read-only",
        "a service kill -9", "postgres limited", "rabbitmq limited", "elasticsearch limited",
        "rabbitmq slow", "rabbitmq reset", "elasticsearch slow", "elasticsearch reset",
    }
)  # fmt: skip
"""What another one of the short set shows, too (the same code, a kill -9, a reset connection, a refused write)."""
SERVICES = ("accounts", "vacancies", "candidates", "search", "matching", "gateway")
POINTS = (
    ("vacancies", "relay.published"), ("candidates", "relay.published"), ("search", "relay.published"),
    ("search", "consumer.received"), ("search", "index.projected"), ("search", "index.writing"),
    ("search", "index.written"), ("search", "consumer.handled"),
    ("matching", "consumer.received"), ("matching", "consumer.handled"),
)  # fmt: skip

FAULTS = {
    fault.name: fault
    for fault in (
        Fault("nothing", lambda _world, _rng: _nothing()),
        Fault("broker kill -9", _kill("rabbitmq")),
        Fault(f"broker {STOPPED}", _stop("rabbitmq")),
        Fault(f"postgres {STOPPED}", _stop("postgres")),
        Fault("postgres kill -9", _kill("postgres")),
        Fault("postgres immediate", _kill("postgres", signal.SIGQUIT)),
        Fault("elasticsearch kill -9", _kill("elasticsearch")),
        Fault(f"elasticsearch {STOPPED}", _stop("elasticsearch")),
        Fault("elasticsearch 429", _blocked("index.blocks.read_only_allow_delete")),
        Fault("elasticsearch read-only", _blocked("index.blocks.write")),
        Fault("postgres disk full", disks.full_database),
        Fault("broker disk full", disks.full_broker),
        Fault("services at other times", clocks.jumping),
        Fault("a service kill -9", _any_service_killed),
        *(Fault(f"{service} at {point}", _fail_point(service, point)) for service, point in POINTS),
        *(Fault(f"{server} reset", _reset(server)) for server in VARIABLES),
        *(Fault(f"{server} half-open", _spoilt(server, Behaviour(swallow=True))) for server in VARIABLES),
        *(Fault(f"{server} slow", _spoilt(server, Behaviour(delay=0.1))) for server in VARIABLES),
        *(Fault(f"{server} limited", _limited(server)) for server in VARIABLES),
        Fault("every server refuses", _all_refuse),
    )
}


@contextmanager
def _nothing() -> Iterator[None]:
    """No fault: the suite itself loses and doubles nothing."""
    yield
