"""Mails as Korean programs have written them over thirty years."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable

import pytest

from ksearch import Article

SUBJECT, NAME, TEXT = "참외 모종 나눔 안내", "김가람", "참외 모종을 나눕니다.\n토요일에 오십시오."


def word(text: str, charset: str, codec: str) -> str:
    return f"=?{charset}?b?{b64encode(text.encode(codec)).decode()}?="


def mail(charset: str, codec: str) -> bytes:
    head = (
        f"From: {word(NAME, charset, codec)} <a@example.kr>\r\n"
        f"Subject: {word(SUBJECT, charset, codec)}\r\n"
        "Date: Mon, 01 Mar 2027 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + TEXT.encode(codec)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("x-windows-949", "cp949"),
        ("iso-2022-kr", "iso2022_kr"),
        ("johab", "johab"),
        ("utf-7", "utf-7"),
    ],
)
def test_a_mail_in_an_encoding(charset: str, codec: str, only: Callable) -> None:
    article = only("a.eml", mail(charset, codec))
    assert (article.title, article.author) == (SUBJECT, NAME)
    assert f"{article.lead}\n{article.body}" == TEXT
    assert article.date.isoformat() == "2027-03-01T10:00:00+09:00"


def test_headers_in_bytes_that_nobody_declared(only: Callable) -> None:
    data = f"From: {NAME} <a@example.kr>\nSubject: {SUBJECT}\n\n{TEXT}".encode("cp949")
    article = only("a.eml", data)
    assert (article.title, article.author, article.lead) == (SUBJECT, NAME, TEXT.split("\n")[0])


def test_a_letter_that_is_cut_between_two_encoded_words(only: Callable) -> None:
    data = "참외 모종".encode()
    cut = " ".join(f"=?utf-8?B?{b64encode(part).decode()}?=" for part in (data[:5], data[5:]))
    assert only("a.eml", f"Subject: [알림] {cut} 나눔\n\n글\n").title == "[알림] 참외 모종 나눔"


def test_a_mail_is_never_taken_for_a_page(only: Callable) -> None:
    lines = [
        "회원 여러분께 알려 드립니다.",
        "구독하시면 할인해 드립니다.",
        "로그인",
        "ⓒ 들꽃",
    ]
    article = only("a.eml", "Subject: 알림\n\n" + "\n".join(lines))
    assert [article.lead, *article.body.split("\n")] == lines


def test_lines_that_a_mail_program_has_broken_are_whole(only: Callable) -> None:
    text = "들꽃마을은 산마다 감시원을 두고 능선을 살핀다고 했으며 논두렁을 태우면 과태료를 물린다"
    broken = "\n".join(text[at : at + 19] for at in range(0, len(text), 19))
    head = "Subject: fire\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    article = only("a.eml", head + broken)
    assert "과태료를 물린다" in article.lead
    assert "\n" not in article.lead


MBOX = (
    b"From a@example.kr Mon Mar  1 10:00:00 2027\n"
    + mail("euc-kr", "cp949").replace(b"\r\n", b"\n")
    + b"\n\nFrom b@example.kr Mon Mar  1 11:00:00 2027\n"
    + "Subject: 둘째\n\n첫 줄이다.\n>From 이 줄은 글이다.\nFrom 이 줄도 글이다.\n".encode()
)


def test_a_mailbox_is_an_article_a_message(articles: Callable) -> None:
    first, second = articles("a.mbox", MBOX)
    assert (first.id, first.title) == ("a.mbox:1", SUBJECT)
    assert (second.id, second.title) == ("a.mbox:2", "둘째")
    assert second.body == "From 이 줄은 글이다.\nFrom 이 줄도 글이다."


def test_a_file_that_is_not_a_mailbox_is_refused(reason: Callable) -> None:
    assert reason("a.mbox", "봄이 왔다.\n") == "is not a mailbox"


def test_a_page_that_a_browser_has_saved_as_one_file(only: Callable) -> None:
    prose = "솔바람 군청이 산골 마을마다 작은 도서관을 짓는다고 5일 밝혔다. 첫 도서관이 들어섰다."
    page = (
        '<html><head><meta property="og:title" content="산골마다 도서관"></head><body><article>'
        f"<h1>산골마다 도서관</h1><p>{prose}</p><p>{prose[::-1]}</p></article></body></html>"
    )
    data = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://news.example.kr/1\n"
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
        "--B\nContent-Type: text/html; charset=euc-kr\nContent-Transfer-Encoding: base64\n\n"
        f"{b64encode(page.encode('cp949')).decode()}\n"
        "--B\nContent-Type: image/png\n\nPNG\n--B--\n"
    )
    article = only("a.mhtml", data)
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("산골마다 도서관", "https://news.example.kr/1")
    assert prose in article.lead


def test_a_message_inside_a_message_is_found_with_it(only: Callable) -> None:
    inner = "From: a@example.kr\nSubject: 수박 모종\n\n수박도 나눕니다.\n"
    data = (
        "From: a@example.kr\nSubject: 참외 모종\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="A"\n\n'
        '--A\nContent-Type: multipart/related; boundary="B"\n\n'
        '--B\nContent-Type: multipart/alternative; boundary="C"\n\n'
        "--C\nContent-Type: text/plain; charset=utf-8\n\n참외를 나눕니다.\n"
        "--C\nContent-Type: text/html; charset=utf-8\n\n<p>참외를 나눕니다.</p>\n--C--\n--B--\n"
        f"--A\nContent-Type: message/rfc822\n\n{inner}--A--\n"
    )
    article = only("a.eml", data)
    assert (article.title, article.lead) == ("참외 모종", "참외를 나눕니다.")
    assert article.body.split("\n") == ["수박 모종", "수박도 나눕니다."]


def test_control_characters_in_an_address_are_left_out(only: Callable) -> None:
    article = only("a.eml", b"From: a\0@example.kr\nSubject: melon\n\ntext\n")
    assert "\0" not in (article.author or "")


def test_a_message_of_too_many_parts_is_refused_at_once(reason: Callable) -> None:
    head = b"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    part = b"--x\nContent-Type: text/plain\n\nabc\n"
    began = time.process_time()
    assert reason("a.eml", head + part * 100_000) == (
        "has more than 10,000 parts, the most that is read"
    )
    assert time.process_time() - began < 1
