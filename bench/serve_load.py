"""Many clients at one server at once: how many answers come, how fast, and what the server's memory does.

python bench/serve_load.py http://127.0.0.1:8765/api/cutout --field photo --photo mug.jpg --pid PID
python bench/serve_load.py http://127.0.0.1:7000/api/remove --field file --photo mug.jpg --pid PID
"""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

BOUNDARY = "packshot-load"


def resident(pid: int) -> float:
    """The memory of a process in megabytes; 0 where it cannot be asked."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0.0


def body_of(field: str, photo: Path, more: list[str]) -> bytes:
    """A form with the photo and further fields, NAME=VALUE."""
    parts = []
    for word in more:
        name, _, value = word.partition("=")
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{photo.name}"\r\n'
    parts.append(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + photo.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def ask(url: str, body: bytes) -> tuple[int, int]:
    """Status and length of the answer."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=600)
    try:
        path = f"{place.path}?{place.query}" if place.query else place.path
        connection.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
        answer = connection.getresponse()
        return answer.status, len(answer.read())
    finally:
        connection.close()


def main() -> None:
    """Ask, and print what came."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--field", default="photo")
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--more", nargs="*", default=[], metavar="NAME=VALUE")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--pid", type=int, default=0)
    options = parser.parse_args()
    body = body_of(options.field, options.photo, options.more)
    lengths, seconds, memory, lost = set[int](), list[float](), list[float](), list[str]()
    lock, left = threading.Lock(), iter(range(options.requests))

    def client() -> None:
        while True:
            with lock:
                if next(left, None) is None:
                    return
            start = time.perf_counter()
            try:
                status, length = ask(options.url, body)
                why = "" if status == 200 else f"status {status}"
            except OSError as error:
                length, why = 0, str(error)
            with lock:
                seconds.append(time.perf_counter() - start)
                memory.append(resident(options.pid))
                lost.append(why) if why else lengths.add(length)

    ask(options.url, body)  # what is loaded on the first request is not timed
    start = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(options.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - start
    print(f"{len(seconds) - len(lost)} answers, {len(lost)} lost {sorted(set(lost))}, of {lengths} bytes")
    print(
        f"{whole:.1f} s, {len(seconds) / whole:.2f} a second, median {np.median(seconds):.2f} s,"
        f" 95 % within {np.quantile(seconds, 0.95):.2f} s"
    )
    quarters = [part.mean() for part in np.array_split(np.array(memory), 4)]
    print(f"memory by quarters of the run: {', '.join(f'{one:.0f}' for one in quarters)} MB")


if __name__ == "__main__":
    main()
