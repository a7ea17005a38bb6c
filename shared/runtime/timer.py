"""Work by the clock. A timer fires in every instance: the work itself is claimed in the database."""

from typing import Any

import structlog
from nameko.timer import Timer

log = structlog.get_logger()


class Upkeep(Timer):  # type: ignore[misc]  # nameko ships no types
    """`@every(interval=60)`: nameko's timer, which would lose errors silently, with its outcome logged."""

    def handle_result(self, worker_ctx: Any, result: Any, exc_info: Any) -> Any:
        """An error is no loss: nothing was committed, and the next tick tries again."""
        if exc_info:
            log.error("upkeep failed", upkeep=self.method_name, exc_info=exc_info)
        elif result:
            log.info("upkeep done", upkeep=self.method_name, result=result)
        return super().handle_result(worker_ctx, result, exc_info)


every = Upkeep.decorator
