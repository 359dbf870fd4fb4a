"""What the tests of clusters share."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def wait_for() -> Callable[..., None]:
    """Wait until something holds, for some seconds; what raises does not hold yet."""

    def wait(holds: Callable[[], bool], seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while True:
            failure: Exception | None = None
            try:
                if holds():
                    return
            except Exception as error:
                failure = error
            assert time.monotonic() < until, f"after {seconds} seconds it does not hold: {failure}"
            time.sleep(0.1)

    return wait
