"""Sentences that sound like requests to readers, in articles and beside them."""

from __future__ import annotations

import pytest

from ksearch.reading.pages import article_of, clean_page

HEAD = "본문 바로가기\n정치\n로그인\n참외 따는 날\n입력 2024.05.01. 오전 10:30\n김가람 기자\n공유\n"
TAIL = (
    "\n김가람 기자 garam@example.kr\nⓒ 들꽃일보, 무단 전재 및 재배포 금지\n많이 본 뉴스\n이용약관\n"
)
BEFORE = "들꽃마을 주민들이 올해 첫 참외를 땄다고 마을이 밝혔습니다."
AFTER = "참외는 다음 주부터 장터에서 살 수 있습니다."


@pytest.mark.parametrize(
    "sentence",
    [
        "이 안은 오는 9월 85개 회원국에 제출됩니다.",
        "조합 회원은 참외 한 상자를 반값에 할인받을 수 있습니다.",
        "마을은 유튜브 채널에서 참외 농사를 직접 보여 주기도 합니다.",
        "군청은 밭 가까이에 광고판을 세우는 일을 막겠다고 했습니다.",
        "마을이 참외 이름의 무단 사용을 멈추라고 요구한 지 하루 만입니다.",
        "독자들은 이 마을 이야기를 오래 기억할 것으로 보입니다.",
        "“로그인이 안 된다는 이웃을 밤새 도왔습니다.”",
        "농민들은 저작권자가 누구인지 모른다고 했습니다.",
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_sentence_of_the_article_is_kept(sentence: str, place: str) -> None:
    paragraphs = {
        "first": [sentence, BEFORE, AFTER],
        "middle": [BEFORE, sentence, AFTER],
        "last": [BEFORE, AFTER, sentence],
    }[place]
    page = clean_page(HEAD + "\n".join(paragraphs) + TAIL, surely_page=True)
    assert [line.text for line in page.lines if line.kept][1:] == paragraphs


@pytest.mark.parametrize(
    "notice",
    [
        "언론사 구독되었습니다.",
        "※ '당신의 제보가 뉴스가 됩니다'",
        "들꽃일보 뉴스레터를 구독해 주세요.",
        "네이버에서 들꽃일보를 구독하세요.",
        "[저작권자(c) 들꽃일보 무단전재 및 재배포 금지]",
        "이 게시물은 공공누리 제1유형 조건에 따라 이용할 수 있습니다.",
    ],
)
def test_a_notice_behind_the_article_goes(notice: str) -> None:
    page = clean_page(HEAD + BEFORE + "\n" + AFTER + "\n" + notice + TAIL, surely_page=True)
    assert [line.text for line in page.lines if line.kept][1:] == [BEFORE, AFTER]


def test_rows_of_a_list_that_say_the_same_stay() -> None:
    rows = [
        "[들꽃지법]",
        "▷ 참외밭 경계 다툼 3차 공판",
        "-오전 10시, 들꽃지법",
        "▷ 장터 자릿세 다툼 1차 공판",
        "-오전 10시, 들꽃지법",
        "▷ 물꼬 다툼 선고",
        "-오후 2시, 들꽃고법",
    ]
    page = clean_page(HEAD + "\n".join(rows) + TAIL, surely_page=True)
    assert [line.text for line in page.lines if line.kept][-len(rows) :] == rows


def test_a_long_document_with_a_few_cells_like_a_menu_is_no_page() -> None:
    cells = "금융\n전체\n경제\n사회\n홈\n이전\n다음\n저작권자 들꽃군\n"
    paragraphs = [
        f"제{n}절 참외 {n}호 밭은 물빠짐이 좋고 볕이 고르다.\n품종 {n}호 표" for n in range(150)
    ]
    text = "들꽃군 참외 재배 지침\n2024. 3. 1.\n" + "\n".join(paragraphs[:5]) + "\n" + cells
    article = article_of(text + "\n".join(paragraphs[5:]), "지침.txt")
    assert all(f"참외 {n}호 밭은" in f"{article.lead}\n{article.body}" for n in range(150))


def test_a_text_says_what_it_was_taken_for() -> None:
    page = article_of(HEAD + BEFORE + "\n" + AFTER + TAIL, "page.txt")
    assert "--raw keeps all of it" in page.found_by["page"]
    assert article_of("참외 따는 날\n\n" + BEFORE + "\n" + AFTER, "plain.txt").found_by == {}


def test_a_label_is_no_headline() -> None:
    article = article_of("보도자료\n들꽃마을 참외 수출 작년보다 늘어\n" + BEFORE, "press.txt")
    assert article.title == "들꽃마을 참외 수출 작년보다 늘어"


def test_a_label_is_the_headline_where_there_is_no_other() -> None:
    assert article_of("새 소식\n\n" + BEFORE + "\n" + AFTER, "news.txt").title == "새 소식"


PLAIN = "마을은 올해 첫 참외를 오월 초에 땄다고 밝혔다. 지난해보다 열흘이 이르다."
MORE = "이장은 비가 고르게 온 덕이라고 말했다. 값은 작년과 같을 것으로 보인다."


def kept(lines: list[str]) -> list[str]:
    page = clean_page(HEAD + "\n".join(lines) + TAIL, surely_page=True)
    return [line.text for line in page.lines if line.kept][1:]


@pytest.mark.parametrize(
    "around",
    [
        # what a person says goes on in the next line
        ["“낡은 버스를 몰았어요.", "동료 기사들은 고맙다고 합니다.", "울기도 했어요.”"],
        # a subhead follows
        ["시위는 뉴스에 나가 저녁까지 이어집니다.", "참외밭으로 돌아간 사람들"],
        ["모임 회원들의 마음을 모아 감사드립니다.", "새해 복 많이 받으십시오."],
        # the writer's name is over a greeting
        ["이새벽 참외조합장", "존경하는 조합 회원 여러분, 새해를 맞아 인사드립니다."],
    ],
)
def test_a_sentence_is_kept_where_the_article_goes_on_around_it(around: list[str]) -> None:
    paragraphs = [PLAIN, MORE, *around, PLAIN.replace("참외", "수박"), MORE.replace("비", "볕")]
    assert kept(paragraphs) == paragraphs


def test_a_request_over_a_subhead_is_dropped() -> None:
    request = "지금 바로 채널을 구독하세요."
    assert request not in kept(
        [PLAIN, MORE, request, "참외밭의 하루", PLAIN.replace("참외", "수박")]
    )


def test_a_marked_request_over_what_somebody_says_is_dropped() -> None:
    request = "☞들꽃멤버십 회원 되시려면 여기 누르세요."
    said = "“참외가 달아서 또 왔어요.”"
    assert kept([PLAIN, MORE, request, said, PLAIN.replace("참외", "수박")])[2] == said


def test_thanks_that_are_said_twice_are_kept_twice() -> None:
    speech = [
        "존경하는 마을 주민 여러분, 새해가 밝았습니다.",
        "지난해에도 참외밭을 함께 지켜 주셨습니다.",
        "감사합니다.",
        "올해는 마을 창고를 새로 짓고 길도 넓히겠습니다.",
        "감사합니다.",
    ]
    assert kept(speech) == speech


def test_a_last_sentence_may_smile() -> None:
    letter = [
        "여러분, 그해 여름을 기억하십니까? 참외가 유난히 달았습니다.",
        "이래저래 그리운 시절입니다.^^",
    ]
    assert kept(letter) == letter


def test_an_announcement_keeps_its_sentences_and_its_items() -> None:
    sentence = (
        "들꽃일보 글쓰기 교실에서 여름 특강 수강생을 모집합니다. 기사를 읽고 이야기를 나눕니다."
    )
    items = ["▲ 대상 : 초등학생 누구나", "▲ 수강료 : 회당 삼천 원", "▲ 장소 : 들꽃회관 이층"]
    assert kept([sentence, *items]) == [sentence, *items]
    sentences = [
        "들꽃일보 글쓰기 교실에서 학부모 설명회를 개최합니다.",
        "수업의 방식과 사례를 하나하나 소개할 예정입니다.",
    ]
    more = [*items, "▲ 문의 : 들꽃일보 교육부", "▲ 정원 : 서른 명"]
    assert kept([*sentences, *more]) == [*sentences, *more]
