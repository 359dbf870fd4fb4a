"""Random queries, damaged files and contradictory arrays: an answer, or one of our own errors.

The ordinary run takes a few seconds of fixed seeds; ``python -m pytest -m soak -k fuzz
--fuzz-seconds 600`` takes so long for each kind of input, from a seed of its own.
"""

from __future__ import annotations

import json
import random
import resource
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as some

import ksearch
from ksearch import Article
from ksearch.arrays import ArrayFile, write_arrays
from ksearch.korean.word_lists.files import WordListError
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import LOCK_FILE_NAME as LOCK
from ksearch.storage.locking import holder_of

pytestmark = pytest.mark.usefixtures("without_kiwi")

Value = TypeVar("Value")
#: Seconds for each kind of input in the ordinary run.
_BRIEF = 4.0
#: Inputs between two looks at the clock.
_AT_ONCE = 50
#: CPU seconds and bytes that one input may take, with what a loaded machine and numpy add.
_MAX_SECONDS = 3.0
_MAX_BYTES = 400 << 20


@pytest.fixture(params=["brief", pytest.param("long", marks=pytest.mark.soak)])
def fuzz(request: pytest.FixtureRequest) -> Callable[[some.SearchStrategy[Any], Any], None]:
    """Try a check on inputs until the time is over; all that fail are reported at the end."""
    seconds, number = _BRIEF, 0
    if request.param == "long":
        seconds = float(request.config.getoption("--fuzz-seconds"))
        number = random.SystemRandom().randrange(1 << 32)

    def fuzz(inputs: some.SearchStrategy[Value], check: Callable[[Value], None]) -> None:
        defects: dict[str, str] = {}
        tried = 0

        def counted(value: Value) -> None:
            nonlocal tried
            tried += 1
            begun, memory = time.process_time(), _most_memory()
            check(value)
            assert time.process_time() - begun < _MAX_SECONDS
            assert _most_memory() - memory < _MAX_BYTES

        end, at = time.monotonic() + seconds, number
        while time.monotonic() < end:
            try:
                _some_of(inputs, counted, at)
            except Exception as error:
                defects.setdefault(_place_of(error), _told(error))
            at += 1
        print(f"{tried} inputs in {seconds:.0f} s from seed {number}: {len(defects)} defects")
        assert not defects, "\n\n".join(defects.values())

    return fuzz


def _some_of(
    inputs: some.SearchStrategy[Value], check: Callable[[Value], None], number: int
) -> None:
    @seed(number)
    @settings(
        max_examples=_AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(inputs)
    def run(value: Value) -> None:
        check(value)

    run()


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _place_of(error: Exception) -> str:
    """Return what tells one defect from another: its type and where it was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {last.filename}:{last.lineno}"


def _told(error: Exception) -> str:
    return "".join([*traceback.format_exception(error)[-12:], *getattr(error, "__notes__", ())])


def sentence(error: ksearch.KSearchError) -> None:
    """An error is one line for people."""
    assert str(error).strip()
    assert "\n" not in str(error)


# Queries

_PLAIN = "등대|등대에|섬사람들이|시장|배추|ㅋㅅㅍ|zhtmvl|檢|𠮷野|4.7%|2025|1억2000만|2025-04-10"
_SIGNS = "AND|OR|NOT|ANDNOT|TO|to|NEAR|no|http://a.b/c?d=e#f|…"
_ODD = ["\0", "\ud800", "\u200b", "\ufeff", "e\u0301", "가" * 70, "a" * 300]
WORDS = [*_PLAIN.split("|"), *_SIGNS.split("|"), *_ODD]
FIELDS = "title lead body date author publisher section id url 제목 날짜 없는것 title:title".split()
NUMBERS = ["0", "2", "-1", "1e308", "1e400", "nan", "inf", "99999999999999999999", "0.5", "", "٣"]


def _more(inner: some.SearchStrategy[str]) -> some.SearchStrategy[str]:
    number = some.sampled_from(NUMBERS)
    opened, closed = some.sampled_from("[{"), some.sampled_from("]}")
    return some.one_of(
        some.lists(inner, min_size=1, max_size=5).map(" ".join),
        some.lists(inner, min_size=1, max_size=3).map("".join),
        some.tuples(inner, some.sampled_from(["AND", "OR", "NOT", "ANDNOT", "TO"]), inner).map(
            " ".join
        ),
        inner.map("({})".format),
        inner.map('"{}"'.format),
        some.tuples(some.sampled_from(FIELDS), inner).map(":".join),
        some.tuples(inner, some.sampled_from("^~"), number).map("".join),
        some.tuples(opened, inner, some.just(" TO "), inner, closed).map("".join),
        some.tuples(some.sampled_from("-+!|*?~"), inner).map("".join),
        some.tuples(inner, some.sampled_from("*?~…/\\")).map("".join),
    )


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Replace, insert or remove letters at some places."""
    for place, length, letters in edits:
        at = place % (len(text) + 1)
        text = text[:at] + letters + text[at + length :]
    return text


EDITS = some.lists(
    some.tuples(some.integers(0, 400), some.integers(0, 3), some.text(max_size=2)), max_size=3
)
QUERIES = some.tuples(
    some.one_of(
        some.tuples(
            some.recursive(some.sampled_from(WORDS) | some.text(max_size=6), _more, max_leaves=12),
            EDITS,
        ).map(lambda made: _edited(*made)),
        some.text(max_size=300),
    ),
    some.fixed_dictionaries(
        {},
        optional={
            "match": some.sampled_from(["auto", "all", "any"]),
            "sort": some.sampled_from(["relevance", "newest", "oldest"]),
            "fields": some.sampled_from([["title"], ["lead", "body"]]),
            "limit": some.sampled_from([1, 3, 10**9]),
            "offset": some.sampled_from([0, 1, 10**9]),
            "since": some.sampled_from(["0001", "2025-01"]),
        },
    ),
)


def test_queries_are_answered_or_refused(index: Path, fuzz: Any) -> None:
    opened = ksearch.open(index)

    def ask(asked: tuple[str, dict[str, Any]]) -> None:
        query, options = asked
        try:
            results = opened.search(query, **options)
        except ksearch.KSearchError as error:
            sentence(error)
            return
        assert results.total >= len(results)
        for hit in results:
            text = hit.snippet.text
            for matches, of in ((hit.snippet.matches, text), (hit.title_matches, hit.title)):
                assert all(0 <= start < end <= len(of) for start, end in matches)
                assert list(matches) == sorted(matches)
        assert "\n" not in results.interpreted
        opened.suggest(query[:20])

    fuzz(QUERIES, ask)


# Damaged files


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small index with all kinds of files."""
    source = tmp_path / "기사"
    source.mkdir()
    (source / "등대.txt").write_text("배추 값이 올랐다\n\n밭에서도.\n", encoding="utf-8")
    folder = tmp_path / "색인"
    ksearch.update(folder, source)
    long = " ".join(f"{n}째 배가 포구를 떠났다" for n in range(30))
    with ksearch.open(folder) as opened:
        opened.add_word("배추밭길")
        opened.add_word("장터 = 시장")
        with opened.writer() as writer:
            writer.add(Article(id="1", title="등대에 불이 켜졌다", lead="섬사람들이", body=long))
            writer.add(Article(id="2", title="새벽 시장", body="ＡＢＣ 시장에", author="한바다"))
            writer.add(Article(id="3", title="𠮷野 기행", body="산골 장터", publisher="산골신문"))
            writer.add(Article(id="4", title="지울 글"))
        with opened.writer() as writer:
            writer.delete("4")
    return folder


#: Lists that people edit and mend; an index that was made without sources.
_NO_DAMAGE = (WordListError, ksearch.NothingToIndex)


class Damaged:
    """An index whose files are put back before each damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        self.arrays = {
            name: {each: np.array(array) for each, array in ArrayFile(folder / name).items()}
            for name in sorted(self.files)
            if name.endswith(".ksa")
        }
        self.manifest = manifests.read(folder)

    def restore(self) -> None:
        """Put back what there was."""
        for path in self.folder.iterdir():
            if path.name not in self.files:
                path.unlink()
        for name, data in self.files.items():
            path = self.folder / name
            path.unlink(missing_ok=True)  # what is mapped keeps its bytes
            path.write_bytes(data)

    def replace(self, name: str, arrays: dict[str, Any]) -> None:
        """Put other arrays in the place of a file, with the right checksums and sizes."""
        (self.folder / name).unlink()
        size = write_arrays(self.folder / name, arrays)
        segments = [e.changed(bytes=size) if e.file == name else e for e in self.manifest.segments]
        lexicon = [e.changed(bytes=size) if e.file == name else e for e in self.manifest.lexicon]
        manifests.write(
            self.folder, self.manifest.changed(segments=tuple(segments), lexicon=tuple(lexicon))
        )

    def use(self) -> None:
        """Do with the index what people do; only errors of ours come of it."""
        try:
            sound = ksearch.check(self.folder).sound
        except ksearch.KSearchError as error:
            sentence(error)
            sound = False
        failed = list(self._failed())
        assert not (sound and failed), f"check calls it sound, and {failed}"

    def _failed(self) -> Iterator[str]:
        for act in (self._search, self._read, self._update):
            try:
                act()
            except ksearch.KSearchError as error:
                sentence(error)
                if not isinstance(error, _NO_DAMAGE):
                    yield str(error)
        try:
            assert ksearch.check(self.folder, repair=True).sound
        except ksearch.KSearchError as error:
            sentence(error)

    def _search(self) -> None:
        with ksearch.open(self.folder) as opened:
            for query in ("등대", '"불이 켜졌다"', "섬사*", "author:한바다 OR 시장~1", "ㅅㅈ", "*"):
                for hit in opened.search(query, limit=9):
                    assert isinstance(hit.snippet.text, str)
                    assert (hit.title_matches, hit.lead, hit.date) is not None
            opened.suggest("등")

    def _read(self) -> None:
        with ksearch.open(self.folder) as opened:
            for article_id in ("등대.txt", "1", "2", "3"):
                opened.get(article_id)
            opened.similar("1")
            assert (opened.stats(), opened.words(), opened.sources()) is not None

    def _update(self) -> None:
        with ksearch.open(self.folder) as opened, opened.writer() as writer:
            writer.add(Article(id="2", title="저녁 시장"))
            writer.delete("3")
        source = self.folder.parent / "기사" / "나날.txt"
        source.write_text(f"{time.time_ns()}째 글\n", encoding="utf-8")
        ksearch.update(self.folder)


@pytest.fixture
def damaged(index: Path) -> Damaged:
    """An index to be damaged again and again."""
    return Damaged(index)


BYTE_EDITS = some.lists(
    some.one_of(
        some.tuples(some.just("change"), some.integers(0, 1 << 20), some.integers(1, 255)),
        some.tuples(some.just("cut"), some.integers(0, 1 << 20), some.integers(1, 300)),
        some.tuples(some.just("end"), some.integers(0, 1 << 20), some.just(0)),
        some.tuples(some.just("insert"), some.integers(0, 1 << 20), some.binary(max_size=20)),
        some.tuples(some.just("copy"), some.integers(0, 1 << 20), some.integers(0, 1 << 20)),
    ),
    min_size=1,
    max_size=4,
)


def edited_bytes(data: bytes, edits: list[tuple[str, int, Any]]) -> bytes:
    for kind, place, what in edits:
        at = place % (len(data) + 1)
        match kind:
            case "change":
                data = data[:at] + bytes(b ^ what for b in data[at : at + 1]) + data[at + 1 :]
            case "cut":
                data = data[:at] + data[at + what :]
            case "end":
                data = data[:at]
            case "insert":
                data = data[:at] + what + data[at:]
            case "copy":
                begin = what % (len(data) + 1)
                data = data[:at] + data[begin : begin + 64] + data[at + 64 :]
    return data


def test_files_with_other_bytes_are_read_or_refused(damaged: Damaged, fuzz: Any) -> None:
    names = sorted(name for name in damaged.files if name != LOCK)

    def use(choice: tuple[int, list[tuple[str, int, Any]]]) -> None:
        number, edits = choice
        damaged.restore()
        name = names[number % len(names)]
        path = damaged.folder / name
        path.unlink()
        path.write_bytes(edited_bytes(damaged.files[name], edits))
        damaged.use()

    fuzz(some.tuples(some.integers(0, 99), BYTE_EDITS), use)


# Files with the right checksums, whose arrays or values say other things

ODD_NUMBERS = [0, 1, 2, 127, 128, 255, 256, 65535, 1 << 16, 1 << 30, 1 << 31, (1 << 63) - 1, -1]
ODD_VALUES = some.one_of(
    some.sampled_from(
        [None, True, "", "가", [], {}, [[]], 1.5, 1e400, "x" * 300, "../a.ksa", "\0"]
    ),
    some.sampled_from(ODD_NUMBERS),
    some.integers(),
    some.text(max_size=5),
)
ARRAY_EDITS = some.lists(
    some.tuples(
        some.sampled_from(
            ["set", "swap", "drop", "repeat", "shift", "clear", "kind", "none", "bytes", "json"]
        ),
        some.integers(0, 1 << 20),
        some.sampled_from(ODD_NUMBERS) | some.integers(0, 1 << 40),
        BYTE_EDITS,
        ODD_VALUES,
    ),
    min_size=1,
    max_size=3,
)


def edited_array(array: Any, edit: tuple[str, int, int, Any, Any]) -> Any:
    """Return an array with something changed, of the same type except for ``kind``."""
    kind, place, number, byte_edits, value = edit
    at = place % max(len(array), 1)
    made = np.array(array)
    match kind:
        case "set" if len(made):
            made[at] = np.array(number).astype(made.dtype)
        case "swap" if len(made):
            other = number % len(made)
            made[[at, other]] = made[[other, at]]
        case "drop":
            made = np.delete(made, np.s_[at : at + 1 + number % 5])
        case "repeat":
            made = np.concatenate([made[: at + 1], made[at : at + 1], made[at + 1 :]])
        case "shift" if len(made):
            made = np.roll(made, number % len(made))
        case "clear":
            made[at:] = 0
        case "kind":
            kinds = ["u1", "i2", "u4", "i8", "f8"]
            made = made.astype(kinds[number % len(kinds)])
        case "bytes" if made.dtype == np.uint8:
            made = np.frombuffer(edited_bytes(made.tobytes(), byte_edits), np.uint8)
        case "json" if made.dtype == np.uint8:
            made = _with_other_json(made, place, value)
    return made


def _with_other_json(array: Any, place: int, value: Any) -> Any:
    try:
        content = json.loads(array.tobytes())
    except ValueError:
        return array
    text = json.dumps(with_value(content, place, value)).encode("utf-8", "surrogatepass")
    return np.frombuffer(text, np.uint8)


def with_value(content: Any, place: int, value: Any) -> Any:
    """Put a value into JSON content, in the place of the one at a place in reading order."""
    count = 0

    def walk(node: Any) -> Any:
        nonlocal count
        count += 1
        if count - 1 == place % _nodes(content):
            return value
        if isinstance(node, dict):
            return {key: walk(each) for key, each in node.items()}
        return [walk(each) for each in node] if isinstance(node, list) else node

    return walk(content)


def _nodes(node: Any) -> int:
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return 1 + sum(map(_nodes, parts))


def test_arrays_that_say_other_things_are_read_or_refused(damaged: Damaged, fuzz: Any) -> None:
    places = [(file, name) for file, arrays in damaged.arrays.items() for name in arrays]

    def use(choice: tuple[int, Any]) -> None:
        number, edits = choice
        damaged.restore()
        file, name = places[number % len(places)]
        arrays = dict(damaged.arrays[file])
        for edit in edits:
            if edit[0] == "none":
                arrays.pop(name, None)
            elif name in arrays:
                arrays[name] = edited_array(arrays[name], edit)
        damaged.replace(file, arrays)
        damaged.use()

    fuzz(some.tuples(some.integers(0, 1 << 20), ARRAY_EDITS), use)


def test_manifests_that_say_other_things_are_read_or_refused(damaged: Damaged, fuzz: Any) -> None:
    whole = json.loads(json.loads(damaged.files[manifests.MANIFEST_FILE_NAME])["content"])

    def use(changes: list[tuple[int, Any]]) -> None:
        damaged.restore()
        made = whole
        for place, value in changes:
            made = with_value(made, place, value)
        content = json.dumps(made, ensure_ascii=False)
        checksum = zlib.crc32(content.encode("utf-8", "surrogatepass"))
        data = json.dumps({"checksum": checksum, "content": content})
        (damaged.folder / manifests.MANIFEST_FILE_NAME).write_text(data, encoding="utf-8")
        damaged.use()

    fuzz(some.lists(some.tuples(some.integers(0, 200), ODD_VALUES), min_size=1, max_size=3), use)


def test_a_locks_file_may_hold_anything(tmp_path: Path, fuzz: Any) -> None:
    path = tmp_path / LOCK
    holder = {"pid": 7, "host": "뭍", "since": "2025-01-02T03:04:05+09:00", "share": 0.5}

    def use(choice: tuple[int, Any, list[tuple[str, int, Any]]]) -> None:
        place, value, edits = choice
        data = json.dumps(with_value(holder, place, value)).encode()
        path.write_bytes(edited_bytes(data, edits) if place % 2 else data)
        if (found := holder_of(tmp_path)) is not None:
            assert isinstance(found.is_alive(), bool)
            assert "\n" not in str(found)
        with pytest.raises(ksearch.IndexNotFound):
            ksearch.open(tmp_path)

    fuzz(some.tuples(some.integers(0, 99), ODD_VALUES, BYTE_EDITS), use)
