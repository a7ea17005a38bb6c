# HEIMVORTEIL_URL ist diese Website, HEIMVORTEIL_KEY der Schlüssel Ihrer Schule.
# Erst prüfen (commit=false), dann übergeben (commit=true). Derselbe Idempotency-Key wirkt nur einmal.
curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $HEIMVORTEIL_KEY" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: abgang-2027-klasse-10a" \
  --data '{
    "season": "2027",
    "leavers": [{
      "row_key": "A7-0001",
      "certificate": "mittlerer",
      "home": {"postal_code": "71634"},
      "radius_km": 25,
      "wishes": [{"title": "Tischler/in"}]
    }]
  }' \
  "$HEIMVORTEIL_URL/api/v1/cohorts?commit=true"
