"""A contract's code is compared byte for byte, but for what its constructor filled in."""

from __future__ import annotations

import pytest

from daoctl.chain.contracts import Artifact
from daoctl.charter.verification import (
    CodeCheck,
    compare,
    made_by,
    masked,
    metadata_length,
    refuse_strange_code,
)
from daoctl.errors import Differs

METADATA = b"\xa2" + b"\x11" * 9
CODE = b"\x60\x01\x7f" + bytes(32) + b"\x50\x7f" + bytes(32) + b"\x00" + METADATA + b"\x00\x0a"
PLACES = (3, 37)
ARTIFACT = Artifact("Purse", (), runtime=CODE, immutables={"Purse.owner": PLACES})


def filled(*values: int, code: bytes = CODE) -> bytes:
    """The code as it would stand on a chain, with these values at its places."""
    found = bytearray(code)
    for start, value in zip(PLACES, values, strict=True):
        found[start : start + 32] = value.to_bytes(32, "big")
    return bytes(found)


def changed(code: bytes, place: int) -> bytes:
    """The code with one byte another."""
    return code[:place] + bytes([code[place] ^ 1]) + code[place + 1 :]


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (CODE, "same"),
        (filled(7, 7), "same"),
        (filled(7, 8), "differs"),
        (changed(filled(7, 7), 0), "differs"),
        (changed(filled(7, 7), 35), "differs"),
        (changed(filled(7, 7), 69), "differs"),
        (changed(filled(7, 7), 71), "metadata"),
        (filled(7, 7) + b"\x00", "differs"),
        (filled(7, 7)[:-1], "differs"),
        (b"", "missing"),
    ],
)
def test_how_code_compares(found: bytes, verdict: str) -> None:
    """Immutables may be anything, but one thing each; nothing else may be other than compiled."""
    assert verdict == compare(found, ARTIFACT)


def test_the_metadata_is_what_the_last_two_bytes_say() -> None:
    """Their length and themselves: the instructions end before."""
    assert len(METADATA) + 2 == metadata_length(CODE)
    assert CODE == masked(filled(7, 7), ARTIFACT.immutables)


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        (b"\x01\x02" + CODE, True),
        (b"\x01\x02" + CODE + b"arguments", True),
        (b"\x01\x02" + changed(CODE, len(CODE) - 5), True),
        (b"\x01\x03" + CODE, False),
        (b"\x01\x02" + changed(CODE, 1), False),
        (b"\x01\x02" + CODE[:-1], False),
        (b"", False),
    ],
)
def test_a_contract_is_made_by_its_own_constructor(sent: bytes, made: bool) -> None:
    """What was sent begins with what was compiled, and only the metadata's hash may differ."""
    assert made == made_by(sent, Artifact("Purse", (), b"\x01\x02" + CODE, CODE))


def test_strange_code_is_named_contract_by_contract() -> None:
    """A reader learns which contract it is, and what to do; comments that differ are no reason."""
    checks = [
        CodeCheck("charter", "VillageCharter", "0xc0", "same"),
        CodeCheck("sale", "VillagerSale", "0x5a", "metadata"),
        CodeCheck("treasury", "VillageTreasury", "0x7e", "differs"),
        CodeCheck("governor", "VillageGovernor", "0x60", "missing"),
    ]

    with pytest.raises(Differs) as caught:
        refuse_strange_code(checks)
    refuse_strange_code(checks[:2])

    assert [
        "VillageTreasury at 0x7e: another code than daoctl knows",
        "VillageGovernor at 0x60: no contract stands there",
    ] == (caught.value.cause or "").splitlines()
    assert "council" in (caught.value.hint or "")
