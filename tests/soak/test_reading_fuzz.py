"""Minutes of damaged documents of every kind; `tests/reading/test_fuzz.py` takes a sample.

What must never happen: an exception, an end of the process that reads, or a document that takes
longer than its bounds.
"""

from __future__ import annotations

import importlib.util
import os
import random
import time
from pathlib import Path
from types import ModuleType

import pytest

from ksearch.model.article import Article
from ksearch.reading import Refusal, read_file, walk

#: Minutes that it goes on, and the number that it begins with: another is another sequence.
MINUTES = float(os.environ.get("FUZZ_MINUTES", "10"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


def sample() -> ModuleType:
    """Return the module of the short test, which has the documents."""
    path = Path(__file__).parents[1] / "reading" / "test_fuzz.py"
    spec = importlib.util.spec_from_file_location("short_fuzz", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damaged(data: bytes, tokens: list[bytes], chance: random.Random) -> bytes:
    """Return a document with bytes changed, put in, lost or repeated."""
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        first = chance.randrange(len(data) + 1)
        last = min(len(data), first + int(chance.expovariate(1 / 40)))
        middle = data[first:last]
        token = chance.choice((*tokens, bytes((chance.randrange(256),))))
        inside = chance.choice((token + middle, token, b"", middle * 3, middle * 20))
        data = data[:first] + inside + data[last:]
    return data


@pytest.mark.soak
def test_no_damaged_document_ends_reading(tmp_path: Path) -> None:
    short = sample()
    chance = random.Random(SEED)
    end = time.monotonic() + 60 * MINUTES
    while time.monotonic() < end:
        name = chance.choice(sorted(short.SEEDS))
        data = damaged(short.SEEDS[name], short.TOKENS, chance)
        path = tmp_path / name
        path.write_bytes(data)
        for file in walk([path]).files:
            for item in read_file(file, short.BOUNDED):
                assert isinstance(item, Article | Refusal)
                if isinstance(item, Refusal):
                    assert "takes more than" not in item.reason, data
                    assert "crash" not in item.reason, data
                    assert "Error:" not in item.reason, (data, item.reason)
