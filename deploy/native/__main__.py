"""Command line of the native way; the Makefile is its caller."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable

from deploy.native import browser, environment, processes, servers, services, suite
from deploy.native.state import Failure, Instance


def main() -> int:
    """Runs one command; a failure is a message for a person and exit code 1."""
    parser = argparse.ArgumentParser(prog="deploy.native", description=__doc__)
    parser.add_argument("--instance", default="demo", help="which set of servers (default: demo)")
    parser.add_argument("command", choices=sorted(_COMMANDS))
    parser.add_argument("words", nargs=argparse.REMAINDER, help="of the commands exec, test and bench")
    arguments = parser.parse_args()
    try:
        _COMMANDS[arguments.command](Instance(arguments.instance), arguments.words)
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _servers(instance: Instance, _words: list[str]) -> None:
    """Starts the servers alone."""
    _start(instance, lambda: None)


def _up(instance: Instance, _words: list[str]) -> None:
    """Starts servers and services, and says where the pages are."""
    _start(instance, lambda: services.start(instance))
    services.wait(instance)
    known = services.settings(instance)
    print(f"HEIMVORTEIL_URL={known['HEIMVORTEIL_URL']}", flush=True)
    if mailbox := known.get("HV_MAILBOX_URL"):
        print(f"Mails: {mailbox}", flush=True)


def _start(instance: Instance, then: Callable[[], None]) -> None:
    """A start that fails or is interrupted leaves nothing running."""
    print(f"Starting PostgreSQL, RabbitMQ and Elasticsearch ({instance.name})", flush=True)
    with instance.locked():
        try:
            servers.up(instance, then)
        except BaseException:
            servers.down(instance)
            raise


def _down(instance: Instance, _words: list[str]) -> None:
    with instance.locked():
        servers.down(instance)


def _clean(instance: Instance, _words: list[str]) -> None:
    with instance.locked():
        servers.clean(instance)
    print(f"Removed the data of {instance.name}")


def _status(instance: Instance, _words: list[str]) -> None:
    for name, word in servers.status(instance).items():
        print(f"{name}: {word}")
    for name in services.names():
        print(f"{name}: {'running' if processes.running(instance, name) else 'stopped'}")


def _env(instance: Instance, _words: list[str]) -> None:
    for name, value in servers.environment(instance).items():
        print(f"export {name}={shlex.quote(value)}")


def _exec(instance: Instance, words: list[str]) -> None:
    """Becomes a program of the project's environment, with the instance's addresses."""
    variables = {**os.environ, **services.settings(instance)}
    program = environment.FOLDER / "bin" / words[0]
    os.execve(program, [str(program), *words[1:]], variables)


def _setup(_instance: Instance, _words: list[str]) -> None:
    environment.make()


def _browser(_instance: Instance, _words: list[str]) -> None:
    browser.install()


def _test(_instance: Instance, words: list[str]) -> None:
    suite.run(words)


def _bench(_instance: Instance, words: list[str]) -> None:
    suite.bench(words)


_COMMANDS = {
    "bench": _bench,
    "servers": _servers,
    "up": _up,
    "down": _down,
    "clean": _clean,
    "status": _status,
    "env": _env,
    "exec": _exec,
    "setup": _setup,
    "browser": _browser,
    "test": _test,
}

if __name__ == "__main__":
    sys.exit(main())
