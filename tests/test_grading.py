"""Grave matters go up by rule with their reason, and everyday words do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.i18n import speaking
from kiosk.rules.grading import GRADES, REASONS, Facts, Graded, by_rule, reason

KINDS = ("contact", "complaint", "suggestion", "praise", "question")


def complaint(words: str = "", **facts: object) -> Graded:
    return by_rule(Facts("complaint", words=words, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("我父亲昨晚去世了，没有人解释", "death"),
        ("搶救無效，家屬要一個說法", "death"),
        ("Nobody told us why he died.", "death"),
        ("保安动手打人", "violence"),
        ("保全毆打家屬", "violence"),
        ("The guard assaulted my brother", "violence"),
        ("不解决我就去法院起诉", "court"),
        ("我要找律師提告", "court"),
        ("We will take you to court.", "court"),
        ("再没人管我就找记者曝光", "media"),
        ("我會告訴媒體", "media"),
        ("I shall call the NEWSPAPERS", "media"),
        ("输液时孩子从床上摔下来受伤", "child"),
        ("護士燙傷了我女兒", "child"),
        ("My daughter was injured by the nurse", "child"),
        ("the nurse dropped the baby", "child"),
        ("ｃｏｕｒｔ", "court"),
    ],
)
def test_words_of_harm_court_or_media_make_a_major_matter(words: str, code: str) -> None:
    """CMP-05: grave matters are major at once."""
    assert complaint(words) == Graded("major", code)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "排了两个小时，累死了",
        "等死我了，急死人",
        "打电话没人接，打印机坏了，问话被打断",
        "法院路门口不好停车",
        "死亡证明在哪里办，跑了三次",
        "带孩子来看病，等了很久",
        "我的手摔伤了。孩子在家等我",
        "孩子打了疫苗以后没人管",
        "打死我也不来了，害死我了",
        "打了我三次电话",
        "窗口的人没了",
        "My baby fell asleep while we waited",
        "I was bored to death in the food court",
        "There is no issue with the pursuer's tissue",
        "The person at the window did not listen",
    ],
)
def test_everyday_words_stay_with_the_front_line(words: str) -> None:
    """CMP-03: small matters are the front line's."""
    assert complaint(words) == Graded("minor", "default")


@pytest.mark.parametrize(
    ("facts", "graded"),
    [
        ({"category_grade": "major"}, Graded("major", "category_major")),
        ({"complainants": 6}, Graded("major", "many")),
        ({"complainants": 5}, Graded("minor", "default")),
        ({"departments": 2}, Graded("complex", "departments")),
        ({"category_grade": "complex"}, Graded("complex", "category_complex")),
        ({"repeated": True}, Graded("complex", "repeated")),
        ({"departments": 3, "complainants": 9}, Graded("major", "many")),
    ],
)
def test_facts_grade_up(facts: dict[str, object], graded: Graded) -> None:
    """CMP-04: several departments, repeats and the like are complex."""
    assert complaint(**facts) == graded


facts = st.builds(
    Facts,
    kind=st.sampled_from(KINDS),
    category_grade=st.sampled_from(GRADES),
    complainants=st.integers(1, 12),
    departments=st.integers(1, 5),
    repeated=st.booleans(),
    words=st.sampled_from(["", "排队太久", "他去世了"]),
)


@settings(max_examples=200, deadline=None)
@given(facts, st.integers(0, 5), st.integers(0, 5))
def test_more_people_or_departments_never_grade_a_case_down(
    known: Facts, people: int, departments: int
) -> None:
    more = Facts(
        known.kind,
        known.category_grade,
        known.complainants + people,
        known.departments + departments,
        True,
        known.words,
    )
    assert GRADES.index(by_rule(more).grade) >= GRADES.index(by_rule(known).grade)
    assert known.kind == "complaint" or by_rule(known) == Graded("minor", "default")
    assert (
        GRADES.index(by_rule(known).grade) >= GRADES.index(known.category_grade) or known.kind != "complaint"
    )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_words_can_be_graded(words: str) -> None:
    assert complaint(words).reason_code in REASONS


def test_a_very_long_story_is_read_at_once() -> None:
    assert complaint("孩子" * 5000).grade == "minor"
    assert complaint("child hurt " * 2000).grade == "major"


def test_every_grade_says_why() -> None:
    with speaking("en"):
        assert reason("many") == "Six or more people complain together."
        assert all(reason(code).endswith(".") for code in REASONS)
