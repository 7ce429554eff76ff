"""The printed sheets: what stands on them can be read by eyes and by scanners, in both formats."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import resvg_py
import zxingcpp
from PIL import Image

from daoctl.chain.cards import COSTS, Card, new_card, open_card
from daoctl.errors import UserError
from daoctl.report.card import Holder, card_page, letter_page
from daoctl.report.lettering import FONT_FILE, MM_PER_POINT, broken, check_letters, fitting, width
from daoctl.report.page import A4, Code, Page, Rule, Text
from daoctl.report.page_pdf import pdf
from daoctl.report.page_svg import svg

PIN = "4821-0973-5561-7302"
HANA = Holder("山古志デジタル村", "髙橋 ハナ子", ("ja", "en"))


@pytest.fixture(scope="module")
def card() -> Card:
    """A card under PIN, at the least cost: these tests look at paper."""
    return new_card(PIN, cost=COSTS[0])


def codes(picture: Image.Image) -> list[str]:
    """What a scanner reads from the picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def printed(data: bytes, dpi: int = 100) -> Image.Image:
    """The PDF's first page as a coarse printer leaves it."""
    return pypdfium2.PdfDocument(data)[0].render(scale=dpi / 72).to_pil()


def words(data: bytes, page: int = 0) -> str:
    """The PDF's text, as a reader copies it."""
    return pypdfium2.PdfDocument(data)[page].get_textpage().get_text_range()


def written(page: Page) -> list[str]:
    """The texts laid out on a page."""
    return [item.text for item in page.items if isinstance(item, Text)]


def test_the_code_of_the_printed_card_opens_the_wallet_of_the_address_outside(card: Card) -> None:
    """From paper to a signer, through a scanner, as at the office."""
    [scanned] = codes(printed(pdf([card_page(HANA, card)], "ja", 0)))

    assert card.address == open_card(scanned, PIN).address


def test_both_formats_show_the_same_code(card: Card) -> None:
    """The SVG is the same sheet."""
    made = resvg_py.svg_to_bytes(svg_string=svg(card_page(HANA, card)).decode(), dpi=96)

    assert [card.text] == codes(Image.open(io.BytesIO(bytes(made))))


def test_the_letters_under_the_code_are_the_code(card: Card) -> None:
    """Typed row by row they open the wallet where the scanner fails."""
    page = card_page(HANA, card)
    groups = [item for item in page.items if isinstance(item, Text) and item.y > 268]
    typed = " ".join(item.text for item in groups if len(item.text) == 5)

    assert card.address == open_card(typed, PIN).address


def test_the_address_stands_outside_and_the_secret_inside(card: Card) -> None:
    """Folded at its lines, the card shows the name and the address, and hides the code."""
    page = card_page(HANA, card)
    outside = [item for item in page.items if isinstance(item, Text) and item.y < 99]
    first, second = sorted({rule.y1 for rule in page.items if isinstance(rule, Rule)})
    [code] = [item for item in page.items if isinstance(item, Code)]
    shown = "".join(item.text for item in outside)

    assert (99, 198) == (first, second)
    assert first < code.y < code.y + code.size < second
    assert card.address[2:] in shown.replace(" ", "")
    assert HANA.name in shown


def test_the_pin_stands_on_its_own_letter_only(card: Card) -> None:
    """A card alone, and a letter alone, open nothing."""
    letter = letter_page(HANA, card, PIN)

    assert PIN.split("-") == [text for text in written(letter) if text in PIN and len(text) == 4]
    assert not {"4821", "0973", "5561", "7302"} & set(written(card_page(HANA, card)))
    assert [] == [item for item in letter.items if isinstance(item, Code)]
    assert [] == [text for text in written(letter) if card.text[48:60] in text]
    assert card.number in written(letter)


def test_the_pin_is_screened_by_the_third_that_is_folded_onto_it(card: Card) -> None:
    """Every digit of the PIN has printed digits against it, so that no light shows it."""
    items = [item for item in letter_page(HANA, card, PIN).items if isinstance(item, Text)]
    digits = [item for item in items if item.points == 34]
    screen = [item for item in items if item.y > 198 and item.text.isdigit()]

    assert 4 == len(digits)
    for group in digits:
        mirrored = 2 * 198 - group.y
        against = [
            item
            for item in screen
            if mirrored - 4 < item.y < mirrored + 16 and group.x < item.x < group.x + 30
        ]
        assert 10 < len(against)


@pytest.mark.parametrize("name", ["髙橋 ハナ子", "Ms " + "Longstockingham-Takahashi " * 2, "ﾊﾅｺ﨑"])
@pytest.mark.parametrize("languages", [("ja", "en"), ("en",)])
def test_nothing_leaves_the_sheet(card: Card, name: str, languages: tuple[str, ...]) -> None:
    """No text runs over the edge that printers reach, however long a name is."""
    holder = Holder("とても長い名前のデジタル村連合会議", name.strip(), languages)
    for page in (card_page(holder, card), letter_page(holder, card, PIN)):
        for item in page.items:
            if isinstance(item, Text) and item.points < 30:
                assert 8 <= item.x
                assert item.x + width(item.text, item.points) <= A4[0] - 8, item.text
                assert item.y <= A4[1] - 5, item.text


@pytest.mark.parametrize(
    "name", ["字" * 60, "Longstockingham-Takahashi of Nagaoka and the North Hills"]
)
def test_the_longest_name_stays_above_the_address(card: Card, name: str) -> None:
    """It gets smaller and takes two lines, and covers neither the address nor the number."""
    items = card_page(Holder("村", name, ("ja",)), card).items
    named = [item for item in items if isinstance(item, Text) and item.bold and 30 < item.y < 49]
    lines = [item for item in named if item.text != card.number]

    assert name in "".join(item.text for item in lines).replace("For ", "").replace("  ", " ") or (
        name.replace(" ", "") in "".join(item.text for item in lines).replace(" ", "")
    )
    assert 2 == len(lines)
    assert all(9 <= item.points and item.y < 46 for item in lines)
    assert all(item.x + width(item.text, item.points) < 140 for item in lines)


def test_names_can_be_copied_from_the_pdf(card: Card) -> None:
    """The text is text, in an embedded font, and not a picture; a batch has a page for each."""
    other = Holder("山古志デジタル村", "渡邉 さくら", ("ja", "en"))
    data = pdf([card_page(HANA, card), card_page(other, card)], "ja", 0)

    assert "髙橋" in words(data)
    assert "渡邉" in words(data, 1)
    assert b"BIZUDPGothic" in data


def test_the_same_card_is_the_same_file(card: Card) -> None:
    """Nothing but what is written on it decides how it looks."""
    assert pdf([card_page(HANA, card)], "ja", 5) == pdf([card_page(HANA, card)], "ja", 5)
    assert svg(letter_page(HANA, card, PIN)) == svg(letter_page(HANA, card, PIN))


def test_a_letter_that_the_font_lacks_is_named_and_not_printed_as_a_box(card: Card) -> None:
    """The office writes it otherwise; nobody is called by a box."""
    with pytest.raises(UserError, match=r"𠮷 \(U\+20BB7\)"):
        card_page(Holder("村", "𠮷野", ("ja",)), card)


def test_the_font_holds_what_offices_can_type() -> None:
    """Kana, both levels of JIS kanji, the kanji of family names, Latin letters; and it is small
    enough to ship."""
    names = "髙﨑濵德渡邉邊辻齋齊彌〆々ヶ〜"

    assert names == check_letters(names)
    assert "ガ" == check_letters("カ\u3099")
    assert FONT_FILE.stat().st_size < 2_500_000
    assert FONT_FILE.with_name("OFL.txt").is_file()


def test_lines_break_where_japanese_may() -> None:
    """No mark begins a line, no bracket ends one, words of Latin letters stay whole."""
    text = "カード（ウォレット）の暗証番号、つまりPINは、誰にも教えないでください。"
    for room in range(20, 120, 7):
        lines = broken(text, 12, float(room))

        assert text == "".join(lines)
        assert all(line[0] not in "、。ー）ッォ" and line[-1] != "（" for line in lines)
        assert any("PIN" in line for line in lines)
        assert all(width(line, 12) <= room for line in lines if len(line) > 4)


def test_a_size_fits_its_room() -> None:
    """As large as asked for where there is room; smaller where not, but never below the least."""
    assert 30 == fitting("ハナ", 30, 100, 10)
    assert width("髙橋 ハナ子 様", fitting("髙橋 ハナ子 様", 60, 80, 10)) <= 80.001
    assert 15 == fitting("あ" * 100, 30, 50, 15)
    assert 12 * MM_PER_POINT == pytest.approx(width("山", 12))
