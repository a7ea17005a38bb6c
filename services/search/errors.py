"""What can go wrong in search."""

from shared.contracts.problems import Problem


class SearchProblem(Problem):
    """The search cannot be answered like this."""


class CursorInvalid(SearchProblem):
    """This cursor does not belong to this search. Start again without a cursor."""

    code = "cursor_invalid"
    german = "Diese Fortsetzung passt nicht zu dieser Suche. Bitte beginne die Suche von vorn, ohne „cursor“."


class DocumentsRefused(Exception):
    """Elasticsearch refused documents for what they contain; trying again will not help."""
