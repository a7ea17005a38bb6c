"""Roles and accounts of a secured Elasticsearch: `search` may do everything to our indices, `matching` reads."""

import base64
import json
import os
import urllib.request
from urllib.parse import urlsplit

_PREFIX = os.environ.get("HV_INDEX_PREFIX", "hv")
_EVERYTHING = ["all"]
_READING = ["read", "view_index_metadata"]
_ROLES = {
    "hv_search": {"cluster": ["monitor", "manage_index_templates"], "privileges": _EVERYTHING},
    "hv_matching": {"cluster": ["monitor"], "privileges": _READING},
}


def main() -> None:
    """Creates or updates both; asks as the account in ELASTICSEARCH_URL."""
    for name, role in _ROLES.items():
        indices = [{"names": [f"{_PREFIX}*"], "privileges": role["privileges"]}]
        _put(f"/_security/role/{name}", {"cluster": role["cluster"], "indices": indices})
        password = os.environ[f"HV_ES_PASSWORD_{name.removeprefix('hv_').upper()}"]
        _put(f"/_security/user/{name}", {"password": password, "roles": [name]})


def _put(path: str, body: dict[str, object]) -> None:
    address = urlsplit(os.environ["ELASTICSEARCH_URL"])
    token = base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
    url = f"{address.scheme}://{address.hostname}:{address.port}{path}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="PUT")  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
        print(path, answer.status)


if __name__ == "__main__":
    main()
