"""How well names are understood that search has never seen: a third of the names is left out, then asked for.

Which third is decided by a hash of the name in the form both genders share, so that "Bäckerin" is never left out while
"Bäcker" is known. Names that a known name or word of the trade spells exactly are not asked.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from services.search.boosts import CONFIDENCE
from services.search.occupations import reference
from services.search.occupations.features import one_form
from services.search.occupations.fold import fold
from services.search.occupations.grams import Grams
from services.search.occupations.learning import learn
from shared.contracts.search import OccupationCandidate
from shared.reference.occupations import occupations
from shared.reference.tables import rows

TOP = 5
HEAD = ("", "names", "top 1", "top 5", "4 digits", "top 5", "confident")
NONSENSE = tuple((Path(__file__).parent / "nonsense.txt").read_text(encoding="utf-8").splitlines())

Resolve = Callable[[str], Sequence[str]]
"""From a text to KldB codes, best first."""


@dataclass(frozen=True)
class Asked:
    """A name that was left out, as typed, with the KldB codes that are right."""

    text: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Accuracy:
    """Shares 0..1 of names whose code is the first, or among the first five, on five and on four digits."""

    names: int
    top1: float
    top5: float
    digits4_top1: float
    digits4_top5: float

    def row(self, name: str) -> tuple[str, ...]:
        """A row of the table."""
        shares = (self.top1, self.top5, self.digits4_top1, self.digits4_top5)
        return (name, str(self.names), *(f"{100 * share:.1f} %" for share in shares), "")


def common_form(name: str) -> str:
    """The name in the form that both genders share; the last letters of adjectives do not matter either."""
    return " ".join(one_form(word).rstrip("er") for word in fold(name).split())


def left_out(name: str) -> bool:
    """A third of the names, always the same."""
    return crc32(f"held out {common_form(name)}".encode()) % 3 == 0


def held_out() -> list[Asked]:
    """The names to ask for."""
    known = {common_form(word) for row in rows("trade_words") for word in row["words"].split("|")}
    known |= {common_form(name) for one in occupations().values() for name in (one.name, one.masculine, one.feminine)}
    wanted = (row for row in rows("aliases") if left_out(row["name"]) and common_form(row["name"]) not in known)
    return [Asked(row["name"], _codes(row)) for row in wanted]


def _codes(row: dict[str, str]) -> frozenset[str]:
    if row["kldb2010"]:
        return frozenset({row["kldb2010"]})
    return frozenset(occupations()[id_].kldb2010 for id_ in row["occupations"].split("|"))


def misspelt(asked: Iterable[Asked]) -> Iterator[Asked]:
    """The same names with one typing error each: a letter missing, doubled, wrong, or swapped with the next."""
    chance = random.Random(2026)  # a test, no secret
    for one in asked:
        yield Asked(_with_error(one.text, chance), one.codes)


def _with_error(text: str, chance: random.Random) -> str:
    at = chance.choice([place for place, letter in enumerate(text) if letter.isalpha()])
    head, letter, tail = text[:at], text[at], text[at + 1 :]
    wrong = chance.choice("abcdefghijklmnopqrstuvwxyz")
    changed = (head + tail, head + wrong + letter + tail, head + wrong + tail, head + tail[:1] + letter + tail[1:])
    return chance.choice(changed)


def accuracy(resolve: Resolve, asked: Sequence[Asked]) -> Accuracy:
    """Ask for every name and compare."""
    found = [(list(resolve(one.text))[:TOP], one.codes) for one in asked]
    shorter = [([code[:4] for code in codes], {code[:4] for code in right}) for codes, right in found]
    shares = [
        sum(any(code in right for code in codes[:among]) for codes, right in one) / len(one)
        for one in (found, shorter)
        for among in (1, TOP)
    ]
    return Accuracy(len(asked), *shares)


def codes(candidates: Iterable[OccupationCandidate]) -> list[str]:
    """The KldB codes of an answer as it is, one for each of its occupations."""
    return [candidate.kldb2010 for candidate in candidates]


def confident(candidates: Sequence[OccupationCandidate]) -> bool:
    """Whether an answer claims to know: its first occupation is sure, or it is the only one."""
    return bool(candidates) and (len(candidates) == 1 or candidates[0].confidence >= CONFIDENCE["sure"])


def learnt_as_no_occupation() -> list[str]:
    """Words that the hand-made list names."""
    return reference.other_words()


def ours() -> Callable[[str], list[OccupationCandidate]]:
    """What search would answer had it never seen the names left out; learns some seconds."""
    knowledge = reference.build(learn, keep=lambda name: not left_out(name))
    return lambda text: knowledge.candidates(text, TOP)


def nearest_neighbour() -> Resolve:
    """The bare reference: the occupations of the names with most n-grams in common."""
    known = [
        (fold(name), [occupations()[id_].kldb2010 for id_ in ids])
        for name, ids in reference.spelt()
        if not left_out(name)
    ]
    grams = Grams([folded for folded, _ in known])

    def resolve(text: str) -> list[str]:
        near = (known[at][1] for at, _ in grams.nearest(fold(text), 60))
        return list(dict.fromkeys(code for found in near for code in found))

    return resolve
