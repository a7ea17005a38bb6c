"""nameko's door to the fact tables."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.vacancies.reference import ReferenceFacts


class FactsProvider(DependencyProvider):  # type: ignore[misc]  # nameko ships no types
    """`self.facts`: the tables of shared.reference."""

    def get_dependency(self, worker_ctx: Any) -> ReferenceFacts:
        """The tables hold no state of a worker."""
        return ReferenceFacts()
