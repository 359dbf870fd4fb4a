"""The parameters of requests in one table, by which requests are parsed and documented."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ksearch.model.choices import MATCHES, PERIODS, SORTS
from ksearch.server.problems import RequestRefused

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

#: Most characters of a query. A syllable takes nine bytes in an address, and web servers accept
#: addresses of 64 KiB.
MAX_QUERY = 4_000
#: Most hits on a page, and the deepest hit that a page may begin with.
MAX_LIMIT, MAX_OFFSET = 200, 100_000
#: Most values of one repeated parameter.
_MAX_VALUES = 50


class Kind(Enum):
    """The type of a parameter's value, as JSON Schema names it."""

    TEXT = "string"
    NUMBER = "integer"
    FLAG = "boolean"
    TEXTS = "array"  # may be given several times


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a request's query.

    Attributes:
        name: as in the address.
        kind: the type of its value.
        help: what it does.
        argument: the keyword argument of `ksearch.Index` that it becomes.
        default: its value if it is not given; None leaves the argument out.
        choices: the only values, if there is a list of them.
        least: the least number.
        most: the greatest number, or the most characters.
        required: whether a request must have it.
    """

    name: str
    kind: Kind
    help: str
    argument: str
    default: object = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = MAX_QUERY
    required: bool = False

    def value(self, given: list[str]) -> Any:
        """Return the parsed value of the parameter in a request.

        Raises:
            RequestRefused: the parameter does not have such a value.
        """
        if self.kind is Kind.TEXTS:
            if len(given) > _MAX_VALUES:
                raise self._refusal(f"may be given {_MAX_VALUES} times at most")
            return tuple(self._text(each) for each in given)
        text = given[-1]
        if self.kind is Kind.NUMBER:
            return self._number(text)
        if self.kind is Kind.FLAG:
            if text.lower() not in _FLAGS:
                raise self._refusal("takes true or false")
            return _FLAGS[text.lower()]
        return self._text(text)

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
            raise self._refusal("takes a whole number")
        number = int(text)
        if not self.least <= number <= self.most:
            raise self._refusal(f"takes a number from {self.least:,} to {self.most:,}")
        return number

    def _text(self, text: str) -> str:
        if self.choices and text not in self.choices:
            raise self._refusal(f"takes {', '.join(self.choices)}, and not “{text[:50]}”")
        if len(text) > self.most:
            raise RequestRefused(
                HTTPStatus.REQUEST_URI_TOO_LONG,
                f"“{self.name}” takes {self.most:,} characters at most",
            )
        return text

    def _refusal(self, rule: str) -> RequestRefused:
        return RequestRefused(HTTPStatus.BAD_REQUEST, f"“{self.name}” {rule}")

    def schema(self) -> dict[str, Any]:
        """Return the parameter as OpenAPI describes it."""
        item: dict[str, Any] = {"type": "string"}
        if self.choices:
            item["enum"] = list(self.choices)
        if self.kind is Kind.TEXTS:
            value: dict[str, Any] = {"type": "array", "items": item, "maxItems": _MAX_VALUES}
        elif self.kind is Kind.NUMBER:
            value = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.kind is Kind.FLAG:
            value = {"type": "boolean"}
        else:
            value = item if self.choices else {**item, "maxLength": self.most}
        if self.default is not None:
            value["default"] = self.default
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.help,
            "schema": value,
        }


_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": True}
_MAX_DIGITS = 12

QUERY_PARAMETER = Parameter(
    "q", Kind.TEXT, "What to search for, in the query language.", "query", ""
)
FILTER_PARAMETERS = (
    Parameter(
        "match",
        Kind.TEXT,
        "all words, any word, or those that miss the least",
        "match",
        "auto",
        MATCHES,
    ),
    Parameter("since", Kind.TEXT, "Earliest date: 2025, 2025-02, 지난주, 7d.", "since", most=40),
    Parameter("until", Kind.TEXT, "Latest date, that day included.", "until", most=40),
    Parameter("publisher", Kind.TEXTS, "Only of this paper, or of these.", "publisher", most=200),
    Parameter("section", Kind.TEXTS, "Only of this section, or of these.", "section", most=200),
    Parameter("author", Kind.TEXTS, "Only of this reporter, or of these.", "author", most=200),
    Parameter(
        "field",
        Kind.TEXTS,
        "Search in this text field only.",
        "fields",
        choices=("title", "lead", "body"),
    ),
)
SORT_PARAMETER = Parameter(
    "sort",
    Kind.TEXT,
    "The order of the hits.",
    "sort",
    "relevance",
    SORTS,
)
PAGE = (
    SORT_PARAMETER,
    Parameter("limit", Kind.NUMBER, "Hits on the page.", "limit", 10, least=1, most=MAX_LIMIT),
    Parameter("offset", Kind.NUMBER, "Hits to pass over.", "offset", 0, most=MAX_OFFSET),
    Parameter("group", Kind.FLAG, "Of near-identical articles, list the best.", "group", True),
)
BY = Parameter(
    "by",
    Kind.TEXTS,
    "Count by this field.",
    "by",
    choices=("publisher", "section", "author"),
)
PERIOD = Parameter("by", Kind.TEXT, "The periods.", "by", "month", PERIODS)


def limit(default: int, most: int) -> Parameter:
    """Return the parameter for the number of wanted items."""
    return Parameter("limit", Kind.NUMBER, "The most to return.", "limit", default, (), 1, most)


def read_parameters(parameters: tuple[Parameter, ...], given: QueryParams) -> dict[str, Any]:
    """Return the keyword arguments for a request's parameters.

    Raises:
        RequestRefused: a parameter is unknown, missing, or has an invalid value.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise RequestRefused(
                HTTPStatus.BAD_REQUEST,
                f"there is no parameter “{name[:50]}” here; there are {', '.join(known)}",
            )
    arguments: dict[str, Any] = {}
    for parameter in parameters:
        values = [_text_of(value) for value in given.getlist(parameter.name)]
        if parameter.default is None and not any(values):
            values = []  # ``since=``: forms send empty fields so
        if values:
            arguments[parameter.argument] = parameter.value(values)
        elif parameter.required:
            raise RequestRefused(
                HTTPStatus.BAD_REQUEST, f"the parameter “{parameter.name}” is missing"
            )
        elif parameter.default is not None:
            arguments[parameter.argument] = parameter.default
    return arguments


def _text_of(value: str) -> str:
    """Return a value without lone surrogates, which an answer could not contain."""
    return value.encode("utf-8", "replace").decode("utf-8")
