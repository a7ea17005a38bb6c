"""The mutants of the fault suite fit the source: said here in a second, there after ten minutes."""

import sys
from pathlib import Path

import pytest

from shared.testing.servers import ROOT

sys.path.append(str(Path(__file__).parents[1] / "faults" / "sabotage"))  # the list is made there
import mutants

ALL = [one for one in vars(mutants).values() if isinstance(one, mutants.Mutant)]


@pytest.mark.parametrize("mutant", ALL, ids=lambda one: one.name)
def test_a_mutant_finds_what_it_replaces(mutant: mutants.Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.before) == 1


def test_there_are_mutants() -> None:
    assert len(ALL) >= 5
