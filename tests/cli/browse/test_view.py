"""What is looked at, and how ticking and typing change it."""

from __future__ import annotations

import pytest

from ksearch.cli.browse.view import View


def test_without_a_query_every_article_is_listed_newest_first() -> None:
    assert (View().asked, View().order) == ("*", "newest")
    assert (View("등대").asked, View("등대").order) == ("등대", "relevance")
    assert View("  ").asked == "*"


def test_the_order_goes_round() -> None:
    view = View("등대")
    orders = []
    for _ in range(3):
        view = view.next_sort()
        orders.append(view.order)
    assert orders == ["newest", "oldest", "relevance"]
    assert View().next_sort().order == "oldest"


def test_values_are_ticked_and_unticked() -> None:
    view = View().toggled("section", "경제").toggled("publisher", "가").toggled("publisher", "나")
    assert view.filters({}) == {"publisher": ["가", "나"], "section": ["경제"]}
    assert view.filters({}, without="publisher") == {"section": ["경제"]}
    view = view.toggled("publisher", "가").toggled("section", "경제")
    assert view.filters({}) == {"publisher": ["나"]}
    assert not view.widened().narrowed


def test_what_is_ticked_goes_before_the_filters_of_the_command_line() -> None:
    given = {"publisher": "가", "match": "all"}
    assert View().filters(given) == given
    assert View().toggled("publisher", "나").filters(given) == {"publisher": ["나"], "match": "all"}


@pytest.mark.parametrize(
    ("ticked", "months"),
    [
        (["2025-03"], ("2025-03", "2025-03")),
        (["2025-03", "2024-11"], ("2024-11", "2025-03")),
        (["2024-11", "2025-03", "2024-11"], ("2024-12", "2025-03")),
        (["2024-11", "2025-01", "2025-01"], ("2024-11", "2024-12")),
        (["2024-11", "2025-03", "2025-01"], ("2025-01", "2025-01")),
        (["2025-03", "2025-03"], None),
    ],
)
def test_months_are_a_time_without_gaps(ticked: list[str], months: tuple[str, str] | None) -> None:
    view = View()
    for month in ticked:
        view = view.toggled("month", month)
    assert view.months == months


def test_months_do_not_widen_the_dates_of_the_command_line() -> None:
    view = View().toggled("month", "2024-02")
    assert view.filters({}) == {"since": "2024-02-01", "until": "2024-02-29"}
    given = {"since": "2024-02-12", "until": "2030"}
    assert view.filters(given) == {"since": "2024-02-12", "until": "2024-02-29"}
    assert view.filters(given, without="month") == given
