"""The project's own processes: started in order, ready when their /readyz says so."""

import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from deploy.native import environment, keeper, ports, processes, servers, waiting
from deploy.native.state import ROOT, Instance, write_settings

NAMES = ("accounts", "vacancies", "candidates", "search", "matching")
"""nameko services with HTTP calls; each gets a role of its own in the database."""
GATEWAY = "gateway"
MAILBOX = "mailbox"
"""Takes the mails and shows them, unless HV_SMTP_URL names a server that really sends."""
_WITH_ROLE = (*NAMES, GATEWAY)
_SECRET = "HV_ROW_KEY_SECRET"
"""Key of the hash that stands for a pupil without a row key; only the gateway knows it."""
_READY_SECONDS = 60
_SMTP, _SMTP_PORT = "HV_SMTP_URL", "HV_MAILBOX_SMTP_PORT"


def names() -> tuple[str, ...]:
    """Every process of the project on this machine."""
    return (*NAMES, GATEWAY) if os.environ.get(_SMTP) else (MAILBOX, *NAMES, GATEWAY)


def start(instance: Instance) -> None:
    """Brings schema and topology up to date, then starts every process that does not run."""
    missing = [name for name in names() if not processes.running(instance, name)]
    wanted = [*(_port(name) for name in missing), *([_SMTP_PORT] if MAILBOX in missing else [])]
    ports.pick(instance, wanted, preferred={_port(GATEWAY): 8080, _port(MAILBOX): 8025})
    variables = settings(instance)
    write_settings(instance.folder / "environment", dict(variables), mode=0o600)
    _initialise(variables)
    for name in missing:
        processes.start(instance, name, _command(instance, name), environment=_own(name, variables), folder=ROOT)


def wait(instance: Instance) -> None:
    """Returns when every process says that it is ready; raises `Failure` if one is not in time."""
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(_wait, instance, name) for name in names()]:
            done.result()


def settings(instance: Instance) -> Mapping[str, str]:
    """All that a process may need: the servers as their owner, every service's address and password."""
    addresses = {f"{name.upper()}_URL": _url(instance, name) for name in NAMES}
    passwords = {_password(name): instance.secret(_password(name)) for name in _WITH_ROLE}
    own = {"HV_INDEX_PREFIX": "hv", "HEIMVORTEIL_URL": _url(instance, GATEWAY), _SECRET: instance.secret(_SECRET)}
    return {**servers.environment(instance), **addresses, **passwords, **own, **_mails(instance)}


def _mails(instance: Instance) -> dict[str, str]:
    """Where mails go: the given server, else our mailbox with its web view."""
    if given := os.environ.get(_SMTP):
        return {_SMTP: given, **{name: os.environ[name] for name in ("HV_MAIL_FROM",) if name in os.environ}}
    port = str(ports.port(instance, _SMTP_PORT))
    return {_SMTP: f"smtp://127.0.0.1:{port}", _SMTP_PORT: port, "HV_MAILBOX_URL": _url(instance, MAILBOX)}


def _initialise(variables: Mapping[str, str]) -> None:
    began = time.monotonic()
    processes.run([_script("heimvorteil"), "init"], environment=_with_path(variables), folder=ROOT)
    prepare = [_script("python"), "-m", "services.matching", "prepare"]  # compiles once, before anyone waits for it
    processes.run(prepare, environment=_with_path(variables), folder=ROOT)
    print(f"  schemas and queues are up to date ({time.monotonic() - began:.1f} s)", flush=True)


def _own(name: str, variables: Mapping[str, str]) -> dict[str, str]:
    """One process's environment: its own role instead of the owner's, nobody else's password."""
    port = str(urlsplit(variables[_address(name)]).port)
    if name == MAILBOX:
        return _with_path({"HV_HTTP_PORT": port, _SMTP_PORT: variables[_SMTP_PORT]})
    password = variables[_password(name)]
    foreign = {_password(service) for service in _WITH_ROLE} | (set() if name == GATEWAY else {_SECRET})
    public = {key: value for key, value in variables.items() if key not in foreign}
    address = urlsplit(variables["DATABASE_URL"])
    role = address._replace(netloc=f"hv_{name}:{password}@{address.netloc.rpartition('@')[2]}").geturl()
    return _with_path({**public, "DATABASE_URL": role, "HV_HTTP_PORT": port})


def _wait(instance: Instance, name: str) -> None:
    url = f"{_url(instance, name)}/readyz"
    waiting.until(instance, name, lambda: waiting.lacks_nothing(url), seconds=_READY_SECONDS)
    print(f"  {name} is ready\n", end="", flush=True)


def _command(instance: Instance, name: str) -> list[str]:
    """The process below its keeper, which starts it again when it crashes."""
    own = {GATEWAY: ["services.gateway.main"], MAILBOX: ["deploy.mailbox"]}
    module = own.get(name, ["shared.runtime.run", name])
    kept = [_script("python"), "-I", "-S", keeper.__file__, "--logs", str(instance.log(name).parent)]
    return [*kept, _script("python"), "-m", *module]


def _script(name: str) -> str:
    return str(environment.FOLDER / "bin" / name)


def _with_path(variables: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": f"{environment.FOLDER}/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **variables}


def _url(instance: Instance, name: str) -> str:
    return f"http://127.0.0.1:{ports.port(instance, _port(name))}"


def _address(name: str) -> str:
    return {GATEWAY: "HEIMVORTEIL_URL", MAILBOX: "HV_MAILBOX_URL"}.get(name, f"{name.upper()}_URL")


def _port(name: str) -> str:
    return f"{name.upper()}_PORT"


def _password(name: str) -> str:
    return f"HV_DB_PASSWORD_{name.upper()}"
