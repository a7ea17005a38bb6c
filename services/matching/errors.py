"""What can go wrong in matching."""

from shared.contracts.problems import Problem


class MatchingProblem(Problem):
    """Matching cannot answer this."""


class LeaverGone(MatchingProblem):
    """This profile was erased; there is nothing left of it."""

    kind = "gone"
    code = "leaver_erased"
    german = "Dieses Profil wurde gelöscht. Es ist nichts mehr davon da."


class SearchAway(MatchingProblem):
    """The search for places is not answering at the moment; please try again shortly."""

    kind = "unavailable"
    code = "search_away"
    german = "Die Suche nach Plätzen antwortet gerade nicht. Bitte versuche es gleich noch einmal."
