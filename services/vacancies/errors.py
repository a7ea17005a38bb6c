"""What can go wrong in vacancies."""

from shared.contracts.problems import Problem


class VacanciesProblem(Problem):
    """The vacancy cannot be handled like this."""


class KeyNotAllowed(VacanciesProblem):
    """Only keys of companies and importers may write vacancies."""

    kind = "forbidden"
    code = "key_kind_forbidden"
    german = "Ausbildungsplätze können nur mit dem Schlüssel eines Betriebs oder eines Importeurs eingetragen werden."


class VacancyNotFound(VacanciesProblem):
    """There is no such vacancy."""

    kind = "not_found"
    code = "vacancy_not_found"
    german = "Diesen Ausbildungsplatz gibt es nicht."


class VacancyGone(VacanciesProblem):
    """This vacancy is no longer offered: it was withdrawn, filled or has expired."""

    kind = "gone"
    code = "vacancy_gone"
    german = "Dieser Ausbildungsplatz wird nicht mehr angeboten: er ist zurückgezogen, besetzt oder abgelaufen."


class VacancyExpired(VacanciesProblem):
    """An expired vacancy cannot be reopened as it is; change its dates instead, which publishes it again."""

    kind = "conflict"
    code = "vacancy_expired"
    german = "Dieses Angebot ist abgelaufen. Ändern Sie Beginn oder Bewerbungsfrist, dann erscheint es wieder."


class ReportNotFound(VacanciesProblem):
    """There is no such report; six months after the answer reports are deleted."""

    kind = "not_found"
    code = "report_not_found"
    german = (
        "Zu diesem Zeichen gibt es keine Meldung. Bitte prüfe, ob du es richtig abgetippt hast. Sechs Monate nach "
        "der Antwort löschen wir Meldungen."
    )


class EnoughReports(VacanciesProblem):
    """Many people have reported this vacancy already; a coordinator is going to look at it."""

    kind = "conflict"
    code = "enough_reports"
    german = "Diesen Platz haben schon viele gemeldet. Die Region sieht ihn sich an; du musst nichts weiter tun."


class IfMatchMissing(VacanciesProblem):
    """A change needs the header If-Match with the current revision, so that nobody's change is overwritten."""

    kind = "stale"
    code = "if_match_missing"
    german = 'Zum Ändern gehört die Kopfzeile If-Match mit der aktuellen Revision, zum Beispiel If-Match: "3".'


class RevisionStale(VacanciesProblem):
    """The vacancy has been changed meanwhile; fetch it again and repeat your change on the current revision."""

    kind = "stale"
    code = "revision_stale"
    german = "Das Angebot wurde inzwischen geändert. Bitte laden Sie es neu und wiederholen Sie Ihre Änderung."


class ExternalIdUsed(VacanciesProblem):
    """Your account has already used this external_id; the id of that vacancy is given."""

    kind = "conflict"
    code = "external_id_used"
    german = "Diese external_id haben Sie schon verwendet. Ändern Sie das vorhandene Angebot oder nutzen Sie /bulk."


class OccupationAmbiguous(VacanciesProblem):
    """Several occupations fit; please choose one of the candidates by its id."""

    code = "occupation_ambiguous"
    german = "Dazu passen mehrere Berufe. Bitte wählen Sie einen über occupation.id."
