"""Error handling of every command: errors become one sentence on stderr and an exit status."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable

from ksearch import KSearchError
from ksearch.messages import Message, translate

FOUND = 0
NOTHING_FOUND = 1
ERROR = 2
INTERRUPTED = 130

#: Environment variable that shows the traceback of an unexpected error.
DEBUG_VARIABLE = "KSEARCH_DEBUG"

#: Name of the error handler for characters that the output's encoding does not have.
_ESCAPES_HANDLER = "ksearch.escapes"


class UsageError(KSearchError):
    """The command line cannot be understood."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command; return its exit status, or that of the error that stopped it."""
    _accept_any_text()
    try:
        status = command()
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of our output closed it
        _drop_output()
        return FOUND
    except KeyboardInterrupt:
        return INTERRUPTED
    except KSearchError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(_sentence_of(error))
    except MemoryError:
        return _failed(
            Message("there is not enough memory for this; try a smaller --limit or --memory")
        )
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        return _failed(
            Message(
                "something unforeseen went wrong ({kind}: {error}); {debug_variable}=1 shows where",
                kind=type(error).__name__,
                error=error,
                debug_variable=DEBUG_VARIABLE,
            )
        )


def complain(sentence: str) -> None:
    """Print one sentence on stderr, in lower case and without a full stop."""
    if sys.stderr is None:
        return
    from ksearch.render.terminal import harmless

    sentence = translate(sentence)
    try:
        sys.stderr.write(f"ksearch: {harmless(' '.join(sentence.split()).rstrip('.'))}\n")
        sys.stderr.flush()
    except OSError:
        pass  # stderr is closed, too


def _failed(sentence: str) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _drop_output()
    complain(sentence)
    return ERROR


def _sentence_of(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what


def _accept_any_text() -> None:
    """Have characters that the output's encoding does not have written as escapes."""
    codecs.register_error(_ESCAPES_HANDLER, _escaped)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_ESCAPES_HANDLER)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return characters as escapes of JSON, two for a character beyond 16 bits."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    escapes = [f"\\u{units[position : position + 2].hex()}" for position in range(0, len(units), 2)]
    return "".join(escapes), error.end


def _drop_output() -> None:
    """Discard unflushed output, which Python would otherwise report at exit."""
    try:
        null_device = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null_device, sys.stdout.fileno())
        os.close(null_device)
    except (OSError, ValueError, AttributeError):
        pass  # stdout is not a file of the system
