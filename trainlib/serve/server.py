"""uvicorn, with an end that first answers the requests that wait."""

from __future__ import annotations

import socket

import uvicorn

from trainlib.serve.studio import Studio

GRACE = 10  # seconds for answers that are being sent


class Server(uvicorn.Server):
    """Serves a studio's application.

    Args:
        config: uvicorn's.
        studio: its worker ends first, because requests in its queue would delay the end.
    """

    def __init__(self, config: uvicorn.Config, studio: Studio) -> None:
        super().__init__(config)
        self._studio = studio

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the worker, then the connections."""
        self._studio.worker.end()
        await super().shutdown(sockets)
