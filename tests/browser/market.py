"""Some invented vacancies around Bad Ems, as an importer sends them."""

from datetime import date
from typing import Any

START = f"{date.today().year + 1}-08-01"
"""A start that is neither past nor too far away, whenever this runs."""

# Bad Ems and around it; certificate None: the company says nothing.
_ROWS = (
    ("Dachdecker/in", "56130", "Bad Ems", "hauptschule", [978, 1153, 1319]),
    ("Gleisbauer/in", "56132", "Dausenau", None, [978, 1153, 1319]),
    ("Zimmerer/Zimmerin", "56377", "Nassau", "hauptschule", [1000, 1200, 1400]),
    ("Tischler/in", "56112", "Lahnstein", None, [900, 1000, 1100]),
    ("Bäcker/in", "56112", "Lahnstein", "none", [1020, 1090, 1230]),
    ("Beton- und Stahlbetonbauer/in", "56130", "Bad Ems", None, [978, 1153, 1319]),
    ("Orthopädieschuhmacher/in", "56068", "Koblenz", "mittlerer", [850, 950, 1050]),
    ("Kaufmann/Kauffrau für Büromanagement", "56068", "Koblenz", "mittlerer", [1000, 1100, 1200]),
    ("Verfahrensmechaniker/in Glastechnik", "56070", "Koblenz", None, [1100, 1150, 1200]),
    ("Fachkraft für Lagerlogistik", "56112", "Lahnstein", "hauptschule", [980, 1050, 1100]),
    ("Steinmetz/in und Steinbildhauer/in", "56377", "Nassau", None, [800, 900, 1000]),
    ("Koch/Köchin", "56130", "Bad Ems", None, [1000, 1100, 1200]),
    ("Landwirt/in", "56379", "Singhofen", None, [800, 900, 1000]),
    ("Fleischer/in", "56130", "Bad Ems", "none", [900, 1000, 1100]),
    ("Elektroniker/in für Betriebstechnik", "56068", "Koblenz", "mittlerer", [1150, 1200, 1270]),
)


def _vacancy(index: int, row: tuple[str, str, str, str | None, list[int]]) -> dict[str, Any]:
    title, postal_code, city, certificate, pay = row
    return {
        "external_id": f"markt-{index}",
        "title": f"Ausbildung {title} (m/w/d)",
        "occupation": {"title": title},
        "employer": {"name": f"{title.split('/')[0]} Muster {index}"},
        "description_html": "<p>Wir lernen gern an.</p><ul><li>Frühstück um neun</li></ul>",
        "places": 1 + index % 2,
        "start_date": START,
        "duration_months": 36,
        "certificate_required": certificate,
        "pay_per_month": pay,
        "location": {"postal_code": postal_code, "city": city},
        "contact": {"name": "Kim Muster", "phone": "02603 1234"},
        "synthetic": True,
    }


VACANCIES = [_vacancy(index, row) for index, row in enumerate(_ROWS)]
