"""The normal form of a reporter's name: without role, place, paper and address.

Bylines name people in many ways: ``김가람 기자``, ``부산=박노을|기자``, ``들꽃일보 이새벽 논설위원
(dawn@…)``. Only the name is stored, shown and compared, so that a filter for a person finds all of
their articles. Several people are separated by ``", "``.
"""

from __future__ import annotations

import re
from itertools import pairwise

#: Job titles of people who write for a paper. If one is a prefix of another, the longer comes
#: first.
_ROLES = (
    "기자|특파원|논설위원|논설실장|논설주간|논설고문|대기자|통신원|편집위원|편집장|편집국장|편집인|"
    "에디터|칼럼니스트|평론가|리포터|앵커|아나운서|캐스터|피디|PD|작가|시인|소설가|위원|해설위원|"
    "주필|주간|팀장|부장|차장|국장|실장|기고가|필자|글|그림|사진"
)
#: Words before a job title: 선임기자, 스포츠 전문기자, 인턴 기자.
_KINDS_OF_ROLE = (
    "인턴|수습|객원|선임|전문|의학전문|문화|경제|사진|영상|국제|정치|사회|의학|과학|체육|스포츠|"
    "연예|산업|금융|법조|본지|온라인|디지털|시민|명예|주재|수석|종교|여행|환경|북한|군사|촬영|취재"
)
#: Titles of outside contributors; the name is before them.
_OUTSIDERS = (
    "교수|변호사|대표|연구원|연구위원|소장|원장|이사장|이사|회장|의원|장관|차관|박사|강사|활동가|"
    "감독|의사|약사|간호사|신부|목사|스님|총장|학장|센터장|국장|단장|관장|처장|본부장|대학생|학생"
)
_ROLE = re.compile(rf"(?:(?:{_KINDS_OF_ROLE})\s?)*(?:{_ROLES})(?:님)?")
#: Job titles that no given name ends in: 김시인 may be a name, 김가람기자 cannot.
_GLUED_ROLE = re.compile(
    rf"(?<=[가-힣]{{2}})(?:(?:{_KINDS_OF_ROLE})?(?:기자|특파원|논설위원|아나운서|편집위원|리포터))$"
)
_OUTSIDER = re.compile(rf"\S*(?:{_OUTSIDERS})")

_CONTACT = re.compile(
    r"\(?<?\b[\w.+-]+@[\w.-]*>?\)?|(?:https?://|www\.)\S+|@[\w.]+|\(\s*\)|\d{2,4}-\d{3,4}-\d{4}"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|【[^【】]*】")
_SEPARATORS = re.compile(r"\s*(?:[,;|/·ㆍ‧•∙&\n]|\s및\s|\sand\s|\s[-–—]\s)\s*")
_PLACE = re.compile(r"^[가-힣A-Za-z·\s]{1,16}[=＝:：]\s*")
_BY = re.compile(
    r"^(?:by|By|BY|글쓴이|글|취재|작성자|기자명|기자)\s?[:：=]?\s+|^(?:글|취재)[:：=]\s*"
)
_QUOTES = " \t\"'“”‘’`.,:;|·-–—*"

_HANGUL = re.compile(r"[가-힣]+")
#: The family names of 99 % of South Koreans (census of 2015).
_FAMILY_NAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구라민진지엄채원천"
    "방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감"
    "류나"
)
_LONG_FAMILY_NAMES = frozenset("남궁 황보 제갈 선우 독고 사공 서문 동방 어금 망절".split())
_DEPARTMENT = re.compile(r"[가-힣]{2}부")
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|de|van|von|der|al|bin)){1,4}")

#: Endings of names of papers, agencies, offices and teams, which may occur in place of a person.
_ORGANISATION = re.compile(
    r"(?:일보|신문|신보|시보|뉴스\d?|뉴시스|경제|방송|타임스|타임즈|저널|미디어|통신|투데이|데일리|"
    r"매거진|포스트|비즈|헤럴드|닷컴|프레스|뉴스룸|매일|한겨레|인사이트|와이어|연예|스포츠|TV|"
    r"[가-힣]{2,}팀|[가-힣]+부|[가-힣]{2,}국|[가-힣]{2,}실|[가-힣]{2,}과|[가-힣]+군청|[가-힣]+시청|"
    r"[가-힣]+구청|[가-힣]+도청|[가-힣]{2,}청|센터|협회|연구소|위원회|재단|공사|공단|은행|학교|대학교?)$"
)
#: Words in the place of a name: portals, offices, places, sections, and words before 기자.
_NO_PEOPLE = frozenset(
    """
    네이버 다음 카카오 구글 네이트 줌 관리자 운영자 편집자 편집국 편집부 보도국 온라인 디지털 본지
    홈페이지 대변인 대변인실 담당자 작성자 글쓴이 미상 없음 익명 서울 부산 대구 인천 광주 대전 울산
    세종 경기 강원 충북 충남 전북 전남 경북 경남 제주 워싱턴 뉴욕 도쿄 베이징 상하이 파리 런던
    베를린 한국 미국 중국 일본 모스크바 수원 청주 전주 창원 춘천 포항 홍성 무안 안동 정치 경제 사회
    문화 국제 세계 전국 지역 스포츠 연예 오피니언 사설 칼럼 기획 특집 속보 단독 종합 사진
    영상 연합 외신 자료 제공 출처 기자
    담당 현장 편집 해당 동료 다른 모든 일부 여러 이날 탐사 특별 각사 출입 방송 신문 증권 교육 노동
    여성 선배 후배 전직 현직 대표 심의 운영 자문 상임 전국부 최고 고충처리 비상임 논설 편집위 독자
    시청자 구독 인기 추천 부위 집행 특파원 동화 소설 드라마 웹툰 만화 그림책
    """.split()
)
_NO_PEOPLE_IN_LATIN = frozenset(
    """
    naver daum kakao google nate admin administrator webmaster editor staff anonymous unknown news
    mbc kbs sbs ytn jtbc mbn cbs ebs osen imbc afp ap reuters epa newsis none null root user
    """.split()
)

#: Most people in a byline; a longer list is keywords of the page.
_MAX_PEOPLE = 8


def people_in(text: str, *, paper: str = "") -> tuple[str, ...]:
    """Return the people that a byline names, in their order, each once.

    Args:
        text: the byline, or the value of an author field.
        paper: the name of the paper, which is not a person.

    Papers, portals, offices, places and roles are left out; the result is empty if no person is
    named.
    """
    text = _CONTACT.sub(" ", text)
    parts = [part for part in _SEPARATORS.split(text) if part.strip(_QUOTES)]
    if len(parts) > _MAX_PEOPLE or _are_keywords(parts):
        return ()
    return tuple(dict.fromkeys(name for part in parts for name in _people_in_part(part, paper)))


def normal_author(text: str, *, paper: str = "") -> str | None:
    """Return the normal form of the value of an author field; None if it names no person.

    Text of an unknown form is kept without addresses and roles: it may be a pseudonym.
    """
    if people := people_in(text, paper=paper):
        return ", ".join(people)
    bare = " ".join(_CONTACT.sub(" ", text).split()).strip(_QUOTES)
    parts = [part.strip(_QUOTES) for part in _SEPARATORS.split(bare)]
    nobody = all(_is_nobody(part, paper) for part in parts)
    return None if nobody or _are_keywords(parts) else bare


def _is_nobody(part: str, paper: str) -> bool:
    words = [word for word in part.split() if not _ROLE.fullmatch(word) and word not in _KINDS]
    rest = " ".join(words)
    return not rest or rest.casefold() == paper.casefold() or _is_no_person(rest)


def _are_keywords(parts: list[str]) -> bool:
    """Return whether values are keywords of a page (들꽃군청, 들꽃군, 군청) instead of people."""
    bare = [part.strip(_QUOTES) for part in parts]
    return any(
        len(one) >= 2 and one != other and one in other.split()[0] and _ROLE.search(other) is None
        for one in bare
        for other in bare
        if other
    )


def _people_in_part(part: str, paper: str) -> list[str]:
    """Return the names between two separators of a byline, usually one."""
    bare = _BRACKETED.sub(" ", part).strip(_QUOTES) or part.strip(_QUOTES + "()[]<>")
    bare = _BY.sub("", _PLACE.sub("", bare)).strip(_QUOTES)
    if not bare or bare.casefold() == paper.casefold():
        return []
    if _LATIN_NAME.fullmatch(bare):
        return [] if _is_no_person(bare) else [bare]
    given = bare.split()
    words = [word for word in map(_without_role, given) if word]
    signed = words != given
    if (spaced := _spaced_name(words)) is not None:
        return [spaced]
    if len(words) > 1 and any(_OUTSIDER.fullmatch(word) for word in words[1:]):
        return words[:1] if _may_be_name(words[0], signed=True) else []
    names = [word for word in words if _may_be_name(word, signed=signed)]
    full = [name for name in names if _is_full_name(name)]
    return full or names[-1:]


def _spaced_name(words: list[str]) -> str | None:
    """Return a name whose family name stands apart: 김 가람, 황보 관."""
    for family, given in pairwise(words):
        alone = len(family) == 1 and family in _FAMILY_NAMES and len(given) <= 2
        if (alone or family in _LONG_FAMILY_NAMES) and _HANGUL.fullmatch(given) and len(given) <= 2:
            return family + given
    return None


def _without_role(word: str) -> str:
    """Return a word of a byline without a role glued to it; nothing if it is a role."""
    if _ROLE.fullmatch(word) or word in _KINDS:
        return ""
    return _GLUED_ROLE.sub("", word)


def _may_be_name(word: str, *, signed: bool) -> bool:
    """Return whether a word may name a person; ``signed``: a role is with it."""
    if not 2 <= len(word) <= 4 or _HANGUL.fullmatch(word) is None:
        return False
    if signed and _is_full_name(word) and not _DEPARTMENT.fullmatch(word):
        return True
    return not _is_no_person(word)


def _is_full_name(word: str) -> bool:
    """Return whether a word is a family name and two syllables, or a long one and one or two."""
    if word in _NO_PEOPLE:
        return False
    if word[:2] in _LONG_FAMILY_NAMES:
        return len(word) in (3, 4)
    return len(word) == 3 and word[0] in _FAMILY_NAMES


def _is_no_person(text: str) -> bool:
    lower = text.casefold().split()
    if text in _NO_PEOPLE or lower[0] in _NO_PEOPLE_IN_LATIN or lower[-1] in _NO_PEOPLE_IN_LATIN:
        return True
    return _ORGANISATION.search(text) is not None


_KINDS = frozenset(_KINDS_OF_ROLE.split("|"))
#: Words that are not the name of a person, whatever is beside them.
NO_NAMES = _NO_PEOPLE | _KINDS | frozenset(_ROLES.split("|"))
