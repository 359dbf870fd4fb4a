"""Decides whether a space was between two lines that were broken at a page's width.

Korean may be broken within a word (과태|료). If the spaces at line breaks are kept, they decide. If
they are lost, the rest of the text decides: how often each syllable ends or begins a word in it,
and whether the two pieces are one word elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, log

#: Least share of breaks with a space that shows that spaces are kept.
_SPACED = 0.1
#: Share of positions between two syllables of Korean text that are the end of a word.
_USUAL_END = 0.3
#: Weight of the prior statistics of a syllable, in occurrences.
_PRIOR_WEIGHT = 12
#: Of the 420 commonest syllables: how often each is the last, and the first, of a word, in bands.
#: Counted over statutes and film reviews, two very different kinds of Korean prose.
_ENDS = (
    (0.88, "의는을은를른게및할된와냥"),
    (0.7, "에로라야음각터히던란짜좀왜닌될"),
    (0.5, "이한가고서여도나그과면데느련더잘난런월든걸줄엔쳐"),
    (
        0.3,
        "지정항수인화법우무만당설중일말간운것본때점록력표람년후속류랑볼번두트듯름며참"
        "긴막접션린량황친넘뭐길즈온님론움짱냐져굿슴씨테",
    ),
    (
        0.15,
        "다기자원리업요호어등상용계적니거금회성스내진들체건별급물마역준선식함품네료권"
        "액차획술립래러험저격질편독근날형률디책득못박석망병택울존율향크잼릴죄낌워칙응"
        "례겨녀맨갈봉희",
    ),
    (
        0.07,
        "사관시장부영해아전소구행산국주청유치미비동분단명안출생실세발작임까증직반려입"
        "합매오육모목드약군종판축절집타담알송애천초루족능태달견림찰버코악충익극순눈새"
        "열카색언키머김티벌휴탄쟁올얼염창돌측뭔",
    ),
    (
        0.02,
        "하제조보따경대으위있공개재신또통연령방감교없되받같필결문외처너좋토었특심규평"
        "포학배예양최환변봤밌검허했않밖바았추복취민현협확습불승피남범노활강르였농투채"
        "납징봐총융탁광완많억레프싶파살흥앙훈잔겠끝첨웃폐렇손괜효찮촉메몰삭귀누센멋슬"
        "답죽철쓰갖맞빠캐먹밀럽쉬엄끼밋쉽",
    ),
)
_STARTS = (
    (0.88, "조따그호개및또필좋특최않밖확잘볼알농참많좀끝왜첨괜눈넘몰뭐삭멋갖김캐엄뭔"),
    (
        0.7,
        "제항영경법대아있등재각중감없받같것때결너규평년포모배예변봤군종바더추취현협불"
        "승남근날범초못납징총완코살충웃폐손귀새누열슬죽철쓰벌휴맞짱굿갈돌",
    ),
    (
        0.5,
        "이사관수보해위전공신소국주연내진일말분명안교별생실마운발본선점직외처심매오후"
        "목검허저절집피편노활애강두천투채월긴봐광달싶접파흥잔존극줄순효잼촉친언머응탄"
        "빠먹올얼희창측",
    ),
    (
        0.3,
        "한지정기자인시장부나어상과구계적행산거통금설유성스방미비동단건출되세역작준임"
        "증문반입합토권액표차느드학속양환했판복란민난질독타담형디송번듯박막병억레프걸"
        "악울훈향크엔메죄길카답색온될티밀쉽테",
    ),
    (
        0.15,
        "하다가고서여도우업요무만할당청회면체간급된물와식함품육약짜책능태석망버황센키"
        "쉬겨맨염끼봉씨",
    ),
    (0.07, "의원라용음치들데러축트든융견택익워쳐님움밋"),
    (
        0.02,
        "에는을로은를화으리른게야니령터까록려네료었력람획류련밌술립래히았던험습격런랑"
        "률르였득루족름며탁림찰션린앙냥겠량율렇찮릴낌닌즈론칙례쟁럽냐녀져슴",
    ),
)
_END_OF = {syllable: share for share, syllables in _ENDS for syllable in syllables}
_START_OF = {syllable: share for share, syllables in _STARTS for syllable in syllables}
_UNKNOWN_END, _UNKNOWN_START = 0.2, 0.35
#: The same for other characters: a comma ends a word, a quotation mark may be followed by a
#: particle.
_END_OF_DIGIT, _END_OF_OTHER = 0.15, 0.5
_END_OF_MARK = {",": 0.97, ".": 0.95, "?": 0.95, "!": 0.95, ";": 0.97, ":": 0.9, "·": 0.05}
_START_OF_DIGIT, _START_OF_OTHER = 0.7, 0.8
_SAME_WORD, _BOTH_WORDS = 3.0, 1.0
#: Iterations by which the share of breaks that are spaces is estimated.
_ITERATIONS = 8

_HANGUL = re.compile("[가-힣]")
_LAST_HANGUL = re.compile("[가-힣]+$")
_FIRST_HANGUL = re.compile("^[가-힣]+")
_WORD = re.compile("[가-힣]+")
_CLOSING, _OPENING = frozenset(",.)]}”’%"), frozenset("([{“‘")


class LineBreaks:
    """Judges the breaks of one text.

    Attributes:
        keeps_spaces: whether a break without a space occurs within a word.
    """

    def __init__(self, lines: Iterable[str], breaks: Iterable[tuple[str, str]]) -> None:
        """Learn from a text.

        Args:
            lines: its lines; words that do not touch the end of a line are counted.
            breaks: the pairs of lines that are one paragraph, with the spaces at their ends.
        """
        pairs = list(breaks)
        spaced = sum(before[-1:].isspace() or after[:1].isspace() for before, after in pairs)
        self.keeps_spaces = spaced >= max(1.0, _SPACED * len(pairs))
        self._ends: Counter[str] = Counter()
        self._starts: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._usual = 0.0
        if not self.keeps_spaces:
            for line in lines:
                self._learn(line.split()[1:-1])
            self._sorted = sorted(self._words)
            self._usual = self._usual_odds(pairs)

    def _learn(self, words: list[str]) -> None:
        for word in words:
            for run in _WORD.findall(word):
                self._all.update(run)
                self._starts[run[0]] += 1
                if word.endswith(run):
                    self._ends[run[-1]] += 1
                    self._words[run] += 1

    def _usual_odds(self, pairs: Sequence[tuple[str, str]]) -> float:
        """Return the prior odds of a space at a break, which depend on how the text was broken."""
        scores = [self._score(before, after) for before, after in pairs if before and after]
        share = 0.5
        for _ in range(_ITERATIONS):
            odds = _odds(share)
            spaces = sum(1 / (1 + exp(-score - odds)) for score in scores)
            share = (spaces + 1) / (len(scores) + 2)
        return _odds(share)

    def joined(self, before: str, after: str) -> str:
        """Return two lines as one."""
        return f"{before.rstrip()}{self.separator(before, after)}{after.lstrip()}"

    def separator(self, before: str, after: str) -> str:
        """Return the separator between two lines: a space or nothing."""
        if before[-1:].isspace() or after[:1].isspace():
            return " "
        last, first = before[-1:], after[:1]
        if _is_latin(last) and _is_latin(first):
            return " "
        if self.keeps_spaces:
            return ""
        if first in _CLOSING or last in _OPENING:
            return ""
        return "" if self._score(before, after) + self._usual < 0 else " "

    def _score(self, before: str, after: str) -> float:
        """Return the evidence for a space, as a logarithm of the ratio of likelihoods."""
        left, right = _ending(before), _beginning(after)
        score = _odds(self._end_of(left[-1])) + _odds(self._start_of(right[0]))
        score -= 2 * _odds(_USUAL_END)
        if _HANGUL.match(left) and self._is_one_word(left, right):
            score -= _SAME_WORD
        if left in self._words and right in self._words:
            score += _BOTH_WORDS
        return score

    def _end_of(self, letter: str) -> float:
        if not _HANGUL.match(letter):
            return _END_OF_DIGIT if letter.isdigit() else _END_OF_MARK.get(letter, _END_OF_OTHER)
        usual = _END_OF.get(letter, _UNKNOWN_END)
        seen = self._ends[letter] + _PRIOR_WEIGHT * usual
        return seen / (self._all[letter] + _PRIOR_WEIGHT)

    def _start_of(self, letter: str) -> float:
        if not _HANGUL.match(letter):
            return _START_OF_DIGIT if letter.isdigit() else _START_OF_OTHER
        usual = _START_OF.get(letter, _UNKNOWN_START)
        seen = self._starts[letter] + _PRIOR_WEIGHT * usual
        return seen / (self._all[letter] + _PRIOR_WEIGHT)

    def _is_one_word(self, left: str, right: str) -> bool:
        """Return whether a word of the text is the left piece followed by the right one."""
        begun = left + right[:2]
        position = bisect_left(self._sorted, begun)
        return position < len(self._sorted) and self._sorted[position].startswith(begun)


def _ending(text: str) -> str:
    found = _LAST_HANGUL.search(text[-20:])
    return found.group() if found else text[-1:]


def _beginning(text: str) -> str:
    found = _FIRST_HANGUL.match(text)
    return found.group() if found else text[:1]


def _odds(share: float) -> float:
    return log(share / (1 - share))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


#: Share of the widest line's width below which a line ends its paragraph.
_FULL_SHARE = 0.8
_MIN_FULL_LINES = 2
_MIN_WIDTH = 15
_FINISHED = re.compile(r"[.?!:][”’\"')\]]*$")


def unwrapped(lines: Sequence[str], flowed: bool = False) -> list[str]:
    """Return the paragraphs of a text that a program has broken into lines of a width.

    A text with lines of various widths is not changed.

    Args:
        lines: its lines.
        flowed: a space at a line's end continues the paragraph.
    """
    width = max((_width(line) for line in lines), default=0)
    goes_on = [_goes_on(line, after, width, flowed) for line, after in pairwise(lines)]
    if sum(goes_on) < _MIN_FULL_LINES or width < _MIN_WIDTH:
        return list(lines)
    pairs = [pair for pair, on in zip(pairwise(lines), goes_on, strict=True) if on]
    breaks = LineBreaks(lines, pairs)
    paragraphs = list(lines[:1])
    for after, on in zip(lines[1:], goes_on, strict=True):
        if on:
            paragraphs[-1] = breaks.joined(paragraphs[-1], after)
        else:
            paragraphs.append(after)
    return paragraphs


def _goes_on(line: str, after: str, width: int, flowed: bool) -> bool:
    if not line.strip() or not after.strip() or after[0] in ">-*•·□○■●①②③" or line[0] == ">":
        return False
    if flowed and line.endswith(" "):
        return True
    return _width(line) >= _FULL_SHARE * width and _FINISHED.search(line.rstrip()) is None


def _width(line: str) -> int:
    """Return how many columns a line takes: Hangul takes two."""
    text = line.strip()
    return len(text) + (len(text.encode()) - len(text)) // 2
