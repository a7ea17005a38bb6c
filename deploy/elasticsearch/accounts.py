"""Roles and accounts of a secured Elasticsearch: `search` may do everything to our indices, `matching` reads."""

import base64
import json
import os
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from shared.runtime.secrets import Secret, SecretUrl
from shared.runtime.settings import Settings, read

_PREFIX = os.environ.get("HV_INDEX_PREFIX", "hv")
_EVERYTHING = ["all"]
_READING = ["read", "view_index_metadata"]
_ROLES = {
    "hv_search": {"cluster": ["monitor", "manage_index_templates"], "privileges": _EVERYTHING},
    "hv_matching": {"cluster": ["monitor"], "privileges": _READING},
}

_NOT_YET = (401, 503)
"""While the index of accounts is being made, even the right password is refused."""
_PATIENCE = 90
"""Seconds."""


class _Settings(Settings):
    """Of whoever may make accounts."""

    elasticsearch_url: SecretUrl
    hv_es_password_search: Secret
    hv_es_password_matching: Secret


def main() -> None:
    """Creates or updates both; asks as the account in ELASTICSEARCH_URL."""
    settings = read(_Settings)
    passwords = {"hv_search": settings.hv_es_password_search, "hv_matching": settings.hv_es_password_matching}
    for name, role in _ROLES.items():
        indices = [{"names": [f"{_PREFIX}*"], "privileges": role["privileges"]}]
        _put(settings, f"/_security/role/{name}", {"cluster": role["cluster"], "indices": indices})
        _put(settings, f"/_security/user/{name}", {"password": passwords[name], "roles": [name]})


def _put(settings: _Settings, path: str, body: dict[str, object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not (answered := _answered(settings, path, body)):
        if time.monotonic() > deadline:
            raise SystemExit(f"Elasticsearch refuses {path}. Is ELASTICSEARCH_PASSWORD the one of its first start?")
        time.sleep(1)
    print(path, answered)


def _answered(settings: _Settings, path: str, body: dict[str, object]) -> int | None:
    """The status, or None while accounts cannot be looked up."""
    address = urlsplit(settings.elasticsearch_url)
    token = base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
    url = f"{address.scheme}://{address.hostname}:{address.port}{path}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        if refusal.code in _NOT_YET:
            return None
        raise


if __name__ == "__main__":
    main()
