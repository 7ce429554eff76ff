"""The finder of keys' lines in a TOML text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter.toml_lines import key_lines, line_of

TEXT = '''\
title = "a # b" # comment = 1

[one]
a = 1
"quoted key" = 2
dotted.inner = 3
list = [
  "x",  # y = 1
  { z = "]" },
]
long = """
[two]
b = 1
"""

[[items]]
name = 'c'
[[items]]
  name = "d"
  [items.sub]
  e = 1
'''


def test_each_key_stands_in_its_line() -> None:
    """Sections, quoted and dotted keys, list entries and arrays of tables are all found."""
    lines = key_lines(TEXT)

    expected = {
        ("title",): 1,
        ("one",): 3,
        ("one", "a"): 4,
        ("one", "quoted key"): 5,
        ("one", "dotted", "inner"): 6,
        ("one", "list"): 7,
        ("one", "list", 0): 8,
        ("one", "list", 1): 9,
        ("one", "long"): 11,
        ("items", 0): 16,
        ("items", 0, "name"): 17,
        ("items", 1): 18,
        ("items", 1, "name"): 19,
        ("items", 1, "sub"): 20,
        ("items", 1, "sub", "e"): 21,
    }
    assert expected == {place: lines[place] for place in expected}


def test_what_stands_in_a_long_text_is_no_key() -> None:
    """A heading inside a multi-line string is a part of the string."""
    assert ("two",) not in key_lines(TEXT)


def test_a_missing_key_is_at_its_section() -> None:
    """The nearest section around it is named, and 0 where there is none."""
    lines = key_lines(TEXT)

    assert 18 == line_of(lines, ("items", 1, "missing"))
    assert 0 == line_of(lines, ("nothing", "here"))


@given(st.text(alphabet="ab=[]{}\"'#.,\n \\", max_size=80))
def test_no_text_upsets_the_finder(text: str) -> None:
    """Whatever it is given, it ends and names only lines that exist."""
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
