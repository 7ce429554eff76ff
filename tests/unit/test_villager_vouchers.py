"""Vouchers as files, and who may be named: what needs no chain."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from daoctl.charter.consent import shows_name
from daoctl.charter.register import Entry
from daoctl.errors import UserError
from daoctl.report.certificate_card import CertificateCard, certificate_page, verify_command
from daoctl.units import checksum
from daoctl.villager.voucher_file import parse_vouchers, voucher_json, voucher_line, voucher_lines
from daoctl.villager.vouchers import Domain, SignedVoucher, Voucher

ANN, BOB, OFFICE, CONTRACT, CHARTER = (checksum(f"0x{n:040x}") for n in range(0xA1, 0xA6))
SIGNED = SignedVoucher(
    Voucher(OFFICE, ANN, 1, 1_924_992_000, b"\7" * 32, 3, 1_896_048_000),
    Domain("Hoshino", "1", 31337, CONTRACT),
    "ほしの村",
    CHARTER,
    "ethereum:sepolia:node",
    b"\1" * 65,
)
OTHER = replace(SIGNED, voucher=replace(SIGNED.voucher, holder=BOB))


def test_a_voucher_reads_back_from_its_line():
    """Whoever gets it by mail has all that was signed, and one line is one voucher."""
    written = voucher_lines([SIGNED, OTHER])

    assert [SIGNED, OTHER] == parse_vouchers(written, "v")
    assert 2 == written.count(b"\n")
    assert "ほしの村" in voucher_line(SIGNED)


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(voucher_json(SIGNED), indent=2),
        json.dumps({"vouchers": [voucher_json(SIGNED)], "before": {}}),
        "\ufeff" + voucher_line(SIGNED) + "\r\n\r\n",
        voucher_line(SIGNED) + "\n" + voucher_line(SIGNED),
        voucher_line(SIGNED).replace(":1896048000", ':"1896048000"'),
    ],
)
def test_a_voucher_is_read_however_it_was_passed_on(written):
    """Over several lines, as `--json` prints it, by way of a Windows mailer, twice, and with
    numbers as wallets write them."""
    assert [SIGNED] == parse_vouchers(written.encode(), "v")


def broken(**changes: object) -> str:
    """The voucher's line with other values in it."""
    data = voucher_json(SIGNED)
    for key, value in changes.items():
        place = data if key in data else data["message"]
        place[key] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "empty"),
        ("address,tier\n", "Line 1 is no voucher"),
        ("[1, 2]", "does not say"),
        (voucher_line(SIGNED) + "\n{", "Line 2 is no voucher"),
        (broken(kind="something else"), "does not say"),
        (broken(holder="0x12"), "Line 1"),
        (broken(holder=7), "Line 1"),
        (broken(tier=256), "256"),
        (broken(deadline=-1), "-1"),
        (broken(epoch=True), "True"),
        (broken(commitment="0x00"), "length"),
        (broken(signature="0x" + "00" * 2049), "length"),
        (broken(signature="hello"), "hexadecimal"),
        (broken(domain={}), "Line 1"),
        (voucher_line(SIGNED) + "\n" + broken(tier=2), "two vouchers"),
        ("\ud800".encode("utf-8", "surrogatepass"), ""),
    ],
)
def test_what_is_no_voucher_is_refused_with_a_reason(written, says):
    """Whatever somebody sends the office, it is named and never a trace."""
    raw = written if isinstance(written, bytes) else written.encode()
    with pytest.raises(UserError) as refused:
        parse_vouchers(raw, "mail.json")

    assert "mail.json" in refused.value.message
    assert says in (refused.value.cause or "")


@pytest.mark.parametrize(
    ("consent", "column", "shown"),
    [
        ("name on the certificate: 2026-11-22", "", True),
        ("氏名の記載に同意（2026-11-22）", "", True),
        ("", "はい", True),
        ("", "yes", True),
        ("", "", False),
        ("newsletter only", "", False),
        ("", "いいえ", False),
        ("氏名の記載に不同意", "", False),
        ("everything except the name", "", False),
        ("no name please", "", False),
        ("name withdrawn 2026-12-01", "yes", False),
    ],
)
def test_a_name_is_shown_only_where_its_owner_clearly_agreed(consent, column, shown):
    """Silence, other agreements and refusals all mean no."""
    entry = Entry(ANN, bytes(32), {"name": "山田花子", "consent": column}, consent)

    assert shown is shows_name(entry)
    assert not shows_name(replace(entry, personal={"consent": column}))
    assert not shows_name(None)


def card(**changes: str) -> CertificateCard:
    """A page's facts."""
    facts = CertificateCard(
        title="デジタル住民票",
        village="ほしの村",
        charter=CHARTER,
        network="ethereum:sepolia:node",
        number=7,
        holder=ANN,
        tier="basic",
        issued="2030-01-01",
        valid_until="2031-01-01 09:00 JST",
        printed="2030-02-01",
        command=verify_command(7, "ethereum:sepolia:node", CHARTER),
    )
    return replace(facts, **changes)


def test_the_page_holds_everything_and_fetches_nothing():
    """It is printed at an office without a network, and still verifies anywhere."""
    page = certificate_page(card(), ["ja", "en"])
    command = f"daoctl certificate verify 7 --village ethereum:sepolia:node:{CHARTER}"

    assert command in page
    for fact in ("デジタル住民票", "ほしの村", ANN, "2031-01-01 09:00 JST", "<svg", "@page"):
        assert fact in page
    for outside in ("src=", "href=", "url(", "<script", "@import"):
        assert outside not in page


def test_a_name_stands_on_the_page_only_where_one_is_given():
    """And no name, however wicked, becomes part of the page's own code."""
    assert 'strong">山田花子<' in certificate_page(card(name="山田花子"), ["ja"])
    nameless = certificate_page(card(), ["en"])
    wicked = certificate_page(card(name="<script>x</script>", village="a&b\"'"), ["en"])

    assert "Name" not in nameless
    assert "<script>" not in wicked
    assert "&lt;script&gt;" in wicked
    assert "a&amp;b" in wicked
