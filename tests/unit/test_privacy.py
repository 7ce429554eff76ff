"""What looks personal is kept off the chain, and what does not is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter.privacy import find_personal, is_my_number, refuse_personal
from daoctl.errors import UserError

FULL_WIDTH = str.maketrans("0123456789-@.+()", "０１２３４５６７８９－＠．＋（）")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("連絡は taro@example.co.jp まで", "email"),
        ("taro＠example．co．jp", "email"),
        ("taro.yamada+dao@example.org", "email"),
        ("taro [at] example.org", "email"),
        ("taro(アットマーク)example.jp", "email"),
        ("田中 090-1234-5678", "telephone"),
        ("０９０－１２３４－５６７８", "telephone"),
        ("０９０ー１２３４ー５６７８", "telephone"),
        ("電話０２５８−５９−２３３０です", "telephone"),
        ("(03) 1234-5678", "telephone"),
        ("03(1234)5678", "telephone"),
        ("0258 59 2330", "telephone"),
        ("09012345678", "telephone"),
        ("0120-123-456", "telephone"),
        ("+81-90-1234-5678", "telephone"),
        ("電話+81 3 1234 5678まで", "telephone"),
        ("+1 (415) 555-2671", "telephone"),
        ("090\u200b1234\u200b5678", "telephone"),
        ("マイナンバー1234-5678-9018です", "my_number"),
        ("１２３４５６７８９０１８", "my_number"),
        ("番号は1234 5678 9018。", "my_number"),
        ("١٢٣٤٥٦٧٨٩٠١٨", "my_number"),
    ],
)
def test_personal_data_is_found(text: str, kind: str) -> None:
    """E-mail, telephone and My Number are found in the forms people write them in."""
    assert kind in [finding.kind for finding in find_personal(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "山古志デジタル村",
        "デジタル住民票 第1期 2026-2027年度",
        "0.03 ETH, 30000000000000000 wei, 0.0258592330 ETH",
        "予算 100,000,000,000 円",
        "2021-12-14T12:00:00+09:00 から 2022-01-31T23:59:59+09:00",
        "2021-12-14 0900-1700",
        "0x" + "0123456789" * 4,
        "0x" + "0123456789abcdef" * 4,
        "0123456789" * 6 + "abcd",
        "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/",
        "350000@2026-11-01",
        "@openzeppelin/contracts@5.7.0",
        "seconds 1640919600",
        "1234-5678-9012",
        "提案 0123 号、賛成 390 票",
    ],
)
def test_what_chains_are_full_of_is_left_alone(text: str) -> None:
    """Amounts, dates, addresses, hashes and versions are nobody's data."""
    assert [] == find_personal(text)


def test_the_refusal_names_what_it_found() -> None:
    """A person learns which words are meant, as what, and why."""
    with pytest.raises(UserError) as caught:
        refuse_personal("電話は 090-1234-5678")

    assert "`090-1234-5678` looks like a telephone number." == caught.value.message
    assert "delete" in str(caught.value.cause)


def slow_check_digit(first_eleven: str) -> int:
    """The ordinance's table, spelled out: weights 6 5 4 3 2 7 6 5 4 3 2 from the left."""
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(int(d) * w for d, w in zip(first_eleven, weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


@given(st.text("0123456789", min_size=11, max_size=11))
def test_exactly_one_last_digit_makes_a_my_number(first_eleven: str) -> None:
    """Of the ten numbers that begin alike one is a My Number: that of the ordinance."""
    valid = [d for d in range(10) if is_my_number(f"{first_eleven}{d}")]

    assert [slow_check_digit(first_eleven)] == valid


@given(st.from_regex(r"0[789]0-[0-9]{4}-[0-9]{4}", fullmatch=True), st.booleans())
def test_every_mobile_number_is_found(number: str, wide: bool) -> None:
    """No mobile number slips through, in full-width letters or not, between Japanese words."""
    text = f"電話は{number.translate(FULL_WIDTH) if wide else number}です"

    assert ["telephone"] == [finding.kind for finding in find_personal(text)]


@given(st.binary(min_size=20, max_size=32))
def test_no_address_and_no_hash_is_personal(raw: bytes) -> None:
    """Whatever digits an address or a hash holds, it may be named in a text."""
    assert [] == find_personal(f"支払先 0x{raw.hex()} へ")
