"""The description of the API names what is there; that it holds tries tests/security/test_description.py."""

import httpx


def test_the_description_names_every_interface(anyone: httpx.Client) -> None:
    paths = anyone.get("/api/openapi.json").json()["paths"]
    expected = {
        "/api/v1/vacancies": {"get", "post"},
        "/api/v1/vacancies/{vacancy_id}": {"get", "put", "delete"},
        "/api/v1/vacancies/bulk": {"post"},
        "/api/v1/search": {"get"},
        "/api/v1/occupations": {"get"},
        "/api/v1/suggest": {"get"},
        "/api/v1/cohorts": {"post"},
        "/api/v1/imports/{import_id}": {"get"},
        "/api/v1/matches/preview": {"post"},
        "/api/v1/candidates/{leaver_id}/matches": {"get"},
        "/healthz": {"get"},
        "/readyz": {"get"},
    }
    assert [path for path, verbs in expected.items() if not verbs <= paths.get(path, {}).keys()] == []
    links = {
        status: set(said.get("links", {})) for status, said in paths["/api/v1/vacancies"]["post"]["responses"].items()
    }
    assert links["201"] == {"get_vacancy", "change_vacancy", "fill_vacancy", "withdraw_vacancy"}
    assert (
        paths["/api/v1/vacancies"]["post"]["security"] == [{"key": []}] and "security" not in paths["/healthz"]["get"]
    )
    assert anyone.get("/api/docs").status_code == 200
    assert anyone.get("/metrics").text.startswith("# HELP")
