"""Clients that ask a server over kept connections, in a process of their own."""

import asyncio
import json
import sys
import time
from urllib.parse import quote


async def _client(
    port: int, queries: list[str], until: float, taken: list[float], header: str
) -> int:
    """Ask one query after the other; return how many answers were not 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    failed = 0
    place = 0
    while time.monotonic() < until:
        path = f"/api/search?q={quote(queries[place % len(queries)])}"
        place += 1
        began = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        taken.append(time.perf_counter() - began)
        failed += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return failed


async def _clients(
    port: int, queries: list[str], count: int, seconds: float, fresh: bool
) -> dict[str, object]:
    """Let some clients ask at once.

    Args:
        fresh: whether every answer is worked out, and not one that the server has kept.
    """
    header = "Cache-Control: no-cache\r\n" if fresh else ""
    until = time.monotonic() + seconds
    taken: list[float] = []
    # Each begins at another query, so that they do not ask the same at once.
    step = max(1, len(queries) // count)
    runs = [
        _client(port, queries[at * step :] + queries[: at * step], until, taken, header)
        for at in range(count)
    ]
    ended = await asyncio.gather(*runs, return_exceptions=True)
    broken = [each for each in ended if isinstance(each, BaseException)]
    failed = sum(each for each in ended if isinstance(each, int))
    return {"seconds": taken, "failed": failed, "broken": [repr(each) for each in broken]}


if __name__ == "__main__":
    wanted = json.load(sys.stdin)
    print(json.dumps(asyncio.run(_clients(**wanted))))
