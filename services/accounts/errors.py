"""What can go wrong in accounts."""

from shared.contracts.problems import Problem


class AccountsProblem(Problem):
    """The account cannot do this."""


class KeyUnknown(AccountsProblem):
    """This API key is not known or was revoked. Send it as "Authorization: Bearer <key>"."""

    kind = "unauthorized"
    code = "key_unknown"
    german = "Dieser Schlüssel ist unbekannt oder gesperrt. Er gehört in die Kopfzeile „Authorization: Bearer …“."


class SubjectMissing(AccountsProblem):
    """A key of kind leaver needs the id of the leaver it is for."""

    code = "subject_missing"
    german = "Ein Schlüssel für Schulabgänger:innen braucht die Kennung der Person (--subject)."
