"""What the page says, in every language that it speaks; the first is the one for everybody else."""

from __future__ import annotations

LANGUAGES = ("en", "ko")

#: Key → what it says in each of `LANGUAGES`. ``{…}`` are filled in by the page's script.
TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Search articles", "기사 검색"),
    "query": ("Search", "검색어"),
    "submit": ("Search", "검색"),
    "placeholder": ("words, \"exact text\", -without", "검색어, \"정확한 문구\", -제외할 말"),
    "suggestions": ("Suggestions", "추천 검색어"),
    "skip": ("Skip to the articles", "기사 목록으로 건너뛰기"),
    "filters": ("Filters", "필터"),
    "publisher": ("Paper", "언론사"),
    "section": ("Section", "분류"),
    "author": ("Reporter", "기자"),
    "more_values": ("Show all {count}", "{count}개 모두 보기"),
    "since": ("From", "시작일"),
    "until": ("Until", "종료일"),
    "clear_dates": ("All dates", "기간 지우기"),
    "clear_filters": ("Clear filters", "필터 지우기"),
    "sort": ("Order", "순서"),
    "relevance": ("Best first", "관련도순"),
    "newest": ("Newest first", "최신순"),
    "oldest": ("Oldest first", "오래된순"),
    "match": ("Words", "단어 조건"),
    "auto": ("All, or nearly all", "모두 또는 거의 모두"),
    "all": ("All words", "모든 단어 포함"),
    "any": ("Any word", "한 단어라도 포함"),
    "timeline": ("Articles over time", "기간별 기사 수"),
    "timeline_help": (
        "Drag over the bars to narrow the dates.",
        "막대 위를 끌어 기간을 좁힐 수 있습니다.",
    ),
    "period": ("{period}: {count} articles", "{period}: 기사 {count}건"),
    "results": ("Articles", "기사 목록"),
    "found": ("{from}–{to} of {total} articles", "기사 {total}건 중 {from}–{to}"),
    "found_none": ("No article has this.", "찾은 기사가 없습니다."),
    "found_none_filtered": (
        "No article has this under these filters.",
        "이 필터에 맞는 기사가 없습니다.",
    ),
    "did_you_mean": ("Did you mean", "이것을 찾으셨나요:"),
    "corrected": (
        "Nothing has “{query}”; shown instead:",
        "“{query}” 검색 결과가 없어 다음 검색어로 찾았습니다:",
    ),
    "lacks": ("lacks: {words}", "없는 단어: {words}"),
    "similar_count": ("+{count} near-identical", "+거의 같은 기사 {count}건"),
    "show_similar": ("show them", "펼치기"),
    "undated": ("undated", "날짜 없음"),
    "previous": ("Previous page", "이전 쪽"),
    "next": ("Next page", "다음 쪽"),
    "related": ("Related words", "관련 단어"),
    "export": ("Export", "내보내기"),
    "export_csv": ("Table (CSV)", "표(CSV)"),
    "export_xlsx": ("Workbook (XLSX)", "엑셀(XLSX)"),
    "article": ("Article", "기사"),
    "close": ("Close", "닫기"),
    "next_match": ("Next match", "다음 일치"),
    "previous_match": ("Previous match", "이전 일치"),
    "match_of": ("match {place} of {count}", "일치 {count}곳 중 {place}번째"),
    "no_match": ("no match in this article", "이 기사에는 일치하는 곳이 없습니다"),
    "similar": ("Similar articles", "비슷한 기사"),
    "original": ("Original page", "원문 페이지"),
    "file": ("Original file", "원본 파일"),
    "loading": ("Searching …", "검색 중 …"),
    "failed": (
        "The server does not answer; try again.",
        "서버가 응답하지 않습니다. 다시 시도해 주세요.",
    ),
    "help": ("Keyboard", "단축키"),
    "help_search": ("type a query", "검색어 입력"),
    "help_down": ("next and previous article", "다음 기사, 이전 기사"),
    "help_enter": ("read it", "기사 읽기"),
    "help_open": ("open the original page", "원문 페이지 열기"),
    "help_matches": ("next and previous match", "다음 일치, 이전 일치"),
    "help_escape": ("close", "닫기"),
    "help_help": ("this help", "이 도움말"),
    "token": ("Token", "토큰"),
    "sign_in": ("Sign in", "들어가기"),
    "sign_in_help": (
        "Whoever runs this server has the token.",
        "토큰은 이 서버를 운영하는 사람에게 있습니다.",
    ),
    "wrong_token": ("That is not the token.", "토큰이 맞지 않습니다."),
}  # fmt: skip


def texts_in(language: str) -> dict[str, str]:
    """Return what the page says in one of `LANGUAGES`, by key."""
    place = LANGUAGES.index(language)
    return {key: texts[place] for key, texts in TEXTS.items()}
