"""`check`: every damaged byte is found, every contradiction, and what can be saved is saved."""

from __future__ import annotations

import contextlib
import shutil
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import ksearch
from ksearch import Article
from ksearch.arrays import ArrayFile, write_arrays
from ksearch.storage import manifest as manifests

LONG = " ".join(f"{n}째 배가 포구를 떠났다" for n in range(30))
ARTICLES = [
    Article(id="1", title="등대에 불이 켜졌다", lead="섬사람들이 반겼다.", body=LONG),
    Article(id="2", title="새벽 시장", body="ＡＢＣ 시장에 손님이\t들었다.", author="한바다"),
    Article(id="3", title="𠮷野 기행", body="산골 장터", publisher="산골신문"),
]
QUERIES = ("등대", "시장", "장터", "abc", "한바다", '"불이 켜졌다"', "섬사*", "포구를 떠났다")


@pytest.fixture
def index(tmp_path: Path, without_kiwi: None) -> Path:
    """An index with all kinds of files: deleted articles, word lists, sources."""
    source = tmp_path / "기사"
    source.mkdir()
    (source / "등대.txt").write_text("배추 값이 올랐다\n\n밭에서도.\n", encoding="utf-8")
    folder = tmp_path / "색인"
    ksearch.update(folder, source)
    with ksearch.open(folder) as opened:
        opened.add_word("배추밭길")
        opened.add_word("장터 = 시장")
        with opened.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
            writer.add(Article(id="4", title="지울 글"))
        with opened.writer() as writer:
            writer.delete("4")
    kinds = {path.name.split("-")[0] for path in folder.glob("*.ksa")}
    assert kinds == {"segment", "lexicon", "deletions", "sources", "words"}
    return folder


@pytest.mark.parametrize("repair", [False, True])
@pytest.mark.parametrize("damaged", [False, True])
def test_a_check_reports_its_progress(index: Path, repair: bool, damaged: bool) -> None:
    if damaged:
        damage(index, "segment", "eojeols_low")
    reported: list[float] = []
    ksearch.check(index, repair=repair, progress=reported.append)
    assert reported == sorted(reported)
    assert len(reported) > 3
    assert reported[0] > 0
    assert reported[-1] <= 1
    if repair == damaged:
        assert reported[-1] == 1


def answers(folder: Path) -> list[tuple[object, ...]]:
    """Everything that a search shows."""
    with ksearch.open(folder) as opened:
        return [
            (
                *(hit.id, hit.title, hit.lead, hit.snippet.text, hit.snippet.matches),
                *(hit.title_matches, hit.author, hit.publisher, hit.date, hit.score, hit.path),
            )
            for query in QUERIES
            for hit in opened.search(query)
        ]


def test_glosses_that_unpack_to_more_than_any_are_refused(index: Path) -> None:
    bomb = zlib.compress(bytes(80 << 20), 9)
    changed(index, "segment", "glosses", lambda array: np.frombuffer(bomb, np.uint8))
    (problem,) = ksearch.check(index).problems
    assert "abbreviations" in problem


def test_a_sound_index_is_sound(index: Path) -> None:
    report = ksearch.check(index)
    assert report.sound
    assert (report.articles, report.warnings, report.repaired, report.lost) == (4, (), (), ())
    assert ksearch.check(index, repair=True) == report


def test_an_index_that_kiwi_has_read_is_sound(one_kiwi: None, tmp_path: Path) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        body = (
            "가보려 했으나 지으려던 집은 없었다. 𠮷野家에서 ＡＢＣ를 ㅋㅋ 1억2000만 원에 4.7% 샀다."
        )
        writer.add(Article(id="1", title="가지려 끊으려", body=body + " " + "가" * 300))
    assert index.check().problems == ()


@pytest.fixture(scope="session")
def flip() -> Callable[[Path, int], Iterator[str]]:
    """Change every ``step``-th byte of an index, one by one; yields where that is not noticed."""

    def flip(folder: Path, step: int) -> Iterator[str]:
        right = answers(folder)
        paths = [*sorted(folder.glob("*.ksa")), folder / manifests.MANIFEST_FILE_NAME]
        for path in paths:
            whole = path.read_bytes()
            for place in range(len(whole) % step, len(whole), step):
                data = bytearray(whole)
                data[place] ^= 1 << place % 8
                path.write_bytes(bytes(data))
                if ksearch.check(folder).sound:
                    yield f"check does not see byte {place} of {path.name}"
                try:
                    if answers(folder) != right:
                        yield f"byte {place} of {path.name} makes a wrong answer"
                except ksearch.IndexCorrupt:
                    pass
            path.write_bytes(whole)
        assert answers(folder) == right

    return flip


def test_a_changed_byte_is_found_and_ends_in_the_right_answer_or_in_an_error(
    index: Path, flip: Callable[[Path, int], Iterator[str]]
) -> None:
    assert list(flip(index, 211)) == []


@pytest.mark.soak
def test_each_changed_byte_is_found_and_ends_in_the_right_answer_or_in_an_error(
    index: Path, flip: Callable[[Path, int], Iterator[str]]
) -> None:
    assert list(flip(index, 1)) == []


# Contradictions


def changed(folder: Path, kind: str, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """Change an array of the newest file of a kind, with the right checksums."""
    path = max(folder.glob(f"{kind}-*.ksa"), key=lambda path: path.stat().st_size)
    arrays = {each: np.array(array) for each, array in ArrayFile(path).items()}
    arrays[name] = change(arrays[name])
    path.unlink()
    size = write_arrays(path, arrays)
    manifest = manifests.read(folder)
    segments = [e.changed(bytes=size) if e.file == path.name else e for e in manifest.segments]
    lexicon = [e.changed(bytes=size) if e.file == path.name else e for e in manifest.lexicon]
    manifests.write(folder, manifest.changed(segments=tuple(segments), lexicon=tuple(lexicon)))


def with_item(place: int, value: int) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        array[place] = value
        return array

    return change


def swapped(array: np.ndarray) -> np.ndarray:
    array[[0, 1]] = array[[1, 0]]
    return array


def longer(array: np.ndarray) -> np.ndarray:
    return np.append(array, array[-1:])


def shorter(array: np.ndarray) -> np.ndarray:
    return array[:-1]


def as_other_numbers(array: np.ndarray) -> np.ndarray:
    return array.astype(np.int16)


def with_text(text: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda array: np.frombuffer(zlib.compress(text.encode()), np.uint8)


def write(folder: Path) -> None:
    """Change an article, delete another and bring the index up to date."""
    with ksearch.open(folder) as opened, opened.writer() as writer:
        writer.add(Article(id="2", title="저녁 시장"))
        writer.delete("3")
    ksearch.update(folder)


@pytest.mark.parametrize(
    ("kind", "name", "change"),
    [
        ("segment", "terms", swapped),
        ("segment", "terms", with_item(-1, 1 << 30)),
        ("segment", "term_starts", with_item(1, 1 << 30)),
        ("segment", "term_starts", with_item(-1, 1)),
        ("segment", "term_starts", longer),
        ("segment", "articles", with_item(0, 60_000)),
        ("segment", "articles", with_item(0, 1)),
        ("segment", "articles", longer),
        ("segment", "frequencies", with_item(0, 0xFF)),
        ("segment", "frequencies", longer),
        ("segment", "bounds", with_item(1, 0)),
        ("segment", "bounds", with_item(1, 1 << 30)),
        ("segment", "lead_starts", with_item(0, 0)),
        ("segment", "body_starts", with_item(0, 1 << 30)),
        ("segment", "eojeols_low", with_item(0, 0xFFFF)),
        ("segment", "eojeols_low", swapped),
        ("segment", "eojeols_high", with_item(0, 0xFF)),
        ("segment", "separator_bits", with_item(-1, 0xFF)),
        ("segment", "separator_codes", with_item(0, 99)),
        ("segment", "separator_starts", with_item(1, 1 << 30)),
        ("segment", "signed", with_item(0, 9)),
        ("segment", "signatures", with_item(0, 7)),
        ("segment", "id_hashes", swapped),
        ("segment", "id_articles", swapped),
        ("segment", "id_articles", longer),
        ("segment", "seconds", with_item(0, 1 << 60)),
        ("segment", "seconds", longer),
        ("segment", "section_codes", with_item(0, 99)),
        ("segment", "name_hashes", with_item(0, 7)),
        ("segment", "name_articles", with_item(0, 9)),
        ("lexicon", "eojeol_chars", with_item(0, ord("힣"))),
        ("lexicon", "eojeol_lengths", with_item(0, 0)),
        ("lexicon", "eojeol_lengths", with_item(0, 255)),
        ("lexicon", "term_chars", with_item(0, ord("힣"))),
        ("lexicon", "term_counts", with_item(0, 0)),
        ("lexicon", "eojeol_terms", with_item(0, 1 << 30)),
        ("lexicon", "eojeol_spans", with_item(0, 0x3FFF)),
        ("lexicon", "key_owners", with_item(0, 1 << 30)),
        ("lexicon", "key_chars", with_item(0, ord("힣"))),
        ("lexicon", "first", with_item(0, 5)),
        ("lexicon", "first", with_item(1, 1 << 40)),
        ("deletions", "deleted", with_item(0, 0xFF)),
        ("deletions", "deleted", longer),
        ("deletions", "deleted", as_other_numbers),
        ("segment", "pairs", longer),
        ("segment", "pairs", swapped),
        ("segment", "pair_counts", longer),
        ("segment", "pair_counts", with_item(0, 99)),
        ("segment", "glosses", with_item(0, 0)),
        ("segment", "glosses", with_text("[[]]")),
        ("segment", "glosses", with_text('[["", "", 1, 2]]')),
        ("words", "glosses", lambda array: np.frombuffer(b"a\tb", np.uint8)),
        ("lexicon", "first", shorter),
        ("words", "user_words", with_item(0, 0xFF)),
        ("sources", "sizes", longer),
    ],
)
def test_arrays_that_contradict_each_other_are_found_and_answered_without_a_crash(
    kind: str, name: str, change: Callable[[np.ndarray], np.ndarray], index: Path
) -> None:
    right = answers(index)
    changed(index, kind, name, change)
    report = ksearch.check(index)
    assert not report.sound
    assert all(kind in problem or "words" in problem for problem in report.problems)
    with contextlib.suppress(ksearch.IndexCorrupt):
        answers(index)
    shutil.copytree(index, index.with_name("딴 색인"))
    with contextlib.suppress(ksearch.IndexCorrupt):
        write(index.with_name("딴 색인"))
    repaired = ksearch.check(index, repair=True)
    assert repaired.sound
    assert repaired.repaired == report.problems
    if name in DERIVED:
        assert repaired.lost == ()
        assert [row[:6] for row in answers(index)] == [row[:6] for row in right]


#: What the texts of the articles give, and a repair gets back whole.
DERIVED = {
    *("terms", "term_starts", "articles", "frequencies", "signed", "signatures", "id_hashes"),
    *("id_articles", "name_hashes", "name_articles", "term_chars", "term_counts", "eojeol_terms"),
    *("eojeol_spans", "key_owners", "key_chars"),
}


# Beside a writer


def test_a_check_beside_a_committing_writer_is_of_one_state(index: Path) -> None:
    done = threading.Event()

    def commit() -> None:
        with ksearch.open(index) as opened:
            for number in range(25):
                with opened.writer() as writer:
                    writer.add(Article(id="5", title=f"{number}째 소식"))
        done.set()

    thread = threading.Thread(target=commit)
    thread.start()
    checks = 0
    while not done.is_set() or not checks:
        assert ksearch.check(index).problems == ()
        checks += 1
    thread.join()


def test_what_a_killed_writer_left_behind_is_reported(index: Path) -> None:
    (index / "segment-000099-1a-1.ksa").write_bytes(b"half")
    report = ksearch.check(index)
    assert report.sound
    (warning,) = report.warnings
    assert "segment-000099-1a-1.ksa" in warning


# Repair


def test_what_cannot_be_repaired_says_so(index: Path) -> None:
    (index / manifests.MANIFEST_FILE_NAME).write_bytes(b"{}")
    assert not ksearch.check(index).sound
    with pytest.raises(ksearch.IndexCorrupt, match="ksearch rebuild"):
        ksearch.check(index, repair=True)
    with pytest.raises(ksearch.IndexNotFound):
        ksearch.check(index / "없음", repair=True)


def test_an_index_of_which_nothing_can_be_read_is_left_as_it_is(index: Path) -> None:
    for path in (*index.glob("segment-*"), *index.glob("lexicon-*")):
        path.write_bytes(b"gone")
    before = {path.name: path.read_bytes() for path in index.glob("*.ksa")}
    with pytest.raises(ksearch.IndexCorrupt, match="no article"):
        ksearch.check(index, repair=True)
    assert {path.name: path.read_bytes() for path in index.glob("*.ksa")} == before


def damage(folder: Path, kind: str, name: str) -> None:
    """Change a byte in the middle of an array."""
    path = max(folder.glob(f"{kind}-*.ksa"), key=lambda path: path.stat().st_size)
    place = ArrayFile(path).place(name)
    data = bytearray(path.read_bytes())
    data[(place.begin + place.end) // 2] ^= 0x10
    path.write_bytes(bytes(data))


def test_articles_that_are_lost_are_named_and_come_back_from_their_sources(
    index: Path, tmp_path: Path
) -> None:
    path = min(index.glob("segment-*.ksa"), key=lambda path: path.stat().st_size)
    path.unlink()
    report = ksearch.check(index, repair=True)
    assert report.sound
    assert any("1 article" in loss and path.name in loss for loss in report.lost)
    assert report.articles == 3
    assert ksearch.update(index, tmp_path / "기사").added == 1
    assert ksearch.check(index).articles == 4


@pytest.mark.parametrize("name", ["frequencies", "articles", "signatures", "terms", "name_starts"])
def test_damage_of_what_texts_do_not_need_loses_nothing(name: str, index: Path) -> None:
    right = answers(index)
    damage(index, "segment", name)
    assert not ksearch.check(index).sound
    report = ksearch.check(index, repair=True)
    assert (report.sound, report.lost, report.articles) == (True, (), 4)
    assert [row[:6] for row in answers(index)] == [row[:6] for row in right]


def test_a_damaged_text_is_never_taken_for_the_article(index: Path) -> None:
    with ksearch.open(index) as opened:
        kept = {hit.id: opened.get(hit.id) for hit in opened.search("*", limit=9)}
    damage(index, "segment", "eojeols_low")
    report = ksearch.check(index, repair=True)
    assert report.sound
    assert report.articles == 3
    assert any(loss.startswith("articles: ") for loss in report.lost)
    with ksearch.open(index) as opened:
        for hit in opened.search("*", limit=9):
            assert opened.get(hit.id) == kept[hit.id]


def test_word_lists_that_are_damaged_are_taken_over_again(index: Path) -> None:
    damage(index, "words", "user_words")
    report = ksearch.check(index, repair=True)
    assert report.sound
    assert any("userwords.txt" in loss for loss in report.lost)
    with ksearch.open(index) as opened:
        assert {entry.state for entry in opened.words()} == {"added"}
        with opened.writer() as writer:
            writer.delete("3")
        assert {entry.state for entry in opened.words()} == {"in force"}
