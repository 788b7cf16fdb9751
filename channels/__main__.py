"""``python -m channels``: serve the gateway.

Here the process is put together, of the doors and the staff's console; no other module of either
knows the other.
"""

from __future__ import annotations

import uvicorn

from bot.settings import settings
from channels.app import create_app
from console.part import ConsolePart


def main() -> None:
    """Serve on BIND_ADDRESS and PORT; only TRUSTED_PROXIES may name another client."""
    chosen = settings()
    uvicorn.run(
        create_app(chosen, [ConsolePart()]),
        host=chosen.bind_address,
        port=chosen.port,
        # Addresses would carry session tokens and client addresses into the log.
        access_log=False,
        log_level="warning",
        proxy_headers=bool(chosen.trusted_proxies),
        forwarded_allow_ips=chosen.trusted_proxies or None,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
