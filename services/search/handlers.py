"""What search answers from memory alone."""

from services.search.occupations.knowledge import Knowledge
from services.search.occupations.suggestions import Suggestions as Completions
from services.search.query.understanding import understand
from shared.contracts.calls import Resolve, Resolved
from shared.contracts.search import OccupationCandidates, OccupationQuery, Suggestions

MAX_RESOLVED = 40  # occupations of an activity; more say nothing about a person


def occupations(query: OccupationQuery, *, knowledge: Knowledge) -> OccupationCandidates:
    """Occupations for a text, best first; empty when unsure."""
    return OccupationCandidates(items=tuple(knowledge.candidates(query.q, query.limit)))


def suggest(query: OccupationQuery, *, completions: Completions) -> Suggestions:
    """Completions of what is being typed."""
    return Suggestions(items=tuple(completions.complete(query.q, query.limit)))


def resolve(command: Resolve, *, knowledge: Knowledge) -> Resolved:
    """Words such as „was mit Holz“ as tags and occupations; the words themselves are not kept anywhere."""
    parts = understand(command.text, knowledge=knowledge, find_place=lambda _: None)
    doing = knowledge.doing(parts.activities)
    liked = tuple(dict.fromkeys((*parts.occupations, *doing)))
    return Resolved(activities=parts.activities, occupations=liked[:MAX_RESOLVED])
