"""Command line: `up` writes .env if missing; `test` runs docker-compose.yml for real."""

import signal
import sys
from collections.abc import Callable

from deploy.compose import dotenv, trial
from deploy.native.state import Failure


def main() -> int:
    """Runs one command; a failure is a message for a person and exit code 1."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the engine is ended then, too
    commands: dict[str, Callable[[], object]] = {"env": dotenv.ensure, "test": trial.run}
    try:
        commands[sys.argv[1]]()
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
