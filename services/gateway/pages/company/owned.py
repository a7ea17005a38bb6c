"""A company's own vacancies."""

from uuid import UUID

from services.gateway.clients import Services
from shared.contracts.calls import GetVacancy, ListVacancies, Principal, VacancyList
from shared.contracts.vacancy import VacancyRecord

MOST = 500


async def own(vacancy_id: UUID, company: Principal, services: Services) -> VacancyRecord:
    """A draft or published vacancy of this company."""
    command = GetVacancy(vacancy_id=vacancy_id, principal=company)
    return await services.vacancies.call("get_vacancy", command, VacancyRecord)


async def owned(company: Principal, services: Services) -> tuple[VacancyRecord, ...]:
    """Everything of this company, closed ones too, newest change first."""
    command = ListVacancies(principal=company, limit=MOST)
    return (await services.vacancies.call("list_vacancies", command, VacancyList)).items
