"""Command line of the native servers; the Makefile is its caller."""

import argparse
import shlex
import shutil
import sys

from deploy.native import servers
from deploy.native.state import Failure, Instance


def main() -> int:
    """Runs one command; a failure is a message for a person and exit code 1."""
    parser = argparse.ArgumentParser(prog="deploy.native", description=__doc__)
    parser.add_argument("command", choices=sorted(_COMMANDS))
    parser.add_argument("--instance", default="demo", help="which set of servers (default: demo)")
    arguments = parser.parse_args()
    try:
        _COMMANDS[arguments.command](Instance(arguments.instance))
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


def _up(instance: Instance) -> None:
    print(f"Starting PostgreSQL, RabbitMQ and Elasticsearch ({instance.name})", flush=True)
    with instance.locked():
        try:
            servers.up(instance)
        except BaseException:
            servers.down(instance)
            raise


def _down(instance: Instance) -> None:
    with instance.locked():
        servers.down(instance)


def _status(instance: Instance) -> None:
    for name, word in servers.status(instance).items():
        print(f"{name}: {word}")


def _env(instance: Instance) -> None:
    for name, value in servers.environment(instance).items():
        print(f"export {name}={shlex.quote(value)}")


def _clean(instance: Instance) -> None:
    """Stops the instance and removes all of its data."""
    _down(instance)
    for folder in (instance.data_folder, instance.folder):
        shutil.rmtree(folder, ignore_errors=True)
    instance.ports_file.unlink(missing_ok=True)
    print(f"Removed the data of {instance.name}", file=sys.stderr)


_COMMANDS = {"up": _up, "down": _down, "status": _status, "env": _env, "clean": _clean}

if __name__ == "__main__":
    sys.exit(main())
