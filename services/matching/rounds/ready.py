"""The compiler's work for a round done beforehand: seconds the first time, afterwards what loading takes."""

import numpy as np

from services.matching import warm
from services.matching.crew import Crew
from services.matching.graph import graph_of
from services.matching.kernel.kept import keep, no_kept
from services.matching.kernel.streams import walk
from services.matching.packing import pack_leaver, unpack_leavers
from services.matching.rounds import writing
from services.matching.rulebook import Rulebook
from services.matching.solvers import band, keeping


def ready(book: Rulebook) -> None:
    """Do everything a round does for one leaver and one vacancy."""
    warm.warm(book)
    seeker, market = warm.example(book)
    packed = np.frombuffer(pack_leaver(seeker, book), dtype=np.uint8)
    ids, at = np.zeros((1, 16), np.uint8), np.zeros(1, np.int64)
    leavers = unpack_leavers(ids, packed, at, book)
    walk(packed, np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64))
    graph = graph_of(leavers, market.table, book, Crew(1))
    lists = band(graph, book, book.rules.choice.size, Crew(1))
    rules = keeping(book.rules)
    kept = no_kept(1, rules.room)
    keep(graph.edges, graph.field.vacancies, lists.prices, lists.shown, rules, 0, 1, kept)
    writing.lists(0, 0, ids, leavers.latitude, kept, at)
