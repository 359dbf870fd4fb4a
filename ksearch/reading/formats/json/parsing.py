"""JSON texts to values, with our own reasons for texts that Python refuses by its limits."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from ksearch.messages import Message


class NotJson(ValueError):
    """A text that is not JSON, or more than is read as JSON; ``reason`` says why."""

    def __init__(self, reason: Message | str) -> None:
        super().__init__(reason)
        self.reason = reason


def parsed_json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        NotJson: it is not JSON, is nested too deeply, or has a number of thousands of digits.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise NotJson(str(error)) from error
    except RecursionError as error:
        raise NotJson(Message("arrays and objects are nested too deeply in it")) from error
    except ValueError as error:
        # Python's limit of digits in a number, because the conversion takes quadratic time.
        most = sys.get_int_max_str_digits()
        found = re.search(rf"\d{{{most + 1},}}", text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        raise NotJson(
            Message(
                "the number in line {line} of it has more than {most:,} digits; write it in quotes",
                line=line,
                most=most,
            )
        ) from error
