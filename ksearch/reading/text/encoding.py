"""Bytes to text, for files with a missing or wrong declaration of their encoding.

UTF-8 and UTF-16 are recognised by their structure; other bytes are most likely CP949 (a superset of
EUC-KR), and are decoded as such if the result is mostly everyday Hangul. Only the rest is left to
the statistics of charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ksearch.messages import Message, counted

from ..model import Unreadable

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", Message("a PDF")),
    (b"PK\x03\x04", Message("a zip archive (or an office document)")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Message("an old office document")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
    (b"GIF8", Message("a picture")),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"\x7fELF", Message("a program")),
)
_HANGUL = re.compile("[가-힣ㄱ-ㅣ]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")

#: Least share of Hangul among the non-ASCII characters of a Korean text. News with much hanja is
#: far above it; other encodings read as CP949 give rare hanja and are below.
_MIN_HANGUL_SHARE = 0.5
#: Most share of broken characters: up to it, damage is reported; beyond it, the guessed encoding is
#: wrong.
_MAX_DAMAGE = 0.05
#: Least share of a Korean text's Hangul that is among the 2,350 syllables of KS X 1001; Hangul from
#: a wrong encoding is spread over all 11,172.
_EVERYDAY = 0.9
_SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, its encoding, and the number of broken characters (U+FFFD)."""

    text: str
    encoding: str
    damaged: int = 0

    @property
    def damage(self) -> str | None:
        """The clause for the report, or None if every byte could be read."""
        if not self.damaged:
            return None
        return counted(
            "{count} broken character of its {encoding} text could not be read and is replaced by "
            "�",
            "{count} broken characters of its {encoding} text could not be read and are replaced "
            "by �",
            self.damaged,
            encoding=self.encoding.upper(),
        )


def decode(data: bytes, declared: str | None = None) -> DecodedText:
    """Decode a whole document.

    Args:
        data: its bytes.
        declared: the encoding that the document claims; believed only if it decodes.

    Raises:
        Unreadable: the bytes are not text.
    """
    encoding = _encoding_of(data, declared)
    start = _mark_length(data, encoding)
    try:
        return DecodedText(data[start:].decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data[start:].decode(encoding, "replace")
    original = 0 if encoding == "cp949" else data.count("\ufffd".encode(encoding))
    return DecodedText(text, encoding, max(1, text.count("\ufffd") - original))


def sniff(sample: bytes, declared: str | None = None) -> str:
    """Return the encoding of a document from its beginning, which may end within a character.

    Raises:
        Unreadable: the bytes are not text.
    """
    newline = sample.rfind(b"\n")
    whole_lines = sample if newline < 0 or b"\0" in sample else sample[: newline + 1]
    return _encoding_of(whole_lines, declared, cut=newline < 0)


def _encoding_of(data: bytes, declared: str | None, cut: bool = False) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark) and (mark == codecs.BOM_UTF8 or len(data) % 2 == 0 or cut):
            return encoding
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(
                Message("is not text but {what}; give it the suffix of what it is", what=what)
            )
    if b"\0" in data[:_SAMPLE_BYTES]:
        return _utf16_without_mark(data[:_SAMPLE_BYTES])
    seven_bits = _of_seven_bits(data, declared, cut)
    if seven_bits is not None:
        return seven_bits
    if _decodes(data, "utf-8", cut):
        _refuse_control_characters(data[:_SAMPLE_BYTES].decode("utf-8", "ignore"))
        return "utf-8"
    candidates = [name for name in (_known(declared), "cp949", "johab") if name]
    for encoding in candidates:
        if encoding in _MULTIBYTE and _decodes(data, encoding, cut) and _korean(data, encoding):
            return encoding
    damaged = [(_damage(data, name), name) for name in ("utf-8", "cp949") if _korean(data, name)]
    if damaged and min(damaged)[0] <= _MAX_DAMAGE:
        return min(damaged)[1]
    if candidates[0] != "cp949" and _decodes(data, candidates[0], cut):
        return candidates[0]
    return _by_statistics(data)


def _of_seven_bits(data: bytes, declared: str | None, cut: bool) -> str | None:
    """Return a 7-bit encoding of Korean: ISO-2022-KR if detected, or UTF-7 if declared."""
    if b"\x1b$)C" in data[:_SAMPLE_BYTES] and _decodes(data, "iso2022_kr", cut):
        return "iso2022_kr"
    if _known(declared) == "utf-7" and data.isascii() and _decodes(data, "utf-7", cut):
        return "utf-7"
    return None


_MULTIBYTE = frozenset(
    ("cp949", "johab", "iso2022_kr", "shift_jis", "euc_jp", "gb18030", "gbk", "gb2312", "big5")
)


#: Names of CP949 in mails, pages and Windows that Python does not know.
_KOREAN_NAMES = re.compile(
    r"(?:x[-_])?(?:windows|cp|ms|ibm)[-_]?949|ks[-_]?c[-_]?5601.*|uhc|korean"
)


def _known(declared: str | None) -> str | None:
    """Return Python's name of a declared encoding; CP949 for EUC-KR, which it extends."""
    if not declared:
        return None
    plain = declared.strip().strip("\"'").lower()
    if _KOREAN_NAMES.fullmatch(plain):
        return "cp949"
    try:
        name = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return None
    return "cp949" if name in ("euc_kr", "cp949") else name


def _decodes(data: bytes, encoding: str, cut: bool) -> bool:
    try:
        if cut:
            codecs.getincrementaldecoder(encoding)().decode(data)
        else:
            data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _korean(data: bytes, encoding: str) -> bool:
    """Return whether bytes in an encoding are Korean: mostly Hangul, hardly a control character."""
    text = data[:_SAMPLE_BYTES].decode(encoding, "replace")
    foreign = len(_NOT_ASCII.findall(text))
    letters = "".join(_HANGUL.findall(text))
    hangul = len(letters)
    # The codec encodes the 2,350 syllables in two bytes and others in eight.
    everyday = (8 * hangul - len(letters.encode("euc_kr"))) / 6
    if encoding != "utf-8" and everyday < _EVERYDAY * hangul:
        return False
    controls = len(_CONTROL.findall(text))
    return hangul >= _MIN_HANGUL_SHARE * foreign and controls <= 0.01 * len(text) and hangul > 0


def _damage(data: bytes, encoding: str) -> float:
    text = data[:_SAMPLE_BYTES].decode(encoding, "replace")
    return text.count("\ufffd") / max(1, len(text))


def _utf16_without_mark(sample: bytes) -> str:
    """Recognise UTF-16 by the places of zero bytes: the high bytes of spaces and line ends."""
    sample = sample[: len(sample) // 2 * 2]
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if high > low else "utf-16-be"
    text = sample.decode(encoding, "replace")
    sound = text.count("\ufffd") + len(_CONTROL.findall(text)) <= 0.01 * len(text)
    plain = len(re.findall("[가-힣\\s!-~]", text)) >= 0.7 * len(text)
    if sound and plain and max(low, high) >= 10 * min(low, high):
        return encoding
    raise Unreadable(Message("is a binary file and not text"))


def _refuse_control_characters(sample: str) -> None:
    if len(_CONTROL.findall(sample)) > 0.05 * len(sample) + 1:
        raise Unreadable(Message("is a binary file and not text"))


def _by_statistics(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is not None and _decodes(data, best.encoding, cut=False):
        text = data[:_SAMPLE_BYTES].decode(best.encoding, "replace")
        if len(_CONTROL.findall(text)) <= 0.01 * len(text):
            return "cp949" if best.encoding == "euc_kr" else best.encoding
    raise Unreadable(Message("is in no encoding that could be recognised; save it as UTF-8"))


def _mark_length(data: bytes, encoding: str) -> int:
    for mark, name in _BYTE_ORDER_MARKS:
        if name == encoding and data.startswith(mark):
            return len(mark)
    return 0
