"""The finding rules, all of them, on a cluster: the same tests over indexes that were copied."""

from __future__ import annotations

import runpy
from pathlib import Path

_RULES = runpy.run_path(str(Path(__file__).parents[2] / "test_finding_rules.py"))
globals().update({name: rule for name, rule in _RULES.items() if name.startswith("test_")})
