"""How `ksearch stats` shows an index that lies on a cluster."""

from __future__ import annotations

import json
from dataclasses import replace

from ksearch.model.reports import ClusterStats, Stats
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal
from ksearch.render.terminal.reports import stats_lines

CLUSTER = ClusterStats(
    index="articles-articles-0a1b2c3d-7",
    shards=6,
    replicas=2,
    unassigned=1,
    drift={"title": 0.0, "lead": -0.021, "body": 0.135},
    unused_eojeols=1_200,
    retired=1,
)
STATS = Stats(
    articles=1_234,
    deleted=0,
    segments=9,
    terms=456,
    eojeols=3_456,
    tokens=45_678,
    bytes_on_disk=2_500_000,
    text_bytes=0,
    format_version=2,
    analyser="kiwi",
    first_date=None,
    last_date=None,
    publishers={},
    average_lengths={},
    boosts={},
    generation=7,
    cluster=CLUSTER,
)


def rows(stats: Stats) -> dict[str, str]:
    lines = stats_lines(stats, "opensearch://localhost:9200/articles", Terminal())
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {name.strip(): value.strip() for name, value in pairs}


def test_shards_replicas_and_generation_are_shown() -> None:
    shown = rows(STATS)
    assert shown["generation"] == "7"
    assert shown["shards"] == "6, 2 replicas of each (1 on no node)"
    assert shown["text"] == "45,678 eojeols"


def test_drift_is_shown_where_there_is_any() -> None:
    assert rows(STATS)["drift"] == "title +0.0%, lead -2.1%, body +13.5%"
    still = replace(CLUSTER, drift=dict.fromkeys(CLUSTER.drift, 0.0), unused_eojeols=0, retired=0)
    shown = rows(replace(STATS, cluster=still))
    assert not {"drift", "unused eojeols", "replaced and still read"} & shown.keys()


def test_what_a_rebuild_would_drop_and_what_it_has_replaced_is_shown() -> None:
    shown = rows(STATS)
    assert (shown["unused eojeols"], shown["replaced and still read"]) == ("1,200", "1")


def test_json_has_all_of_it() -> None:
    value = json.loads(to_json(STATS))
    assert value["generation"] == 7
    assert value["cluster"]["drift"] == CLUSTER.drift
    assert value["cluster"]["index"] == CLUSTER.index


def test_an_index_in_a_folder_has_none_of_it() -> None:
    shown = rows(replace(STATS, cluster=None, text_bytes=5_000_000))
    assert not {"shards", "drift"} & shown.keys()
    assert json.loads(to_json(replace(STATS, cluster=None)))["cluster"] is None
