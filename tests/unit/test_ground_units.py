"""Amounts, shares and quorums are exact whole numbers, however people type them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.errors import UserError
from daoctl.units import (
    MAX_UINT256,
    Quorum,
    Rate,
    checksum,
    format_amount,
    format_fraction,
    format_quorum,
    parse_amount,
    parse_fraction,
    parse_quorum,
    parse_rate,
)

ETHER = 10**18
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # from EIP-55


@given(st.integers(0, MAX_UINT256))
def test_every_amount_is_read_back_exactly(wei):
    """What is printed can be typed again and is the same wei, to the last one."""
    assert wei == parse_amount(format_amount(wei))


@given(st.integers(0, 10**30), st.integers(0, 24))
def test_a_tokens_own_decimals_count(amount, decimals):
    """An ERC-20's amount is read by its own number of decimals."""
    assert amount == parse_amount(format_amount(amount, "JPYC", decimals), "JPYC", decimals)


@given(st.integers(0, 10**9), st.integers(0, 10**18 - 1))
def test_an_amount_is_its_digits_and_never_a_float(whole, rest):
    """The value is that of the written decimal, as exact arithmetic has it."""
    text = f"{whole}.{rest:018d}"

    assert Fraction(text) * ETHER == parse_amount(f"{text} ETH")


@pytest.mark.parametrize(
    ("text", "wei"),
    [
        ("0.03 ETH", 3 * 10**16),
        ("0.03ETH", 3 * 10**16),
        ("1 eth", ETHER),
        ("10 wei", 10),
        ("2.5 gwei", 2_500_000_000),
        ("1,234.5 ETH", 12345 * 10**17),
        ("０．０３　ＥＴＨ", 3 * 10**16),
        (" １２ ether ", 12 * ETHER),
        ("1.000000000000000000000 ETH", ETHER),
    ],
)
def test_amounts_as_people_type_them(text, wei):
    """Units, thousands, full-width letters and needless zeros are understood."""
    assert wei == parse_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.03",
        "ETH",
        "-1 ETH",
        "+1 ETH",
        "1e18 wei",
        "1,5 ETH",
        "1,50,0 ETH",
        ".5 ETH",
        "5. ETH",
        "0.0000000000000000001 ETH",
        "0.5 wei",
        "1 JPYC",
        "1 ETH ETH",
        "٣ ETH",
        "1_000 ETH",
        "nan ETH",
        "0x10 wei",
        f"{MAX_UINT256 + 1} wei",
    ],
)
def test_what_is_no_amount_is_refused(text):
    """A missing unit, a sign, lost digits, other units and other digits are never guessed at."""
    with pytest.raises(UserError):
        parse_amount(text)


def test_a_missing_unit_is_told_with_the_mended_text():
    """The hint shows what to type instead."""
    with pytest.raises(UserError) as caught:
        parse_amount("0.03")

    assert "Write the unit after it: 0.03 ETH" == caught.value.hint


@given(st.integers(0, 10_000))
def test_every_share_is_read_back_exactly(bps):
    """What is printed can be typed again and is the same basis points."""
    assert bps == parse_fraction(format_fraction(bps))


@pytest.mark.parametrize("text", ["30", "100.01%", "0.001%", "-1%", "30 per cent", "％", ""])
def test_what_is_no_share_is_refused(text):
    """Above the whole, finer than a basis point, or without the sign: refused."""
    with pytest.raises(UserError):
        parse_fraction(text)


@pytest.mark.parametrize(
    ("text", "quorum"),
    [
        ("> 10%", Quorum("more_than", 1000)),
        (">= 10%", Quorum("at_least", 1000)),
        (">=5.25%", Quorum("at_least", 525)),
        ("≥ 10%", Quorum("at_least", 1000)),
        ("＞ １０％", Quorum("more_than", 1000)),
    ],
)
def test_a_quorum_says_whether_reaching_it_is_enough(text, quorum):
    """More than and at least are told apart by their signs."""
    assert quorum == parse_quorum(text)


@pytest.mark.parametrize("text", ["10%", "< 10%", "= 10%", "> 10", ">", "more than 10%"])
def test_a_quorum_without_its_kind_is_refused(text):
    """Which of the two is meant is never guessed."""
    with pytest.raises(UserError):
        parse_quorum(text)


@given(st.sampled_from(["at_least", "more_than"]), st.integers(0, 10_000))
def test_every_quorum_is_read_back_exactly(kind, bps):
    """What the program writes into a charter, it reads as the same rule."""
    assert Quorum(kind, bps) == parse_quorum(format_quorum(Quorum(kind, bps)))


@given(st.integers(0, 10**30), st.integers(0, 10_000))
def test_the_needed_votes_are_the_fewest_that_fulfil_the_rule(total, bps):
    """One vote less would not be enough, by exact arithmetic."""
    share = Fraction(total * bps, 10_000)
    at_least, more_than = Quorum("at_least", bps), Quorum("more_than", bps)

    assert at_least.needed(total) - 1 < share <= at_least.needed(total)
    assert more_than.needed(total) - 1 <= share < more_than.needed(total)


def test_the_localdao_rule():
    """2,900 units and more than 10 %: exactly 290 fails, 291 passes (DOMAIN, localdao_2024)."""
    assert 291 == Quorum("more_than", 1000).needed(2900)
    assert 290 == Quorum("at_least", 1000).needed(2900)
    assert 171 == Quorum("more_than", 1000).needed(1700)


def test_a_rate_is_yen_of_a_day():
    """Yen beside an amount are rounded half up, and say the rate and its day."""
    rate = parse_rate("350,000@2026-11-01")

    assert Rate(350_000, date(2026, 11, 1)) == rate
    assert 10_500 == rate.yen(parse_amount("0.03 ETH"))
    assert 1 == rate.yen(parse_amount("0.000001428571428572 ETH"))
    assert "2026-11-01" in rate.words(1)


def test_a_rates_day_may_be_written_with_slashes():
    """As a spreadsheet shows it."""
    assert parse_rate("350000@2026-11-01") == parse_rate("350000@2026/11/1")


@pytest.mark.parametrize("text", ["350000", "@2026-11-01", "0@2026-11-01", "3.5@2026-11-01", "1@x"])
def test_a_rate_without_its_day_is_refused(text):
    """A rate nobody can check later is no rate."""
    with pytest.raises(UserError):
        parse_rate(text)


@pytest.mark.parametrize("text", [MIXED, MIXED.lower(), "0X" + MIXED[2:].upper(), f" {MIXED} "])
def test_an_address_gets_its_capitals(text):
    """All small, all large or right capitals are the same address."""
    assert MIXED == checksum(text)


@pytest.mark.parametrize(
    "text", [MIXED.replace("aA", "Aa"), MIXED[:-1], MIXED[2:], "0x" + "g" * 40, "council", ""]
)
def test_a_mistyped_address_is_refused(text):
    """Capitals that do not fit, or another length, show a typing error (EIP-55)."""
    with pytest.raises(UserError):
        checksum(text)
