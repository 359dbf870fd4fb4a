"""How articles lie in the cluster: fields, analysis and similarity of an index.

Terms and eojeols arrive analysed, as numbers of the lexicon, each with its weight in the place of a
frequency; the similarity saturates that, and the boost of a query carries the idf. So the cluster
computes BM25F as `ranking.postings.bm25f` does.
"""

from __future__ import annotations

from typing import Any

from ksearch.model.fields import KEYWORD_FIELDS
from ksearch.storage.manifest import Model

#: Numbers of articles that one clause of a query lists: OpenSearch takes 65,536.
NUMBERS_AT_ONCE = 65_000
#: Most articles of one ranking.
MAX_RANKED = 100_000
#: Version of what is written into a cluster. A reader refuses a higher one.
CLUSTER_FORMAT_VERSION = 2

#: Fields of terms and of eojeols with their weights: in any field, in title, lead and body.
TERMS, EOJEOLS = "t", "e"
WEIGHED = ("all", "title", "lead", "body")
#: Eojeols in their order: in title, lead and body, and where the lead goes on in the body.
PLACES = "p"
PLACED = ("title", "lead", "body", "seam")
#: Keyword fields as filters compare them, and those that matches are counted by.
VALUES = "v"
KEYWORDS = ("id", *KEYWORD_FIELDS)
COUNTED = ("publisher", "section", "author")
#: Characters of the longest value that is compared: Lucene takes 32,766 bytes.
_LONGEST_VALUE = 8_000
#: The token that every article has, with the weight of occurring once in the body.
ONCE = "once"

#: The largest weight unit: weights are kept to 2^-18. Relative errors of scores stay below 1e-5.
_FINEST_UNIT = 1 << 18
#: The sum of a field's frequencies must not reach this in Lucene.
_MOST_FREQUENCY = 1 << 31
#: Terms of an eojeol at the most, as a bound of what an article's weights sum up to.
_TERMS_OF_EOJEOL = 16


def weight_unit(model: Model) -> int:
    """Return how many units of frequency a weight of 1 is kept as.

    The weights of an article cannot sum up to more than Lucene counts, however long it is: a field
    of n eojeols has n · boost / (1 − weight + weight · n / average) in all, less than
    boost · average / weight.
    """
    fields = zip(model.boosts, model.average_lengths, model.length_weights, strict=True)
    most = sum(boost * length / max(weight, 0.01) for boost, length, weight in fields)
    unit = _FINEST_UNIT
    while unit > 1 and most * _TERMS_OF_EOJEOL * unit >= _MOST_FREQUENCY:
        unit >>= 1
    return unit


def index_body(model: Model, shards: int, replicas: int) -> dict[str, Any]:
    """Return settings and mapping of an index of articles."""
    unit = float(weight_unit(model))
    weight = f"double w = doc.freq / {unit}; return query.boost * w / (w + {model.saturation});"
    weighed = {
        "type": "text",
        "analyzer": "weights",
        "search_analyzer": "several",
        "index_options": "freqs",
        "norms": False,
    }
    placed = {"type": "text", "analyzer": "places", "norms": False}
    name = {"type": "keyword", "doc_values": False}
    value = {**name, "ignore_above": _LONGEST_VALUE}
    counted = {"type": "keyword", "ignore_above": _LONGEST_VALUE}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # A writer has what it has written refreshed itself, when it commits. Beside that it is
            # done now and then, as segments that were merged take disk until it is.
            "refresh_interval": "60s",
            "max_result_window": MAX_RANKED,
            "similarity": {
                "default": {"type": "scripted", "script": {"source": weight}},
            },
            "analysis": {
                "filter": {
                    "weight": {"type": "delimited_term_freq", "delimiter": "|"},
                    # All tokens of a query at one position: their frequencies are added up.
                    "each": {
                        "type": "pattern_capture",
                        "preserve_original": False,
                        "patterns": ["([^ ]+)"],
                    },
                },
                "analyzer": {
                    "weights": {
                        "type": "custom",
                        "tokenizer": "whitespace",
                        "filter": ["weight"],
                    },
                    "several": {"type": "custom", "tokenizer": "keyword", "filter": ["each"]},
                    "places": {"type": "custom", "tokenizer": "whitespace"},
                },
            },
        },
        "mappings": {
            "dynamic": False,
            "_source": {"includes": ["article"]},
            "properties": {
                # The original text, for whoever looks into the cluster.
                "article": {"type": "object", "enabled": False},
                TERMS: {"properties": dict.fromkeys(WEIGHED, weighed)},
                EOJEOLS: {"properties": dict.fromkeys(WEIGHED, weighed)},
                PLACES: {"properties": dict.fromkeys(PLACED, placed)},
                # Packed as in `rows`: the forward index and the stored fields of an article.
                "row": {"type": "binary", "doc_values": True},
                # Its place in the order of all articles, which settles equal scores.
                "number": {"type": "long"},
                # The generation that it became visible with.
                "born": {"type": "long"},
                "key": name,
                "seconds": {"type": "long"},
                "day": {"type": "integer"},
                "month_day": name,
                "names": name,
                # Days that the text names without their year, with the year that it means.
                "undated": name,
                # Stretches of the signature, by which near-identical articles are found.
                "lanes": name,
                # Keyword fields as filters compare them, and as they are counted.
                VALUES: {"properties": dict.fromkeys((*KEYWORDS, "people"), value)},
                **dict.fromkeys(COUNTED, counted),
            },
        },
    }


def meta_body(replicas: int) -> dict[str, Any]:
    """Return settings and mapping of the index that holds manifest, lock and files."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas},
        "mappings": {"dynamic": False, "properties": {}},
    }
