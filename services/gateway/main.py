"""Run the gateway: `python -m services.gateway.main`."""

import uvicorn

from services.gateway.app import create_app
from services.gateway.settings import settings
from shared.runtime.logs import configure


def main() -> None:
    """Serve until SIGTERM or SIGINT. No access log: addresses are personal data."""
    chosen = settings()
    configure("gateway", chosen.log_level)
    uvicorn.run(
        create_app(chosen),
        host=chosen.http_host,
        port=chosen.http_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(chosen.trusted_proxies),
        forwarded_allow_ips=chosen.trusted_proxies,
        http="h11",  # httptools refuses request lines over 64 kB: 10,000 emoji are 120 kB
        h11_max_incomplete_event_size=256 * 1024,
        timeout_graceful_shutdown=20,
    )


if __name__ == "__main__":
    main()
