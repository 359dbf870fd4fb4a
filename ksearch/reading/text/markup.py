"""HTML fragments (in feeds, mails, e-books) to plain paragraphs, and XML read safely."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from html.parser import HTMLParser
from typing import Any, cast
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ..model import Unreadable
from .encoding import decode
from .tidying import tidy

_BLOCKS = frozenset(
    """
    address article aside blockquote body br dd div dl dt figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol option p pre section table tbody tfoot thead title tr ul
    """.split()
)
_CELLS = frozenset(("td", "th"))
_SILENT = frozenset(("script", "style", "template", "noscript", "head", "svg", "math"))
#: Elements of the reading over hanja, and of its brackets for programs that cannot show ruby.
_READING_TAGS = frozenset(("rt", "rp", "rtc"))
_BRACKET = re.compile(r"[()（）\[\]\s]*")
#: The mark of a footnote, which is a link to it.
_NOTE_MARK = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡]{1,3})[)\]]?\s*")
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]+)["'][^>]*\?>""")
_TEXT_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(#?\w{1,32});)?")
#: libxml2 refuses nodes of more than 10 MB by default.
_LARGE_XML_BYTES = 8 << 20
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")


class _Paragraphs(HTMLParser):
    """Gathers the text of blocks; readings over letters are put in brackets behind their block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._reading = 0
        self._readings: list[str] = []
        self._note = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self._end_block()
        elif tag in _CELLS:
            self.pieces.append("\t")
        elif tag in _READING_TAGS:
            self._reading += 1
            if tag == "rt":
                self._readings.append("")
        elif tag == "a":
            self._note = any(
                (name == "href" and (value or "").startswith("#")) or value == "noteref"
                for name, value in attributes
            )

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self._end_block()
        elif tag in _READING_TAGS:
            self._reading = max(0, self._reading - 1)
        elif tag == "ruby":
            self._reading = 0  # the end tag of <rt> may be missing
            self._readings.append(" ")
        elif tag == "a":
            self._note = False

    def handle_data(self, data: str) -> None:
        if self._silent or (self._note and _NOTE_MARK.fullmatch(data)):
            return
        text = _SPACES.sub(" ", data.replace("\n", " "))
        if not self._reading:
            self.pieces.append(text)
        elif self._readings and self._readings[-1] != " " and not _BRACKET.fullmatch(data):
            self._readings[-1] += text.strip()

    def parse_html_declaration(self, i: int) -> int:
        """Read ``<!…>``; Python's parser fails on text that looks like a marked section."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def _end_block(self) -> None:
        readings = ", ".join("".join(self._readings).split())
        if readings:
            self.pieces.append(f" ({readings})")
        self._readings.clear()
        self.pieces.append("\n")

    def close(self) -> None:
        super().close()
        self._end_block()


def html_to_text(fragment: str) -> str:
    """Return the paragraphs of an HTML fragment, a line each; plain text is not changed.

    Cells of a row are on one line with tabs between them.
    """
    if "<" not in fragment and "&" not in fragment:
        return tidy(fragment)
    parser = _Paragraphs()
    parser.feed(tidy(fragment))
    parser.close()
    lines = (_line(line) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _line(text: str) -> str:
    if "\t" not in text:
        return _SPACES.sub(" ", text).strip()
    return "\t".join(_SPACES.sub(" ", cell).strip() for cell in text.split("\t")).strip()


def parse_xml(data: bytes, what: str, *, lenient: bool = False) -> Element:
    """Parse XML without entities, which could expand without bound or read other files.

    The elements are lxml's, compatible with those of the standard library.

    Args:
        data: the file, in any encoding that it declares, names of Korean ones included.
        what: what it is said to be, for the message.
        lenient: also take what programs write that is not a valid XML: a bare ``&``, ``&nbsp;``,
            elements that are not closed.

    Raises:
        Unreadable: it is not XML, or it defines entities.
    """
    from lxml import etree

    data = _in_utf8(data)
    try:
        root = _parsed(data)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        mended = _mended(data, recover=False) if lenient else None
        if mended is None and lenient:
            mended = _mended(data, recover=True)
        if mended is None:
            raise Unreadable(Message("is not sound XML: {error}", error=error)) from error
        root = mended
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise Unreadable(
            Message("defines XML entities, as {what} need not and an attack would", what=what)
        )
    return cast("Element", root)


def _parsed(data: bytes, recover: bool = False) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        huge_tree=len(data) > _LARGE_XML_BYTES,
    )
    return etree.fromstring(data, parser)


def _mended(data: bytes, recover: bool) -> Any:
    """Return the tree of a file whose ampersands are mended, or None if it is still not XML."""
    from lxml import etree

    text = data.decode("utf-8", "replace")
    if "<!ENTITY" in text:
        return None
    parts = _CDATA.split(text)  # such a section is literal text
    parts[::2] = [_AMPERSAND.sub(_entity, part) for part in parts[::2]]
    try:
        return _parsed("".join(parts).encode(), recover)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _entity(found: re.Match[str]) -> str:
    """Return a bare ampersand or an HTML entity as valid XML."""
    name = found[1]
    if name in ("amp", "lt", "gt", "quot", "apos") or (name and name[0] == "#"):
        return found[0]
    if name == "nbsp":
        return " "
    if name and f"{name};" in html5:
        return html5[f"{name};"]
    return f"&amp;{found[0][1:]}"


def _in_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8, without its declaration of an encoding."""
    declared = _DECLARATION.match(data)
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    if name in ("utf-8", "utf8") and _is_utf8(data):
        return data
    decoded = decode(data, name).text
    return _TEXT_DECLARATION.sub("", decoded, count=1).encode("utf-8", "replace")


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
