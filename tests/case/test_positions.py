"""Lines and columns of keys and values, counted as an editor counts them."""

from __future__ import annotations

import pytest

from simulator.case.positions import find_positions

TEXT = """\
# £ and é before anything
title = "£ £" # £

[cluster.corporate]
saving = { "£ low" = "£1m", high = "£2m" }
posts.average_cost = "£36k"
profile = [{ from = -3, to = 0, share = 1 }, { from = 0, to = 3, share = 2 }]
matrix = [
  [1, 0.3],
\t[0.3, 1],
]

[council."north by".gap]
"2014/15" = "£8m"

[[lock]]
share = 1
[[lock]]
share = 2
"""


def pointed_at(text: str, place: tuple[int, int]) -> str:
    line, column = place
    return text.split("\n")[line - 1][column - 1 :]


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), 'title = "£ £"', '"£ £" # £'),
        (("cluster", "corporate"), "corporate]", "corporate]"),
        (("cluster", "corporate", "saving"), "saving =", '{ "£ low"'),
        (("cluster", "corporate", "saving", "£ low"), '"£ low" =', '"£1m"'),
        (("cluster", "corporate", "saving", "high"), "high =", '"£2m"'),
        (("cluster", "corporate", "posts"), "posts.average", "posts.average"),
        (("cluster", "corporate", "posts", "average_cost"), "average_cost", '"£36k"'),
        (("cluster", "corporate", "profile"), "profile =", "[{ from = -3"),
        (("cluster", "corporate", "profile", 1), "{ from = 0", "{ from = 0"),
        (("cluster", "corporate", "profile", 1, "share"), "share = 2", "2 }]"),
        (("cluster", "corporate", "matrix", 1, 0), "0.3, 1]", "0.3, 1]"),
        (("council", "north by"), '"north by"', '"north by"'),
        (("council", "north by", "gap", "2014/15"), '"2014/15"', '"£8m"'),
        (("lock", 1, "share"), "share = 2", "2"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_points_at_the_first_character(path: tuple[str | int, ...], key: str, value: str, ending: str) -> None:
    text = TEXT.replace("\n", ending)
    found = find_positions(text)
    assert pointed_at(text, found.key(path)).startswith(key)
    assert pointed_at(text, found.value(path)).startswith(value)


def test_a_pound_sign_before_a_key_does_not_shift_it() -> None:
    found = find_positions('a = { "£££" = 1, b = 2 }')
    assert found.key(("a", "b")) == (1, 18)
    assert found.value(("a", "b")) == (1, 22)


def test_a_tab_is_one_character() -> None:
    assert find_positions("[a]\n\t\tb = 1").key(("a", "b")) == (2, 3)


def test_characters_beyond_the_basic_plane_count_once() -> None:
    assert find_positions('a = { "🏛" = 1, b = 2 }').key(("a", "b")) == (1, 16)


def test_what_is_missing_is_told_at_the_table_around_it() -> None:
    found = find_positions("[a.b]\nc = 1\n[d]\ne = { f = 1 }")
    assert found.value(("a", "b", "missing")) == (1, 4)
    assert found.value(("d", "e", "missing", "too")) == (4, 1)
    assert found.value(("nowhere",)) == (1, 1)


def test_the_header_of_a_table_outranks_a_mention_in_a_longer_one() -> None:
    assert find_positions("[a.b]\nc = 1\n[a]\nd = 1").key(("a",)) == (3, 2)


def test_escapes_in_quoted_keys_are_read() -> None:
    assert find_positions('"a\\u0062" = 1').key(("ab",)) == (1, 1)
