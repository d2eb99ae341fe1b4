"""uvicorn, which first tells everybody who waits that it is ending."""

from __future__ import annotations

import socket

import uvicorn

from trainlib.serve.studio import Studio

GRACE = 10  # seconds that answers in hand have


class Server(uvicorn.Server):
    """Serves a studio's application.

    Args:
        config: uvicorn's.
        studio: whose worker is ended first, or requests in its queue would hold up the end.
    """

    def __init__(self, config: uvicorn.Config, studio: Studio) -> None:
        super().__init__(config)
        self._studio = studio

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the worker, then the connections."""
        self._studio.worker.end()
        await super().shutdown(sockets)
