"""Learning the classes of occupations from their names: the same names always give the same weights.

Stochastic gradient descent (Adagrad) on the cross-entropy.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.search.boosts import LEARNING
from services.search.occupations.classes import Classes, Floats, shares
from services.search.occupations.features import features

Examples = Iterable[tuple[str, Iterable[str]]]
"""Folded names with the classes they may mean; the class "" where they name no occupation."""
Names = Mapping[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Rows:
    """Names as the model sees them: of each its n-grams, how much each counts, and the wanted share of each class."""

    grams: list[NDArray[np.int32]]
    counts: list[Floats]
    wanted: list[tuple[int, ...]]


def learn(examples: Examples) -> Classes:
    """The classes of these names; takes some seconds for ten thousand of them."""
    listed = [(folded, frozenset(classes)) for folded, classes in examples]
    names = _merged(listed)
    empty = _untrained(names, digest(listed))
    return _trained(empty, _rows(empty, names))


def digest(examples: Examples) -> str:
    """Changes with every change of the names, their classes or the numbers of the learning."""
    lines = sorted(f"{folded}\t{' '.join(sorted(classes))}" for folded, classes in examples)
    return hashlib.sha256("\n".join([*lines, str(sorted(LEARNING.items()))]).encode()).hexdigest()


def _merged(examples: Iterable[tuple[str, frozenset[str]]]) -> Names:
    merged: defaultdict[frozenset[str], frozenset[str]] = defaultdict(frozenset)
    for folded, classes in examples:
        merged[features(folded)] |= classes
    return merged


def _untrained(names: Names, learnt_from: str) -> Classes:
    """All weights zero: every n-gram with the classes in whose names it occurs."""
    classes = tuple(sorted({one for found in names.values() for one in found}))
    place = {name: at for at, name in enumerate(classes)}
    seen = Counter(gram for found in names for gram in found)
    at_home: defaultdict[str, set[int]] = defaultdict(set)
    for found, meant in names.items():
        for gram in found:
            at_home[gram].update(place[name] for name in meant)
    grams = tuple(sorted(seen))
    class_of = np.array([one for gram in grams for one in sorted(at_home[gram])], dtype=np.uint16)
    return Classes(
        names=classes,
        grams=grams,
        rarity=np.array([np.log(1 + len(names) / seen[gram]) for gram in grams], dtype=np.float32),
        rarest=float(np.log(1 + len(names))),
        begins=np.cumsum([0, *(len(at_home[gram]) for gram in grams)]).astype(np.int32),
        class_of=class_of,
        weights=np.zeros(len(class_of), dtype=np.float16),
        learnt_from=learnt_from,
    )


def _rows(classes: Classes, names: Names) -> Rows:
    gram_at = {gram: at for at, gram in enumerate(classes.grams)}
    class_at = {name: at for at, name in enumerate(classes.names)}
    ordered = sorted(names, key=sorted)
    grams = [np.array(sorted(gram_at[gram] for gram in found), dtype=np.int32) for found in ordered]
    counts = [classes.rarity[known] / (np.linalg.norm(classes.rarity[known]) or 1) for known in grams]
    return Rows(grams, counts, [tuple(class_at[name] for name in names[found]) for found in ordered])


def _trained(classes: Classes, rows: Rows) -> Classes:
    chance = np.random.default_rng(1)
    weights = np.zeros(len(classes.class_of), dtype=np.float32)
    slowness = np.full(len(weights), 1e-6, dtype=np.float32)
    for batch in _batches(len(rows.grams), chance):
        slope = _slope(classes, weights, rows, batch) + LEARNING["decay"] * weights
        slowness += slope * slope
        weights -= LEARNING["rate"] * slope / np.sqrt(slowness)
    return Classes(**{**vars(classes), "weights": weights.astype(np.float16)})


def _batches(names: int, chance: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(int(LEARNING["rounds"])):
        order = chance.permutation(names)
        yield from (order[begin : begin + int(LEARNING["batch"])] for begin in range(0, names, int(LEARNING["batch"])))


def _slope(classes: Classes, weights: Floats, rows: Rows, batch: NDArray[np.int64]) -> Floats:
    """The gradient: a cell is an n-gram of a name with one of its classes."""
    grams = np.concatenate([rows.grams[name] for name in batch])
    counts = np.concatenate([rows.counts[name] for name in batch])
    row = np.repeat(np.arange(len(batch)), [len(rows.grams[name]) for name in batch])
    sizes = classes.begins[grams + 1] - classes.begins[grams]
    cells = np.arange(sizes.sum()) + np.repeat(classes.begins[grams] - (np.cumsum(sizes) - sizes), sizes)
    where = np.repeat(row, sizes) * len(classes.names) + classes.class_of[cells]
    count = np.repeat(counts, sizes)
    shape = (len(batch), len(classes.names))
    scores = np.bincount(where, weights[cells] * count, shape[0] * shape[1]).reshape(shape).astype(np.float32)
    error = shares(scores) - _wanted([rows.wanted[name] for name in batch], shape)
    return np.bincount(cells, error.ravel()[where] * count, len(weights)).astype(np.float32)


def _wanted(meant: list[tuple[int, ...]], shape: tuple[int, int]) -> Floats:
    wanted = np.zeros(shape, dtype=np.float32)
    for row, classes in enumerate(meant):
        wanted[row, list(classes)] = 1 / len(classes)
    return wanted
