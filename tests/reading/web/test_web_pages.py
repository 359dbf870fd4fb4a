"""Saved pages → articles: text, headline, date, reporters, paper, by the marks that pages have."""

from __future__ import annotations

import json

import pytest

from ksearch.model.article import Article, ExplainedArticle
from ksearch.reading.formats.html import article_of_page

STORY = (
    "들꽃마을 주민들이 올해 첫 참외를 땄다고 마을이 밝혔다. 작년보다 보름이 이르다.",
    "군청은 모종 값의 절반을 보태기로 했다. 내년에도 이어 간다고 담당자는 말했다.",
    "참외는 다음 주부터 장터에서 살 수 있다.",
)
OTHERS = (
    '<ul class="rank_list"><li><a href="/1">산 너머 마을에 큰 눈이 내려 길이 막혔다</a></li>'
    '<li><a href="/2">장날이 하루 미뤄지자 상인들이 울상을 지었다</a></li></ul>'
)


def page(body: str, head: str = "<title>참외 따는 날 - 들꽃일보</title>") -> ExplainedArticle:
    html = f'<html lang="ko"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return article_of_page(html, "page.html")


def story(tag: str = '<div id="articleBody">') -> str:
    return tag + "".join(f"<p>{paragraph}</p>" for paragraph in STORY) + "</div>"


def lines_of(article: Article) -> list[str]:
    return "\n".join(filter(None, (article.lead, article.body))).splitlines()


def test_the_element_of_the_article_is_taken_and_nothing_beside_it() -> None:
    menu = '<div class="gnb"><a>정치</a><a>경제</a><a>사회</a></div>'
    comments = '<div class="reply_area"><p>저도 그 마을에 가 보았는데 참 좋았습니다.</p></div>'
    article = page(f"{menu}<h1>참외 따는 날</h1>{story()}{comments}{OTHERS}")
    assert article.title == "참외 따는 날"
    assert article.publisher == "들꽃일보"
    assert lines_of(article) == list(STORY)


def test_without_a_name_the_element_with_most_of_the_prose_is_taken() -> None:
    article = page(f"<div><h2>참외 따는 날</h2>{story('<div>')}</div>{OTHERS}")
    assert lines_of(article) == list(STORY)


def test_short_lines_that_open_an_article_are_its_own() -> None:
    opening = "<p>둥글고 노란 빛깔,</p><p>알아채셨나요?</p>"
    article = page(f"<h1>참외 따는 날</h1>{story('<div id=articleBody>' + opening)}")
    assert lines_of(article)[:2] == ["둥글고 노란 빛깔,", "알아채셨나요?"]


def test_a_portal_is_neither_reporter_nor_paper() -> None:
    head = (
        '<meta property="og:title" content="참외 따는 날">'
        '<meta property="og:article:author" content="들꽃일보 | 네이버">'
    )
    stamp = (
        '<em>입력</em><span class="stamp_time" data-date-time="2024-03-01 10:30:00">'
        "2024.03.01. 오전 10:30</span>"
        '<em>수정</em><span class="stamp_modify" data-modify-date-time="2024-03-02 09:00:00">'
        "2024.03.02. 오전 9:00</span>"
    )
    article = page(f"{stamp}{story()}", head)
    assert article.author is None
    assert article.publisher == "들꽃일보"
    assert article.date is not None
    assert article.date.isoformat() == "2024-03-01T10:30:00+09:00"


@pytest.mark.parametrize(
    "mark",
    [
        '<time datetime="2024-03-01T01:30:00Z">3월 1일</time>',
        '<span class="date">입력 2024.03.01 10:30 | 수정 2024.03.02 09:00</span>',
        '<p class="info"><span>등록 2024-03-01 10:30</span><span>수정 2024-03-02 09:00</span></p>',
        "<dl><dt>등록일</dt><dd>2024-03-01 10:30</dd></dl>",
        "<table><tr><th>작성일</th><td>2024.03.01 10:30</td></tr></table>",
        '<span itemprop="datePublished" content="2024-03-01T10:30:00+09:00">금요일</span>',
    ],
)
def test_a_date_stands_where_papers_and_boards_put_it(mark: str) -> None:
    article = page(f"<h1>참외 따는 날</h1>{mark}{story()}")
    assert article.date is not None
    assert article.date.isoformat() == "2024-03-01T10:30:00+09:00"


def test_a_date_that_the_text_speaks_of_is_not_the_articles() -> None:
    sentence = "<p>마을은 2031년 5월 1일에 새 장터를 연다고 밝혔다. 오래 기다린 일이다.</p>"
    assert page(f"<h1>참외 따는 날</h1>{story('<div id=articleBody>' + sentence)}").date is None


@pytest.mark.parametrize(
    ("mark", "author"),
    [
        ('<span class="reporter_name">김가람 기자</span>', "김가람"),
        ('<p class="byline">김가람·이나래 기자</p>', "김가람, 이나래"),
        ('<div class="writer">들꽃일보 김가람 선임기자</div>', "김가람"),
        ('<span class="author">들꽃일보</span>', None),
        ("<dl><dt>작성자</dt><dd>김가람</dd></dl>", "김가람"),
    ],
)
def test_reporters_stand_where_a_page_names_them(mark: str, author: str | None) -> None:
    assert page(f"<h1>참외 따는 날</h1>{mark}{story()}").author == author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<p>[들샘=들꽃, 김가람 기자] 1일 아침 참외를 따고 있다.</p>", "김가람"),
        ("<p>참외가 익었다.</p><p>김가람 / 사진출처 들꽃마을</p>", "김가람"),
        ("<p>들꽃TV 김가람 (garam@example.kr)</p>", "김가람"),
    ],
)
def test_reporters_sign_in_the_text(line: str, author: str) -> None:
    story_and_line = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    in_front = line.startswith("<p>[")
    text = line + story_and_line if in_front else story_and_line + line
    assert page(f"<h1>참외 따는 날</h1><div id='articleBody'>{text}</div>").author == author


def test_a_board_labels_its_headline() -> None:
    board = (
        "<h3>보도자료</h3><table><tr><th>제목</th><td>들꽃군, 참외 축제 열어</td></tr>"
        f"<tr><th>내용</th><td class='content'>{story('<div>')}</td></tr></table>"
        "<p>이 게시물은 공공누리 제3유형 조건에 따라 자유롭게 이용이 가능합니다.</p>"
    )
    article = page(board, "<title>보도자료 &lt; 새소식 &lt; 들꽃군청 홈페이지</title>")
    assert article.title == "들꽃군, 참외 축제 열어"
    assert lines_of(article) == list(STORY)


def test_keywords_and_paths_are_no_headline() -> None:
    head = (
        "<title>심볼마크 &gt; 들꽃군 소개</title>"
        '<meta name="title" content="들꽃군청, 들꽃군, 군청">'
        '<meta name="author" content="들꽃군청, 들꽃군, 군청">'
    )
    article = page(f"<h3>보도자료</h3><h4>들꽃군, 참외 축제 열어</h4>{story()}", head)
    assert (article.title, article.author) == ("들꽃군, 참외 축제 열어", None)


def test_json_ld_may_have_comments() -> None:
    data = (
        '{"@type": "NewsArticle", "headline": "참외 따는 날", // 제목\n'
        '"datePublished": "2024-03-01T10:30:00+09:00",\n'
        '"author": {"@type": "Person", "name": "김가람 기자"},}'
    )
    article = page(story(), f'<script type="application/ld+json">{data}</script>')
    assert (article.title, article.author) == ("참외 따는 날", "김가람")
    assert article.date is not None


def drawn_by_script(data: object) -> Article:
    head = '<title>참외 따는 날 - 들꽃일보</title><meta property="og:title" content="참외 따는 날">'
    code = json.dumps(data, ensure_ascii=False)
    return page(f"<div id='root'></div><script>window.DATA={code};</script>", head)


def test_of_a_scripts_stories_the_one_under_the_pages_headline_is_taken() -> None:
    own = {"headline": "참외 따는 날", "elements": [{"content": STORY[0]}]}
    other = {"headline": "산 너머 마을에 큰 눈", "elements": [{"content": " ".join(STORY[1:] * 3)}]}
    article = drawn_by_script({"content": {**own, "more": [other]}})
    assert lines_of(article) == [STORY[0]]


def test_a_scripts_reporters_are_named_as_they_sign() -> None:
    by = [{"byline_of": {"original": {"byline": "박가람 기자"}}, "name": "가람 박"}]
    own = {"headline": "참외 따는 날", "elements": [{"content": STORY[0]}], "credits": {"by": by}}
    assert drawn_by_script({"content": own}).author == "박가람"


def test_a_list_of_notices_is_kept() -> None:
    notices = "".join(
        f"<li><a href='/{n}'>{n}월 참외 장터 안내</a><p>들꽃군은 {n}월 참외 장터를 연다고 밝혔다. "
        f"장터는 {n}일 동안 이어진다.</p><span>2024-0{n}-01</span></li>"
        for n in range(1, 7)
    )
    article = page(f"<h1>새 소식</h1><div id='content'><ul>{notices}</ul></div>")
    text = "\n".join(lines_of(article))
    assert all(f"장터는 {n}일 동안 이어진다" in text for n in range(1, 7))


def test_a_page_says_by_which_rule_each_field_was_found() -> None:
    mark = '<span class="date">입력 2024.03.01 10:30</span><p class="byline">김가람 기자</p>'
    article = page(f"<h1>참외 따는 날</h1>{mark}{story()}")
    assert article.found_by == {
        "title": "<title>",
        "date": "the page's date line",
        "author": "where the page names its reporters",
        "publisher": "<title>",
        "text": "<div articleBody>, by its name",
    }


@pytest.mark.parametrize(
    "shown",
    [
        "<p><span>입력 2025.03.04 09:30</span></p>",
        "<dl><dt>등록</dt><dd>2025-03-04 09:30:22</dd><dt>수정</dt><dd>2025-03-05 10:00</dd></dl>",
        "<p>2025년 3월 4일 화요일 오전 9시 30분</p>",
        "<p>25.03.04 09:30</p>",
        "<p>Published : Mar. 4, 2025 09:30</p>",
        "<ul><li>승인 2025.03.04 09:30</li><li>댓글 0</li></ul>",
        "<div>지면 A12면 | 2025-03-04 09:30</div>",
        "<div>작성 2025.03.04 09:30 <b>|</b> 업데이트 2025.03.06 09:30</div>",
    ],
)
def test_a_date_beside_the_article_is_found_without_a_name_for_its_element(shown: str) -> None:
    article = page(f"<h1>참외 따는 날</h1>{shown}{story()}<p>공모전 마감 2031.12.31</p>{OTHERS}")
    assert str(article.date)[:16] == "2025-03-04 09:30"
    assert lines_of(article) == list(STORY)


@pytest.mark.parametrize("name", ["og:regDate", "dable:published_time", "pubdate"])
def test_a_date_that_the_page_declares_to_portals(name: str) -> None:
    article = page(f"<h1>참외</h1>{story()}", f'<meta property="{name}" content="20250304093000">')
    assert str(article.date)[:16] == "2025-03-04 09:30"


@pytest.mark.parametrize(
    ("over", "under", "people"),
    [
        ("", "<p>이새벽 기자 dawn@example.kr</p>", "이새벽"),
        ("", "<p>김가람·이새벽 기자 garam@example.kr</p>", "김가람, 이새벽"),
        ("<p>들꽃=박노을 기자</p>", "", "박노을"),
        ("<p>[들꽃=들꽃뉴스] 김가람 기자 =</p>", "", "김가람"),
        ("", "<p>ⓒ 들꽃일보, 무단전재 및 재배포 금지</p><p>강물신문 김바다 논설위원</p>", "김바다"),
        ("<span>김가람</span><span>입력 2025. 3. 4. 09:30</span>", "", "김가람"),
        (
            '<p><em class="reporter">김가람 기자</em><em class="reporter">이새벽 기자</em></p>',
            "",
            "김가람, 이새벽",
        ),
        (
            "<p>입력 2025.03.04 09:30</p>",
            "<h3>많이 본 뉴스</h3><p>박노을 기자의 다른 기사</p>",
            None,
        ),
    ],
)
def test_reporters_beside_the_article(over: str, under: str, people: str | None) -> None:
    article = page(f"<h1>참외 따는 날</h1><div>{over}</div>{story()}{under}{OTHERS}")
    assert article.author == people


def test_a_paper_before_the_headline_is_no_part_of_it() -> None:
    head = "<title>들꽃일보 | 들꽃마을에서 첫 참외를 따다</title>"
    article = page(f"<div class=tit>들꽃마을에서 첫 참외를 따다</div>{story()}", head)
    assert article.title == "들꽃마을에서 첫 참외를 따다"
