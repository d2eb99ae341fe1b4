"""`python -m trainlib serve`: pages and an API on this computer."""

from __future__ import annotations

import argparse
import importlib.util
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from trainlib.console.cli_errors import UsageError, fail
from trainlib.images.errors import PhotoError
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.process.file_lock import FileHeldError, hold_file
from trainlib.serve.limits import LOOPBACK, MEGABYTE
from trainlib.serve.options import parser

if TYPE_CHECKING:
    from trainlib.serve.mining import Mining
    from trainlib.serve.studio import Studio
    from trainlib.serve.votes import Poll

PACKAGES = ("fastapi", "uvicorn", "multipart", "jinja2")
SHORTEST_TOKEN = 16
EVERY_ADDRESS = ("0.0.0.0", "::")  # every address of this computer; no browser can open it


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser` for the options."""
    options = parser().parse_args(argv)
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        return fail(f'serve needs more packages ({", ".join(missing)}): pip install "packshot[serve]"')
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        with hold_file(options.out / ".serving"), _listen(options.host, options.port) as listener:
            studio = _studio(options, _token(options))
            return _serve(studio, options, listener)
    except FileHeldError as error:
        return fail(f"--out {options.out}: {error} serves it already; give another folder")
    except UsageError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or options.out}: {error.strerror or error}")
    except KeyboardInterrupt:
        return INTERRUPTED


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        UsageError: nothing can listen there.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # a request that comes before the networks are read waits
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "; --port 0 takes a free one" if "in use" in reason else ""
        raise UsageError(f"--host {host} --port {port}: {reason}{hint}") from error
    return listener


def _token(options: argparse.Namespace) -> str | None:
    """The required token, or None.

    Raises:
        UsageError: it could be guessed.
    """
    given: str | None = options.token or os.environ.get("PACKSHOT_TOKEN")
    if given is not None and (len(given) < SHORTEST_TOKEN or not given.isascii() or " " in given):
        raise UsageError(f"--token: give {SHORTEST_TOKEN} letters and digits or more, without spaces")
    if given is None and options.host not in LOOPBACK:
        return secrets.token_urlsafe(24)
    return given


def _studio(options: argparse.Namespace, token: str | None) -> Studio:
    """Networks and folders.

    Raises:
        UsageError: a network or the device cannot be used.
        OSError: a folder cannot be made.
    """
    # Loaded late: PyTorch takes seconds, and an error on the command line is reported at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.inference.networks import DeviceError
    from trainlib.serve.engine import Engine
    from trainlib.serve.studio import Studio
    from trainlib.serve.worker import Worker

    out: Path = options.out
    try:
        mining, poll = _mining(options), _poll(options)
        engine = Engine.load(options.cutout, options.relight, options.device, options.tta, options.two_pass)
    except (CheckpointError, DeviceError, PhotoError) as error:
        raise UsageError(str(error)) from error
    corrections = options.corrections or out / "corrections"
    return Studio(engine, out, corrections, token, Worker(options.max_waiting), mining, poll)


def _mining(options: argparse.Namespace) -> Mining | None:
    """The data of the mining page, or None.

    Raises:
        UsageError: half of the options are missing.
        PhotoError: a folder is missing or has no proposal.
    """
    from trainlib.serve.mining import Mining

    if options.mine is None:
        return None
    if options.mine_photos is None:
        raise UsageError("--mine: give --mine-photos too, the folder that was mined")
    return Mining.open(options.mine, options.mine_photos, options.mine_out or options.out / "mined")


def _poll(options: argparse.Namespace) -> Poll | None:
    """The data of the voting page, or None; errors as of `_mining`."""
    from trainlib.serve.votes import FILE, Poll

    if options.vote is None:
        return None
    if options.vote_photos is None:
        raise UsageError("--vote: give --vote-photos too, the folder of the photos")
    return Poll.open(options.vote_photos, options.vote, options.out / FILE)


def _serve(studio: Studio, options: argparse.Namespace, listener: socket.socket) -> int:
    import uvicorn

    from trainlib.serve.app import make_app
    from trainlib.serve.server import GRACE, Server

    host, port = options.host, listener.getsockname()[1]
    hosts = LOOPBACK if host in LOOPBACK else None
    app = make_app(studio, hosts, options.max_upload * MEGABYTE)
    is_any = host in EVERY_ADDRESS
    shown = "127.0.0.1" if is_any else f"[{host}]" if ":" in host else host
    others = "; other computers put this one's name in place of 127.0.0.1" if is_any else ""
    print(f"Packshot is at http://{shown}:{port}/ (Ctrl-C ends it{others})")
    if studio.token is not None and not (options.token or os.environ.get("PACKSHOT_TOKEN")):
        print(f"The token that others need: {studio.token}")
    sys.stdout.flush()
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, access_log=False, timeout_graceful_shutdown=GRACE
    )
    Server(config, studio).run(sockets=[listener])
    return SUCCESS
