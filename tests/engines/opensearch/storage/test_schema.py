"""How weights lie in the cluster; no cluster is needed."""

from __future__ import annotations

from ksearch.engines.opensearch.storage.schema import weight_unit
from ksearch.storage.manifest import Model


def test_weights_are_kept_as_finely_as_lucene_can_count() -> None:
    assert weight_unit(Model(average_lengths=(9.0, 28.0, 280.0))) == 1 << 17
    assert weight_unit(Model(average_lengths=(4.0, 9.0, 30.0))) == 1 << 18
    assert 1 < weight_unit(Model(average_lengths=(9.0, 28.0, 200_000.0))) < 1 << 10
