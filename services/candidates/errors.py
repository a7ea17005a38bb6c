"""What can go wrong in candidates."""

from shared.contracts.problems import Problem


class CandidatesProblem(Problem):
    """This cannot be done with leavers or imports."""


class SchoolKeyNeeded(CandidatesProblem):
    """Only a key of a school may push or read cohorts."""

    kind = "forbidden"
    code = "school_key_needed"
    german = "Das geht nur mit dem Schlüssel einer Schule."


class ImportUnknown(CandidatesProblem):
    """This school has no such import, or it was a trial run older than 24 hours."""

    kind = "not_found"
    code = "import_unknown"
    german = "Diesen Import gibt es an dieser Schule nicht, oder die Probe ist älter als 24 Stunden."


class ImportFinished(CandidatesProblem):
    """The import is finished and takes no further rows; start a new one."""

    kind = "conflict"
    code = "import_finished"
    german = "Dieser Import ist abgeschlossen und nimmt keine Zeilen mehr an. Bitte einen neuen beginnen."


class ReceiptUnknown(CandidatesProblem):
    """There is no erasure with this receipt (any more)."""

    kind = "not_found"
    code = "receipt_unknown"
    german = "Zu dieser Adresse gibt es keinen Beleg (mehr)."


class LeaverUnknown(CandidatesProblem):
    """There is no such leaver (any more)."""

    kind = "not_found"
    code = "leaver_unknown"
    german = "Dazu ist nichts (mehr) gespeichert."
