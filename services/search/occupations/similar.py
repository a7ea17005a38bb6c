"""Occupations for a text that is no known name: the classes it sounds like, and in them the nearest names."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.search.boosts import CONFIDENCE
from services.search.occupations.classes import Classes
from services.search.occupations.entry import Entry
from services.search.occupations.grams import Grams
from services.search.occupations.learning import Examples

Learn = Callable[[Examples], Classes]
NO_OCCUPATION = ""
NEAREST = 80  # names looked at; they only choose within a class and say why


@dataclass(frozen=True, slots=True)
class Known:
    """A folded text that stands for occupations: a name, or (`word`) a word of the trade."""

    folded: str
    text: str
    occupations: tuple[str, ...]
    word: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """An occupation, how sure we are of it (0..1), and why, in German."""

    id: str
    confidence: float
    why: str


class Similar:
    """Built once, then only read."""

    def __init__(
        self, known: Sequence[Known], entries: Mapping[str, Entry], other: Iterable[str], learn: Learn
    ) -> None:
        self._class_of = class_of = {entry.id: entry.kldb2010 for entry in entries.values()}
        self._parent = {one.id: one.parent for one in entries.values() if one.parent in class_of}
        self._known = known
        self._grams = Grams([one.folded for one in known])
        self._members: defaultdict[str, list[str]] = defaultdict(list)
        for id_, code in class_of.items():
            self._members[code].append(id_)
        examples = [(one.folded, {class_of[id_] for id_ in one.occupations}) for one in known]
        self._classes = learn([*examples, *((word, {NO_OCCUPATION}) for word in other)])

    def guesses(self, folded: str, corrected: str) -> Iterator[Guess]:
        """Guesses for a text as typed and as corrected, in no order; none when it names no occupation.

        Both versions count: what was taken for an error may be a word nobody knows.
        """
        shares = self._classes.shares(f"{folded} {corrected}")
        none = shares.pop(NO_OCCUPATION, 0.0)
        if none >= CONFIDENCE["no_occupation"] or max(shares.values(), default=0.0) < CONFIDENCE["worth_saying"]:
            return
        near = self._near(corrected)
        for code, share in shares.items():
            if share >= CONFIDENCE["unsure"]:
                yield from self._within(code, share, near.get(code, []))

    def _near(self, folded: str) -> dict[str, list[tuple[Known, float]]]:
        """The nearest names by class, best first, with how near they are."""
        found: defaultdict[str, list[tuple[Known, float]]] = defaultdict(list)
        for at, alike in self._grams.nearest(folded, NEAREST):
            known = self._known[at]
            for code in {self._class_of[id_] for id_ in known.occupations}:
                found[code].append((known, alike))
        return found

    def _within(self, code: str, share: float, near: list[tuple[Known, float]]) -> Iterator[Guess]:
        """The occupations of a class: the one with the nearest names speaks for the class, the others stand behind."""
        weight: defaultdict[str, float] = defaultdict(float)
        for known, alike in near:
            own = [id_ for id_ in known.occupations if self._class_of[id_] == code]
            for id_ in own:
                weight[id_] += alike ** CONFIDENCE["nearness"] / len(own)
        if not weight:
            weight.update(dict.fromkeys(self._members[code], 1.0))
        total = sum(weight.values())
        ordered = sorted(self._together(code, weight).items(), key=lambda member: (-member[1], member[0]))
        first, why = ordered[0], _why(near)
        alone = first[1] >= CONFIDENCE["alone"] * total
        yield Guess(first[0], share * (1.0 if alone else CONFIDENCE["several"]), why)
        for id_, part in ordered[1:]:
            yield Guess(id_, share * CONFIDENCE["sibling"] * part / total, why)

    def _together(self, code: str, weight: Mapping[str, float]) -> dict[str, float]:
        """Fachrichtungen of one occupation as that occupation, unless one of them is meant more than all others."""
        found: defaultdict[str, float] = defaultdict(float)
        for id_, part in weight.items():
            parent = self._parent.get(id_)
            alone = parent is None or self._class_of[parent] != code or 2 * part > sum(weight.values())
            found[id_ if alone else parent or id_] += part
        return found


def _why(near: list[tuple[Known, float]]) -> str:
    if not near:
        return "So ähnlich heißen Tätigkeiten in diesem Beruf."
    best = near[0][0]
    return f"Stichwort: {best.text}" if best.word else f"Ähnlicher Name: {best.text}"
