"""Occupations (Ausbildungsberufe): our own stable ids, what people do in them, how well known they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import sqrt
from types import MappingProxyType
from typing import cast

from shared.contracts.vocabulary import Certificate, Known, TrainingKind
from shared.reference.aliases import aliases
from shared.reference.tables import number, rows, share
from shared.reference.titles import plain

RIASEC = ("R", "I", "A", "S", "E", "C")
Profile = tuple[float, ...]
"""Six scores 1..7 in the order R, I, A, S, E, C."""

_SHARES = ("no_certificate", "hauptschule", "mittlerer", "hochschulreife")

MOST_CONTRACTS = 40
"""An occupation among this many with most contracts in a Land is not lesser-known, unless hardly known."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation, a Fachrichtung (it has a parent) or the occupation above several Fachrichtungen.

    `kldb2010` is the class, not the identity: 512 occupations share fewer than 300 codes. Empty numbers
    are None and mean unknown, never zero. `law` is "BBiG/HwO" or the law that rules the training.
    """

    id: str
    parent: str | None
    name: str
    masculine: str
    feminine: str
    short: str | None
    kldb2010: str
    duration_months: int
    training_kind: TrainingKind
    law: str
    valid_from: date | None
    valid_until: date | None
    successor: str | None
    secondary: bool
    entry_certificate: Certificate | None
    certificate_strict: bool
    entry_rule: str
    entry_source: str
    daily: str
    activities: tuple[str, ...]
    known: Known
    known_reason: str
    riasec: Profile
    riasec_source: str
    contracts_2019: int | None
    contracts_2023: int | None
    shares: tuple[float | None, ...]  # of beginners without certificate, Hauptschule, mittlerer, Hochschulreife

    @property
    def minimum_pay_applies(self) -> bool:
        """True where § 17 BBiG sets a minimum: occupations of the BBiG and the HwO only."""
        return self.law == "BBiG/HwO"


class OccupationUnknown(LookupError):
    """No occupation has this id, title or KldB code."""


class OccupationAmbiguous(LookupError):
    """Several occupations have this title or KldB code; `candidates` lists them."""

    def __init__(self, candidates: tuple[Occupation, ...]) -> None:
        super().__init__(", ".join(candidate.id for candidate in candidates))
        self.candidates = candidates


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _occupation(row: Mapping[str, str]) -> Occupation:
    return Occupation(
        id=row["id"],
        parent=row["parent"] or None,
        name=row["name"],
        masculine=row["masculine"],
        feminine=row["feminine"],
        short=row["short"] or None,
        kldb2010=row["kldb2010"],
        duration_months=int(row["duration_months"]),
        training_kind=cast(TrainingKind, row["training_kind"]),
        law=row["law"],
        valid_from=_date(row["valid_from"]),
        valid_until=_date(row["valid_until"]),
        successor=row["successor"] or None,
        secondary=row["secondary"] == "yes",
        entry_certificate=cast(Certificate, row["entry_certificate"]) if row["entry_certificate"] else None,
        certificate_strict=row["certificate_strict"] == "yes",
        entry_rule=row["entry_rule"],
        entry_source=row["entry_source"],
        daily=row["daily"],
        activities=tuple(row["activities"].split("|")),
        known=cast(Known, row["known"]),
        known_reason=row["known_reason"],
        riasec=tuple(float(row[letter]) for letter in RIASEC),
        riasec_source=row["riasec_source"],
        contracts_2019=number(row["contracts_2019"]),
        contracts_2023=number(row["contracts_2023"]),
        shares=tuple(share(row[f"share_{certificate}"]) for certificate in _SHARES),
    )


@cache
def occupations() -> Mapping[str, Occupation]:
    """Every occupation by id, in the order of ids."""
    return MappingProxyType({row["id"]: _occupation(row) for row in rows("occupations")})


def occupation(id: str) -> Occupation | None:
    """The occupation with this id, None when there is none."""
    return occupations().get(id)


@cache
def _children() -> Mapping[str, tuple[Occupation, ...]]:
    found: dict[str, list[Occupation]] = defaultdict(list)
    for one in occupations().values():
        if one.parent:
            found[one.parent].append(one)
    return {parent: tuple(children) for parent, children in found.items()}


def is_group(occupation: Occupation) -> bool:
    """True for an occupation above several Fachrichtungen, such as fachinformatiker."""
    return occupation.id in _children()


def family(occupation: Occupation) -> tuple[Occupation, ...]:
    """The occupation and, if it has Fachrichtungen, each of these: what a wish for it means."""
    return (occupation, *_children().get(occupation.id, ()))


@cache
def _classes() -> Mapping[str, tuple[Occupation, ...]]:
    found: dict[str, list[Occupation]] = defaultdict(list)
    for one in occupations().values():
        if one.riasec_source != "children":
            found[one.kldb2010].append(one)
    return {code: tuple(sorted(members, key=lambda o: (o.secondary, o.id))) for code, members in found.items()}


def by_kldb(code: str) -> tuple[Occupation, ...]:
    """The occupations of a KldB 2010 class (five digits); groups count through their Fachrichtungen."""
    return _classes().get(code, ())


@cache
def _titles() -> Mapping[str, tuple[str, ...]]:
    found = {alias.key: alias.occupations for alias in aliases()}
    for one in occupations().values():
        found |= {plain(name): (one.id,) for name in (one.name, one.masculine, one.feminine, one.short) if name}
    return found


def exact_alias(title: str) -> tuple[Occupation, ...]:
    """The occupations that have exactly this title as a name, current or retired; () when none has.

    Gender forms, "(m/w/d)", "Ausbildung zum …" and punctuation do not matter. Misspellings are the
    business of search.
    """
    return tuple(occupations()[found] for found in _titles().get(plain(title), ()))


def _only(found: tuple[Occupation, ...]) -> Occupation:
    if not found:
        raise OccupationUnknown
    if len(found) > 1:
        raise OccupationAmbiguous(found)
    return found[0]


def resolve(*, id: str | None = None, title: str | None = None, kldb2010: str | None = None) -> Occupation:
    """The one occupation meant: by id, else by title, else by KldB class where that holds one.

    Courses of single Länder (`secondary`) claim no class that another occupation has.
    Raises OccupationUnknown, or OccupationAmbiguous with the candidates.
    """
    if id is not None:
        return _only((occupations()[id],) if id in occupations() else ())
    if title is not None:
        return _only(exact_alias(title))
    found = by_kldb(kldb2010 or "")
    return _only(tuple(o for o in found if not o.secondary) or found)


@cache
def contracts_in(land: str) -> Mapping[str, int]:
    """New contracts of 2023 by occupation id in a Land (two digits, "08"); Fachrichtungen each on their own."""
    found = {row["occupation"]: int(row["contracts_2023"]) for row in rows("contracts_by_land") if row["land"] == land}
    if not found:
        raise ValueError("a Land is two digits, 01 to 16")
    return MappingProxyType(found)


@cache
def _most_contracts(land: str | None) -> frozenset[str]:
    count: Counter[str] = Counter()
    counts = contracts_in(land) if land else {o.id: o.contracts_2023 or 0 for o in occupations().values()}
    for id, contracts in counts.items():
        count[occupations()[id].parent or id] += contracts
    return frozenset(id for id, _ in count.most_common(MOST_CONTRACTS))


def lesser_known(occupation: Occupation, land: str | None = None) -> bool:
    """True for an occupation hardly known, or somewhat known and outside the 40 with most contracts.

    Counted in the Land (two digits; None: all of Germany) by occupation, its Fachrichtungen together.
    """
    if occupation.known == "somewhat":
        return (occupation.parent or occupation.id) not in _most_contracts(land)
    return occupation.known == "hardly"


def riasec_similarity(a: Profile, b: Profile) -> float:
    """The correlation of two interest profiles, -1..1; 0 where one of them is flat."""
    da = [x - sum(a) / len(a) for x in a]
    db = [x - sum(b) / len(b) for x in b]
    norm = sqrt(sum(x * x for x in da) * sum(x * x for x in db))
    return sum(x * y for x, y in zip(da, db, strict=True)) / norm if norm else 0.0


_PREFIX = (0.0, 0.0, 0.2, 0.5, 0.7, 1.0)


def similarity(a: Occupation, b: Occupation) -> float:
    """How near two occupations are, 0..1: the mean of shared KldB digits and of their interests' likeness."""
    digits = next((i for i, (x, y) in enumerate(zip(a.kldb2010, b.kldb2010, strict=True)) if x != y), 5)
    return (_PREFIX[digits] + max(0.0, riasec_similarity(a.riasec, b.riasec))) / 2


def related(occupation: Occupation, n: int = 5) -> tuple[Occupation, ...]:
    """The n occupations nearest to this one, best first, of other families and open to beginners."""
    own = occupation.parent or occupation.id
    others = (o for o in occupations().values() if o.parent is None and o.id != own and not o.successor)
    return tuple(sorted(others, key=lambda o: (-similarity(occupation, o), o.id))[:n])
