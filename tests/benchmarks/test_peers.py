"""Peers on a handful of articles, and the processes they are measured in."""

import sys
from pathlib import Path

import pytest

from benchmarks.datasets import Document, Question, write_documents
from benchmarks.kiwi_terms import content_terms
from benchmarks.peers import PEER_NAMES, make_peer
from benchmarks.peers.protocol import InProcessPeer, Match, Workplace
from benchmarks.processes import ProgramFailedError, run

ARTICLES = [
    Document("1", "오징어 풍년", "울릉도 앞바다에 오징어가 돌아왔다."),
    Document("2", "", "독도새우 값이 올랐다. 오징어도 비싸다."),
    Document("3", "", "눈꽃열차가 태백을 지난다."),
]


@pytest.fixture
def fts5(tmp_path: Path) -> tuple[InProcessPeer, Path]:
    peer = make_peer("sqlite_fts5", Workplace(tmp_path / "cache"))
    assert isinstance(peer, InProcessPeer)
    source = write_documents(ARTICLES, tmp_path / "articles.jsonl")
    run(peer.build_command([source], tmp_path / "index"))
    return peer, tmp_path / "index"


@pytest.mark.parametrize("name", PEER_NAMES)
def test_every_peer_reports_what_hinders_it(name: str, tmp_path: Path) -> None:
    peer = make_peer(name, Workplace(tmp_path))
    obstacle = peer.obstacle()
    assert peer.name == name
    assert obstacle is None or obstacle.endswith(".")


def test_answers_come_best_first_with_the_exact_total(fts5: tuple[InProcessPeer, Path]) -> None:
    peer, index = fts5
    (found,) = peer.search(index, [Question("q", "오징어 풍년이다")], Match.ANY, limit=1)
    assert (found.question, found.total) == ("q", 2)
    assert [article for article, _ in found.hits] == ["1"]


def test_a_question_bound_to_an_article_is_answered_by_that_one_only(
    fts5: tuple[InProcessPeer, Path],
) -> None:
    peer, index = fts5
    asked = [
        Question("a", "눈꽃열차", "3"),
        Question("b", "눈꽃열차", "1"),
        Question("c", "값", "2"),
    ]
    assert list(peer.finds(index, asked)) == [True, False, False]


def test_added_articles_are_found(fts5: tuple[InProcessPeer, Path], tmp_path: Path) -> None:
    peer, index = fts5
    added = write_documents([Document("4", "", "도루묵이 풍어다.")], tmp_path / "added.jsonl")
    run(peer.add_command([added], index))
    (found,) = peer.search(index, [Question("q", "도루묵이")], Match.ANY, limit=10)
    assert [article for article, _ in found.hits] == ["4"]


def test_every_round_times_every_question(fts5: tuple[InProcessPeer, Path]) -> None:
    peer, index = fts5
    asked = [Question("a", "오징어"), Question("b", "눈꽃열차")]
    rounds = peer.time_resolved(index, asked, limit=10, warm=1, rounds=3)
    assert [len(one) for one in rounds] == [2, 2, 2]


def test_a_whole_answer_has_its_matches_marked(fts5: tuple[InProcessPeer, Path]) -> None:
    peer, index = fts5
    with peer.open(index) as session:
        total, hits = session.answer("오징어 풍년이다", limit=1)
    assert (total, hits) == (2, [("[오징어] 풍년", "울릉도 앞바다에 [오징어]가 돌아왔다.")])


def test_whole_answers_are_timed_from_the_first_round_on(
    fts5: tuple[InProcessPeer, Path],
) -> None:
    peer, index = fts5
    asked = [Question("a", "오징어"), Question("b", "눈꽃열차"), Question("c", "값")]
    assert peer.can_highlight
    assert peer.highlighting_command([], index) is None
    assert [len(one) for one in peer.time_answers(index, asked, limit=10, rounds=2)] == [3, 3]


def test_ksearch_answers_with_titles_and_passages(tmp_path: Path) -> None:
    peer = make_peer("ksearch", Workplace(tmp_path / "cache"))
    source = write_documents(ARTICLES, tmp_path / "articles.jsonl")
    run(peer.build_command([source], tmp_path / "index"))
    asked = [Question("a", "오징어 풍년"), Question("b", "값이")]
    rounds = peer.time_answers(tmp_path / "index", asked, limit=10, rounds=2)
    assert [len(one) for one in rounds] == [2, 2]


def test_a_failing_program_is_reported_with_its_last_words() -> None:
    with pytest.raises(ProgramFailedError, match="status 3: nothing to be done"):
        run(
            [
                sys.executable,
                "-c",
                "import sys; print('nothing to be done', file=sys.stderr); sys.exit(3)",
            ]
        )


def test_a_process_is_measured_with_its_output() -> None:
    ran = run([sys.executable, "-c", "print('다 됐다')"])
    assert ran.output == "다 됐다\n"
    assert ran.resident_bytes > 1_000_000


def test_particles_and_endings_are_no_content_terms() -> None:
    class Token:
        def __init__(self, form: str, tag: str) -> None:
            self.form, self.tag = form, tag

    tokens = [Token("바다", "NNG"), Token("에서", "JKB"), Token("놀", "VV-R"), Token("았", "EP")]
    assert content_terms([*tokens, Token("AI", "SL")]) == "바다 놀 ai"
