"""What can go wrong in accounts."""

from shared.contracts.problems import Problem


class AccountsProblem(Problem):
    """The account cannot do this."""


class KeyUnknown(AccountsProblem):
    """This API key is not known or was revoked. Send it as "Authorization: Bearer <key>"."""

    kind = "unauthorized"
    code = "key_unknown"
    german = "Dieser Schlüssel ist unbekannt oder gesperrt. Er gehört in die Kopfzeile „Authorization: Bearer …“."


class CodeUnknown(AccountsProblem):
    """This code is not known, was used already, or its season is over."""

    kind = "unauthorized"
    code = "claim_code_unknown"
    german = "Diesen Code kennen wir nicht, oder er wurde schon benutzt. Deine Schule kann dir einen neuen geben."


class CodesOvertaken(AccountsProblem):
    """Newer codes were made for some of these leavers meanwhile. Print those."""

    kind = "conflict"
    code = "claim_codes_overtaken"
    german = "Inzwischen wurden neuere Codes erzeugt, vielleicht in einem anderen Fenster. Es gelten die neueren."


class SeasonOver(AccountsProblem):
    """The season has ended; its codes would open nothing."""

    code = "season_over"
    german = "Dieser Jahrgang ist abgeschlossen. Codes dafür würden nichts mehr öffnen."


class PersonNeeded(AccountsProblem):
    """Keys are managed by people who have signed in by mail, not with a key."""

    kind = "forbidden"
    code = "person_needed"
    german = "Schlüssel verwaltet, wer sich per Mail angemeldet hat. Mit einem Schlüssel allein geht das nicht."


class KeyNotFound(AccountsProblem):
    """There is no such key of this school, or it has ended."""

    kind = "not_found"
    code = "key_not_found"
    german = "Diesen Schlüssel gibt es nicht, oder er gilt nicht mehr."


class KeyEnding(AccountsProblem):
    """This key has a successor already, or ends with its season within a week."""

    kind = "conflict"
    code = "key_ending"
    german = "Dieser Schlüssel läuft schon aus. Legen Sie bei Bedarf einen neuen an."


class EnoughKeys(AccountsProblem):
    """The school has as many living keys as it may have. End one that nobody uses."""

    kind = "conflict"
    code = "enough_keys"
    german = "Mehr Schlüssel gleichzeitig gehen nicht. Sperren Sie zuerst einen, den niemand mehr benutzt."


class CompanyNotFound(AccountsProblem):
    """There is no such company in this region."""

    kind = "not_found"
    code = "company_not_found"
    german = "Diesen Betrieb gibt es hier nicht."


class MandateNotFound(AccountsProblem):
    """You have no such mandate, or it has ended."""

    kind = "not_found"
    code = "mandate_not_found"
    german = "Dieses Mandat haben Sie nicht, oder es ist beendet."


class MandateAsked(AccountsProblem):
    """You have asked this company already; it has not answered, or its no is younger than 30 days."""

    kind = "conflict"
    code = "mandate_asked"
    german = (
        "Diesen Betrieb haben Sie schon gefragt. Hat er noch nicht geantwortet, wirkt ein Anruf besser als eine zweite "
        "Mail; hat er Nein gesagt, können Sie nach 30 Tagen wieder fragen."
    )


class MandateLinkUnknown(AccountsProblem):
    """This link was used already, is older than seven days, or is not complete."""

    kind = "not_found"
    code = "mandate_link_unknown"
    german = (
        "Der Link ist benutzt, unvollständig oder älter als sieben Tage. Wer Sie gefragt hat, kann es noch einmal tun."
    )


class ReasonMissing(AccountsProblem):
    """A refusal needs a reason: the company reads it."""

    code = "reason_missing"
    german = "Bitte schreiben Sie einen Grund dazu: Der Betrieb bekommt ihn als Mail."


class LinkUnknown(AccountsProblem):
    """This link was used already, is older than 15 minutes, or is not complete. Ask for a new one."""

    kind = "unauthorized"
    code = "link_unknown"
    german = "Dieser Link wurde schon benutzt, ist älter als 15 Minuten oder unvollständig. Fordern Sie einen neuen an."


class MailTaken(AccountsProblem):
    """This address signs in for another account already; one address is one account."""

    kind = "conflict"
    code = "mail_taken"
    german = "Mit dieser Adresse meldet sich schon jemand an. Eine Adresse gehört zu genau einem Konto."


class LeaverNeeded(AccountsProblem):
    """Only a leaver who signed in with the letter's code can do this."""

    kind = "forbidden"
    code = "leaver_key_needed"
    german = "Das geht nur, wenn du mit dem Code aus deinem Brief angemeldet bist."


class ParentNeeded(AccountsProblem):
    """Under 16 a parent has to agree first."""

    kind = "forbidden"
    code = "parent_needed"
    german = "Wenn du noch nicht 16 bist, müssen zuerst deine Eltern zustimmen."


class SubjectMissing(AccountsProblem):
    """A key of kind leaver needs the id of the leaver it is for."""

    code = "subject_missing"
    german = "Ein Schlüssel für Schulabgänger:innen braucht die Kennung der Person (--subject)."
