"""What is understood of a text, what people see of it, and what is left when they take a part back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from services.search.occupations.filler import FILLER
from services.search.occupations.knowledge import Knowledge
from shared.contracts.vocabulary import Certificate, TrainingKind


@dataclass(frozen=True)
class Spot:
    """A place on the map; degrees, WGS 84."""

    name: str
    latitude: float
    longitude: float
    postal_code: str | None = None


@dataclass
class Understood:
    """The parts of a query. `occupations` are ids; `occupation_words` the words that mean them, corrected.

    `ignored` words are in no vacancy together with the rest; they demand nothing. `eased`: how often something was
    understood otherwise than it stands, because that has no hit. `exact` words are spelt as they should be, `where` is
    the place that the field beside the text was read as.
    """

    words: list[str] = field(default_factory=list)
    occupations: tuple[str, ...] = ()
    occupation_words: str = ""
    occupation_typed: tuple[str, ...] = ()
    place: Spot | None = None
    where: str | None = None
    certificate: Certificate | None = None
    training_kind: TrainingKind | None = None
    start_year: int | None = None
    activities: tuple[str, ...] = ()
    activity_words: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    eased: int = 0
    employer: tuple[str, ...] = ()
    exact: frozenset[str] = frozenset()
    corrected: str | None = None
    spelling: dict[str, str] = field(default_factory=dict)
    taken: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, part: str, words: Iterable[str]) -> None:
        """Remember which words say a part; of none there is nothing to take back."""
        found = self.taken.get(part, frozenset()).union(words)
        self.taken.update({part: found} if found else {})

    def _as_typed(self, words: Iterable[str]) -> str:
        return " ".join(self.spelling.get(word, word) for word in words)

    def _without(self) -> dict[str, str]:
        """For each part the text that is left when people take it back; none where only fillers are left."""
        typed = [(word, set(folded.split())) for folded, word in self.spelling.items()]
        left = {part: [one for one in typed if not one[1] & words] for part, words in self.taken.items()}
        said = {part: any(folded - FILLER for _, folded in words) for part, words in left.items()}
        return {part: " ".join(word for word, _ in words) if said[part] else "" for part, words in left.items()}

    @property
    def typed(self) -> list[str]:
        """All words that hits must have, whatever they mean."""
        return [*self.occupation_typed, *self.words, *self.activity_words]

    def as_employer(self) -> "Understood":
        """The same words as the name of an employer."""
        words = self.typed
        taken = {part: said for part, said in self.taken.items() if part not in ("occupation", "activity", "rest")}
        found = replace(
            self, words=words, employer=tuple(words), occupations=(), occupation_words="", occupation_typed=(),
            activities=(), activity_words=(), corrected=None, taken=taken,
        )  # fmt: skip
        found.take("employer", words)
        return found

    def shown(self, knowledge: Knowledge) -> dict[str, Any]:
        """What people see and may undo; empty parts are left out."""
        parts = {
            "occupations": [{"id": id_, "name": knowledge.entries[id_].name} for id_ in self.occupations[:10]],
            "occupation_text": self._as_typed(self.occupation_words.split()),
            "place": self.place and {"name": self.place.name, "postal_code": self.place.postal_code},
            "where": self.where,
            "certificate": self.certificate,
            "training_kind": self.training_kind,
            "start_year": self.start_year,
            "activities": list(self.activities),
            "activity_text": self._as_typed(self.activity_words),
            "rest": self._as_typed(word for word in self.words if word not in self.employer),
            "ignored": self._as_typed(self.ignored),
            "employer": self._as_typed(self.employer),
            "without": self._without(),
        }
        return {name: value for name, value in parts.items() if value}
