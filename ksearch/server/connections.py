"""The connections of a server: bounds on how long each may keep it waiting, and on their number.

The web server only bounds the pause between two requests of a connection. So a client that sends a
header every few seconds, or never reads its answer, would keep a socket open for ever, and a
thousand such clients all files that the process may open.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ksearch import system_calls

#: Connections that the system may hand over in one round of the event loop. A closed connection
#: releases its file one round later, so there must be room for three rounds.
BACKLOG = 128
_BACKLOG_ROUNDS = 3
#: Files that the process needs for itself: the index, logs, pipes.
_OWN_FILES = 64
#: Most connections (each takes some 10 kB) and least connections, whatever the limit of open files.
_MAX_CONNECTIONS, _MIN_CONNECTIONS = 2_000, 32


class BoundedConnection(H11Protocol):
    """One connection of HTTP/1.1, with bounds on its waiting times.

    Attributes:
        head_seconds: seconds from the connection, or the last answer, to the end of a request's
        head.
        body_seconds: seconds from there to the end of its body.
        write_seconds: seconds for which a client may read nothing of its answer.
        most: the most connections. With more, those that have waited longest for a request are
            closed, so that a client that sends its request at once is served.
    """

    head_seconds = 10.0
    body_seconds = 60.0
    write_seconds = 30.0
    most = _MAX_CONNECTIONS

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._since = self.loop.time()
        self._waits_for: object = None
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    @property
    def waits(self) -> bool:
        """Whether the connection waits for a request."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; close others if too many connections wait."""
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._waits_for = None
        super().on_response_complete()
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """Refuse data that is not HTTP; in the body of a request, without a second answer."""
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """Wait for the client to read what was sent to it."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """Continue: the client has read most of what was sent."""
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _watch(self) -> None:
        """Start the timer of the step that the client has begun."""
        state = self.conn.their_state
        if state is self._waits_for:
            return
        self._waits_for = state
        self._since = self.loop.time()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        seconds = {h11.IDLE: self.head_seconds, h11.SEND_BODY: self.body_seconds}.get(state)
        if seconds is not None and not self.transport.is_closing():
            self._reading = self.loop.call_later(seconds, self._give_up)

    def _watch_writing(self) -> None:
        unread = self.transport.get_write_buffer_size()

        def look_again() -> None:
            if self.transport.get_write_buffer_size() < unread:
                self._watch_writing()
            else:
                self._give_up()

        self._writing = self.loop.call_later(self.write_seconds, look_again)

    def _stop(self) -> None:
        for timer in (self._reading, self._writing):
            if timer is not None:
                timer.cancel()
        self._reading = self._writing = None

    def _give_up(self) -> None:
        self._stop()
        self.connections.discard(self)
        self.transport.abort()

    def _make_room(self) -> None:
        """Close the tenth of the waiting connections that has waited longest."""
        waiting = sorted(
            (
                each
                for each in self.connections
                if isinstance(each, BoundedConnection) and each.waits
            ),
            key=lambda each: each._since,
        )
        for each in waiting[: len(waiting) // 10 + 1]:
            each._give_up()


def most_connections() -> int:
    """Return the number of connections that a process can have open beside its own files."""
    files = system_calls.calls.most_files()
    if files is None:
        return _MAX_CONNECTIONS
    return max(
        min(files - _OWN_FILES - _BACKLOG_ROUNDS * BACKLOG, _MAX_CONNECTIONS), _MIN_CONNECTIONS
    )
