"""nameko's doors to the fact tables and to time."""

from typing import Any

import structlog
from nameko.extensions import DependencyProvider
from nameko.timer import Timer

from services.vacancies.reference import ReferenceFacts
from shared.contracts.vacancy import OccupationRef

log = structlog.get_logger()


class FactsProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.facts`: the tables of shared.reference."""

    def setup(self) -> None:
        """Read the tables before the first call has to wait for them."""
        self.facts = ReferenceFacts()
        self.facts.occupations(OccupationRef(title="-"))
        self.facts.area("00000")

    def get_dependency(self, worker_ctx: Any) -> ReferenceFacts:
        """The same for all workers: it holds no state."""
        return self.facts


class Upkeep(Timer):  # type: ignore[misc]  # nameko ships no types
    """`@every(interval=60)`: nameko's timer, which would lose errors silently, with its outcome logged."""

    def handle_result(self, worker_ctx: Any, result: Any, exc_info: Any) -> Any:
        """An error is no loss: nothing was committed, and the next tick tries again."""
        if exc_info:
            log.error("upkeep failed", exc_info=exc_info)
        elif result:
            log.info("upkeep done", expired=result)
        return super().handle_result(worker_ctx, result, exc_info)


every = Upkeep.decorator
