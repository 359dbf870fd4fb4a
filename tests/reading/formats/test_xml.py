"""Feeds and exports in XML, as programs write them and not only as the standards have them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ksearch import Article

ITEM = "<item><title>{title}</title><description>{body}</description></item>"
FEED = "<rss version='2.0'><channel><title>들꽃신문</title>{}</channel></rss>"


def feed(title: str = "참외 소식", body: str = "참외를 심는다.") -> str:
    return FEED.format(ITEM.format(title=title, body=body))


@pytest.mark.parametrize(
    "declaration",
    [
        '<?xml version="1.0" encoding="euc-kr"?>',
        '<?xml version="1.0" encoding="ks_c_5601-1987"?>',
        "<?xml version='1.0' encoding='MS949' ?>\n",
        '<?xml version="1.0" encoding="windows-949"?>',
        '<?xml version="1.0" encoding="utf-8"?>',
        '<?xml version="1.0"?>',
        "",
    ],
)
def test_a_feed_in_cp949_whatever_it_declares(declaration: str, only: Callable) -> None:
    article = only("a.xml", (declaration + feed(body="펲시를 마신다.")).encode("cp949"))
    assert (article.title, article.body) == ("참외 소식", "펲시를 마신다.")
    assert article.publisher == "들꽃신문"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("R&D 참외 & 수박", "R&D 참외 & 수박"),
        ("참외&nbsp;밭&hellip;", "참외 밭…"),
        ("참외 &lt;b&gt;밭&lt;/b&gt; &amp;amp; 논", "참외 밭 & 논"),
        ("<![CDATA[참외&nbsp;밭 & <b>논</b>]]>", "참외 밭 & 논"),
        ("닫지 않은 <b>표시", "닫지 않은 표시"),
    ],
)
def test_a_feed_that_is_no_sound_xml(written: str, expected: str, only: Callable) -> None:
    assert only("a.rss", feed(body=written)).body == expected


def test_blocks_of_xhtml_in_an_atom_feed_stay_apart(only: Callable) -> None:
    article = only(
        "a.atom",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>참외</title><id>tag:1</id>"
        "<author><name>김가람</name></author><author><name>박나래</name></author>"
        "<category term='농사'/><category term='마을'/><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'><p>참외를 <b>심</b>는다.</p><p>비가 온다.</p>"
        "<table><tr><td>상자</td><td>120</td></tr></table></div></content></entry></feed>",
    )
    assert article.body == "참외를 심는다.\n비가 온다.\n상자\t120"
    assert (article.author, article.section) == ("김가람, 박나래", "농사, 마을")


def post(title: str, body: str, kind: str = "post") -> str:
    return (
        f"<item><title>{title}</title><link>https://blog.example.kr/1</link>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>"
        "<excerpt:encoded>요약 칸</excerpt:encoded>"
        f"<wp:post_type>{kind}</wp:post_type><category>여행</category><category>섬</category>"
        "<wp:comment><wp:comment_content>댓글</wp:comment_content></wp:comment></item>"
    )


def test_posts_of_a_blog_s_export_without_its_menus_and_comments(only: Callable) -> None:
    spaces = "".join(
        f' xmlns:{name}="http://{address}"'
        for name, address in (
            ("wp", "wordpress.org/export/1.2/"),
            ("excerpt", "wordpress.org/export/1.2/excerpt/"),
            ("content", "purl.org/rss/1.0/modules/content/"),
        )
    )
    items = post("메뉴", "", "nav_menu_item") + post("그림", "", "attachment")
    items += post(
        "섬 여행",
        '<!-- wp:paragraph -->\n<p>배를 <b>탄</b>다.</p>\n[gallery ids="1"]\n둘째다.\n\n셋째다.',
    )
    article = only(
        "a.xml", f"<rss{spaces}><channel><title>섬 이야기</title>{items}</channel></rss>"
    )
    assert article.title == "섬 여행"
    assert article.body.split("\n") == ["배를 탄다.", "둘째다.", "셋째다."]
    assert article.section == "여행, 섬"


def test_notes_of_evernote_with_their_tags(articles: Callable) -> None:
    note = (
        "<note><title>{}</title><created>20240506T220000Z</created><tag>오월</tag><tag>살림</tag>"
        '<content><![CDATA[<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "enml2.dtd"><en-note>'
        "<div>영수증을&nbsp;모은다.</div><div><en-todo/>신고한다.</div></en-note>]]></content>"
        "<resource><data>7Jyg</data></resource></note>"
    )
    data = (
        f"<!DOCTYPE en-export><en-export>{note.format('세금')}{note.format('또 세금')}</en-export>"
    )
    first, second = articles("a.enex", data)
    assert (first.title, second.title) == ("세금", "또 세금")
    assert first.body == "영수증을 모은다.\n신고한다.\n오월, 살림"
    assert first.date is not None
    assert first.date.isoformat() == "2024-05-07T07:00:00+09:00"
    assert (first.id, second.id) == ("a.enex:1", "a.enex:2")


WIKI = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="ko">
<siteinfo><sitename>들꽃백과</sitename></siteinfo>
<page><title>참외</title><ns>0</ns><id>5</id><revision><timestamp>2027-03-01T00:00:00Z</timestamp>
<text>{{틀|이름={{작은|참외}}}}
'''참외'''는 [[여름]] [[과일|열매]]이다.&lt;ref&gt;들꽃일보&lt;/ref&gt;
== 쓰임 ==
* [https://example.kr 깎아] 먹는다.
[[파일:참외.jpg|섬네일|[[노랑]] 참외]]
{| class="wikitable"
! 품종 !! 무게
|-
| 노랑 || 120
|}
[[분류:과일]]</text></revision></page>
<page><title>참이</title><ns>0</ns><id>6</id><redirect title="참외"/><revision>
<text>#넘겨주기 [[참외]]</text></revision></page>
<page><title>토론:참외</title><ns>1</ns><id>7</id><revision><text>맛있다.</text></revision></page>
</mediawiki>"""


@pytest.mark.parametrize("suffix", [".xml", ".xml.bz2"])
def test_pages_of_a_wiki_s_dump(suffix: str, only: Callable) -> None:
    import bz2

    data = WIKI.encode()
    article = only(f"kowiki{suffix}", bz2.compress(data) if suffix.endswith("bz2") else data)
    assert (article.title, article.publisher) == ("참외", "들꽃백과")
    assert article.id == f"kowiki{suffix}:5"
    assert article.body.split("\n") == [
        "참외는 여름 열매이다.",
        "쓰임",
        "깎아 먹는다.",
        "품종\t무게",
        "노랑\t120",
    ]


def test_xml_that_is_none_of_these_is_named_by_its_first_element(reason: Callable) -> None:
    assert "but <urlset>" in reason("a.xml", "<?xml version='1.0'?><!-- <rss> --><urlset/>")
    assert reason("b.xml", "") == "is empty"


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.enex"])
def test_entities_are_refused_in_every_kind(name: str, read: Callable) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "섬섬섬"><!ENTITY b "&a;&a;&a;">]>' + feed(body="&b;")
    assert [item for item in read(name, bomb) if isinstance(item, Article)] == []
