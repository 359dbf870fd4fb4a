"""Whether what a word finds has the word, told without an analyser."""

from benchmarks.datasets import Document
from benchmarks.quality.claims import Kind, draw_words, explained_names, holder


def _articles() -> list[Document]:
    """Words occur with the particles or endings that words of their kind have."""
    forms = {
        "등대": ("등대를", "등대가", "등대는", "등대의", "등대"),
        "공개": ("공개를", "공개가", "공개는", "공개의"),
        "비공개": ("비공개", "비공개로", "비공개를"),
        "이끌": ("이끌고", "이끌지", "이끌던"),
        "켜는지": ("켜는지를", "켜는지가", "켜는지는", "켜는지의"),
        "등대들": ("등대들을", "등대들이", "등대들은", "등대들의"),
    }
    return [
        Document(f"{word} {number}", "", form)
        for word, spelt in forms.items()
        for form in spelt
        for number in range(10)
    ]


def test_words_are_recognised_by_what_stands_with_them() -> None:
    drawn = draw_words(_articles(), {Kind.NOUN: 9, Kind.VERB: 9, Kind.PREFIXED: 9})
    assert set(drawn[Kind.NOUN]) == {"등대", "공개"}
    assert drawn[Kind.VERB] == ["이끌다"]
    assert drawn[Kind.PREFIXED] == ["비공개"]


def test_a_draw_is_the_same_every_time() -> None:
    samples = {Kind.NOUN: 2, Kind.VERB: 1}
    assert draw_words(_articles(), samples) == draw_words(_articles(), samples)


def test_an_article_has_a_noun_whose_letters_stand_in_a_row() -> None:
    has = holder("등대지기", Kind.NOUN)
    assert has("늙은등대지기가")
    assert not has("등대는지기라")


def test_an_article_has_a_verb_in_any_of_its_forms() -> None:
    has = holder("이끌다", Kind.VERB)
    assert all(map(has, ("팀을 이끌었다.", "이끄는 사람", "이끈 뒤", "이끌고")))
    assert not has("이 끝을 보라.")


def test_an_abbreviation_stands_where_the_name_does_that_articles_explain_by_it() -> None:
    texts = [f"{number}번째소식은한빛등대관리청(등관청)이전했다." for number in range(3)]
    names = explained_names([*texts, "서울등대(섬)", "바다모임(이하바모)"])
    assert names == {"등관청": ["등대관리청"]}
    has = holder("등관청", Kind.NOUN, names["등관청"])
    assert has("등대관리청이")
    assert not has("등대를관리한다")
