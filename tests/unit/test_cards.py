"""A wallet on paper opens with its PIN, and says what is wrong when it does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoctl.chain import cards
from daoctl.chain.cards import Card, card_number, new_card, new_pin, open_card, read_card
from daoctl.errors import CardError, UserError, WrongPin

PIN = "4821-0973-5561-7302"
# The format's own field keeps these tests quick; `daoctl account cards` makes cards at the default.
CHEAP = cards.COSTS[0]


@pytest.fixture(scope="module")
def card() -> Card:
    """A card under PIN."""
    return new_card(PIN, cost=CHEAP)


def test_a_card_opens_with_its_pin_at_the_cost_that_is_printed() -> None:
    """What opens is the wallet of the address outside; N is 2^17 unless somebody says otherwise."""
    card = new_card(PIN)
    signer = open_card(card.text, PIN)

    assert card.address == signer.address
    assert card.number == signer.name
    assert 17 == cards._read(card.text)[1][0]


def test_two_cards_share_nothing() -> None:
    """The same PIN makes another wallet under another salt."""
    one, other = new_card(PIN, cost=CHEAP), new_card(PIN, cost=CHEAP)

    assert one.address != other.address
    assert one.text[-112:-90] != other.text[-112:-90]


def test_the_key_does_not_stand_in_the_text(card: Card) -> None:
    """Neither as hex nor as the bytes of the code's Base32."""
    key = bytes(open_card(card.text, PIN)._account.key)

    assert key.hex() not in card.text.lower()
    assert key not in cards._read(card.text)[1]


def test_the_text_fits_a_small_code_and_every_keyboard(card: Card) -> None:
    """160 capitals and digits; the address stands in it for the eye."""
    assert re.fullmatch(r"DAOCARD1[0-9A-F]{40}[A-Z2-7]{112}", card.text)
    assert card.address[2:].upper() == card.text[8:48]


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda text: text + "\r\n",
        lambda text: " ".join(text[at : at + 8] for at in range(0, len(text), 8)),
        lambda text: text.translate({at: at + 0xFEE0 for at in range(0x21, 0x7F)}),
    ],
    ids=["lower", "line end", "groups", "full width"],
)
def test_a_scanner_or_a_person_may_type_it_as_they_like(card: Card, typed) -> None:
    """Case, width, spaces and line ends do not matter."""
    assert card == read_card(typed(card.text))


def test_letters_that_look_alike_are_read_by_where_they_stand(card: Card) -> None:
    """Whoever types from paper writes O for 0 and 1 for I; the address has only digits there, the
    rest only letters."""
    address, body = card.text[8:48], card.text[48:]
    typed = "DA0CARDl" + address.translate(str.maketrans("01", "Ol"))
    typed += body.translate(str.maketrans("OIB", "018"))

    assert card == read_card(typed)


@pytest.mark.parametrize(
    "typed", ["4821097355617302", "４８２１０９７３５５６１７３０２", "4821ー0973 5561−7302 "]
)
def test_a_pin_may_be_typed_in_full_width_and_without_its_hyphens(card: Card, typed: str) -> None:
    """Whatever a Japanese keyboard gives for the digits and what is between them."""
    assert card.address == open_card(card.text, typed).address


def test_a_wrong_pin_is_told_from_a_damaged_code(card: Card) -> None:
    """The code was read well, it is this card, and only the PIN is wrong."""
    with pytest.raises(WrongPin, match="not the PIN") as caught:
        open_card(card.text, "4821-0973-5561-7303")

    assert card.number in str(caught.value.cause)
    assert "digits" not in str(caught.value.cause)


def test_a_pin_of_too_few_digits_is_counted(card: Card) -> None:
    """The commonest slip is one digit left out."""
    with pytest.raises(WrongPin) as caught:
        open_card(card.text, "4821-0973-5561-730")

    assert "15 were typed" in str(caught.value.cause)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(8, 159), letter=st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"))
def test_any_wrong_letter_is_damage_and_never_a_wrong_pin(card: Card, at: int, letter: str) -> None:
    """Whoever holds the right PIN is not told that it is wrong."""
    changed = card.text[:at] + letter + card.text[at + 1 :]
    if cards._mended(changed) == card.text:
        return  # the same letter, or one that is read as the same

    with pytest.raises(CardError, match="not read right") as caught:
        open_card(changed, PIN)
    assert not isinstance(caught.value, WrongPin)


def test_a_code_that_is_cut_off_says_how_much_is_there(card: Card) -> None:
    """A scanner that stops early is the likely reason."""
    with pytest.raises(CardError) as caught:
        read_card(card.text[:100])

    assert "100 letters" in str(caught.value.cause)


@pytest.mark.parametrize("text", ["", "0x" + "ab" * 20, "https://example.org"])
def test_another_code_is_no_card(text: str) -> None:
    """An address or a web page that was scanned by mistake."""
    with pytest.raises(CardError, match="not a wallet card"):
        read_card(text)


def test_a_card_of_a_later_version_is_not_called_damaged(card: Card) -> None:
    """It needs a newer daoctl."""
    with pytest.raises(CardError, match="another version"):
        read_card(card.text.replace("DAOCARD1", "DAOCARD2"))


def test_the_address_outside_cannot_be_exchanged(card: Card) -> None:
    """A card whose address (and checksum) was replaced does not open: the seal holds both."""
    head, body = new_card(PIN, cost=CHEAP).text[:48], cards._read(card.text)[1]
    forged = cards.sha256(head.encode() + body).digest()[: cards._SUM]
    text = head + cards.base64.b32encode(body + forged).decode()

    assert read_card(text).address[2:].upper() == head[8:]
    with pytest.raises(WrongPin):
        open_card(text, PIN)


def test_a_cost_nobody_would_choose_is_refused(card: Card) -> None:
    """A forged code cannot keep the office's computer busy for hours."""
    head, body = card.text[:48], b"\x28" + cards._read(card.text)[1][1:]
    text = (
        head
        + cards.base64.b32encode(
            body + cards.sha256(head.encode() + body).digest()[: cards._SUM]
        ).decode()
    )

    with pytest.raises(CardError):
        open_card(text, PIN)


def test_a_short_pin_is_refused_for_a_new_card() -> None:
    """Eleven digits could be guessed from a photograph."""
    with pytest.raises(UserError, match="too short"):
        new_card("482-109-735-56", cost=CHEAP)


def test_new_pins_are_sixteen_digits_in_four_groups() -> None:
    """As on a bank card, and never the same twice."""
    pins = {new_pin() for _number in range(50)}

    assert 50 == len(pins)
    assert all(re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{4}", pin) for pin in pins)


def test_a_card_is_called_by_the_ends_of_its_address() -> None:
    """So that card and letter can be laid side by side."""
    assert "71C7-976F" == card_number("0x71C7656EC7ab88b098defB751B7401B5f6d8976F")
