"""nameko's door to the fact tables."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.vacancies.reference import ReferenceFacts
from shared.contracts.vacancy import OccupationRef


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
