"""Übergibt einen Jahrgang ohne Namen. Braucht nur Python, keine weiteren Pakete."""

import json
import os
import urllib.request

leavers = [
    {
        "row_key": "A7-0002",  # Ihr Schülerschlüssel; kein Name
        "certificate": "hauptschule",
        "home": {"postal_code": "71640"},
        "radius_km": 25,
        "wishes": [{"title": "Bäcker/in"}],
    }
]
request = urllib.request.Request(
    os.environ["HEIMVORTEIL_URL"] + "/api/v1/cohorts?commit=true",
    data=json.dumps({"season": "2027", "leavers": leavers}).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["HEIMVORTEIL_KEY"],
        "Content-Type": "application/json",
        "Idempotency-Key": "abgang-2027-klasse-9b",
    },
)
with urllib.request.urlopen(request, timeout=60) as answer:
    report = json.load(answer)
print(report["accepted"], "angenommen,", report["rejected"], "abgelehnt")
for row in report["items"]:
    for problem in row["errors"]:
        print("Zeile", row["line"], problem["column"], problem["message"])
