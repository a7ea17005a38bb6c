"""What can go wrong in search."""

from shared.contracts.problems import Problem


class SearchProblem(Problem):
    """The search cannot be answered like this."""


class CursorInvalid(SearchProblem):
    """This cursor does not belong to this search. Start again without a cursor."""

    code = "cursor_invalid"
    german = "Diese Fortsetzung passt nicht zu dieser Suche. Bitte beginne die Suche von vorn, ohne „cursor“."


class RebuildRunning(SearchProblem):
    """An index is being rebuilt already. Wait until that is done."""

    kind = "conflict"
    code = "rebuild_running"
    german = "Ein Index wird gerade schon neu aufgebaut. Bitte warten, bis das fertig ist."


class RebuildUnknown(SearchProblem):
    """This index has not been rebuilt yet."""

    kind = "not_found"
    code = "rebuild_unknown"
    german = "Dieser Index wurde noch nie neu aufgebaut."


class RebuildTooSmall(SearchProblem):
    """The new index would hold less than 80 % of the documents of the old one, so the old one stays."""

    kind = "conflict"
    code = "rebuild_too_small"
    german = (
        "Der neue Index hätte weniger als 80 % der bisherigen Dokumente; der alte bleibt. "
        "Bitte zuerst die Ursache klären (`heimvorteil verify`); ist es so gewollt: --force."
    )


class RebuildUnequal(SearchProblem):
    """The new index does not hold what the projection says, so the old one stays."""

    kind = "conflict"
    code = "rebuild_unequal"
    german = (
        "Der neue Index stimmt nicht mit dem Abbild in PostgreSQL überein; der alte bleibt. Bitte `make logs` ansehen."
    )


class OccupationsUnknown(SearchProblem):
    """An occupation is in no table. Its id is the one in the proposal, such as „baecker“."""

    code = "occupations_unknown"
    german = "Einen der Berufe gibt es nicht. Bitte die Kennung aus dem Vorschlag unverändert lassen, etwa „baecker“."


class DocumentsRefused(Exception):
    """Elasticsearch refused documents for what they contain; trying again will not help."""
