"""From words to classes of occupations (KldB 2010): a log-linear model over n-grams.

A class has a weight for every n-gram that occurs in one of its names. They are learnt by `learning.py` and kept in
`classes.npz` beside it, because learning takes seconds and a process should start at once.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.search.occupations.features import features

FILE = Path(__file__).parent / "classes.npz"

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Classes:
    """Only read. The class "" means: no occupation at all. `learnt_from` is a digest of what it was learnt from."""

    names: tuple[str, ...]
    grams: tuple[str, ...]
    rarity: Floats  # of each n-gram, larger the rarer
    rarest: float
    begins: Ints  # where the classes of each n-gram begin in the next two, and where the last ones end
    class_of: NDArray[np.uint16]
    weights: NDArray[np.float16]
    learnt_from: str

    @cached_property
    def _place(self) -> dict[str, int]:
        return {gram: at for at, gram in enumerate(self.grams)}

    def shares(self, folded: str) -> dict[str, float]:
        """How sure each class is of a folded text, together 1; n-grams that no name has make all of them less sure."""
        found = features(folded)
        known = sorted(self._place[gram] for gram in found if gram in self._place)
        missing = (len(found) - len(known)) * self.rarest**2
        length = (missing + float(np.sum(self.rarity[known] ** 2))) ** 0.5 or 1.0
        scores = np.zeros(len(self.names), dtype=np.float32)
        for gram in known:
            cells = slice(self.begins[gram], self.begins[gram + 1])
            scores[self.class_of[cells]] += self.weights[cells] * (self.rarity[gram] / length)
        return dict(zip(self.names, shares(scores[None, :])[0].tolist(), strict=True))

    def save(self, path: Path = FILE) -> None:
        """Write all of it to a file."""
        texts = ("\n".join(part) for part in (self.names, self.grams, (self.learnt_from,)))
        names, grams, learnt_from = (np.frombuffer(text.encode(), dtype=np.uint8) for text in texts)
        np.savez_compressed(
            path, names=names, grams=grams, learnt_from=learnt_from, rarity=self.rarity,
            rarest=np.float64(self.rarest), begins=self.begins, class_of=self.class_of, weights=self.weights,
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path = FILE) -> "Classes":
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            names, grams, learnt_from = (bytes(file[key]).decode() for key in ("names", "grams", "learnt_from"))
            arrays: dict[str, Any] = {key: file[key] for key in ("rarity", "begins", "class_of", "weights")}
            rarest = float(file["rarest"])
        found: dict[str, Any] = {
            "names": tuple(names.split("\n")),
            "grams": tuple(grams.split("\n")),
            "learnt_from": learnt_from,
        }
        return cls(rarest=rarest, **found, **arrays)


def shares(scores: Floats) -> Floats:
    """Scores (a row a text) as shares of each row (softmax)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
