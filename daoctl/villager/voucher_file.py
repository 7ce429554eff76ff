"""Vouchers as files: one JSON object on one line each, in the form in which wallets take EIP-712
messages, with the signature and the village beside it, so that it explains itself anywhere.

Nothing personal stands in it: the commitment is salted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from daoctl.errors import UserError
from daoctl.units import checksum
from daoctl.villager.vouchers import FIELDS, Domain, SignedVoucher, Voucher, typed_data
from daoctl.words import _

KIND = "daoctl certificate voucher 1"
MAX_BYTES = 10_000_000
# SignatureCheck.MAX_LENGTH
MAX_SIGNATURE = 2048


def voucher_json(signed: SignedVoucher) -> dict[str, Any]:
    """The voucher as its file holds it. Pure."""
    typed = typed_data(signed.voucher, signed.domain)
    message = {
        name: "0x" + value.hex() if isinstance(value, bytes) else value
        for name, value in typed["message"].items()
    }
    return {
        "kind": KIND,
        "village": signed.village,
        "charter": signed.charter,
        "network": signed.network,
        **typed,
        "message": message,
        "signature": "0x" + signed.signature.hex(),
    }


def voucher_line(signed: SignedVoucher) -> str:
    """The same on one line."""
    return json.dumps(voucher_json(signed), ensure_ascii=False, separators=(",", ":"))


def voucher_lines(vouchers: Iterable[SignedVoucher]) -> bytes:
    """A file of several, a line each."""
    return "".join(voucher_line(one) + "\n" for one in vouchers).encode()


def load_vouchers(file: Path) -> list[SignedVoucher]:
    """The vouchers in the file. Raises UserError when it cannot be read or holds something
    else."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError(
            _("The voucher {file} cannot be read.").format(file=file), cause=error.strerror
        ) from None
    return parse_vouchers(raw, str(file))


def parse_vouchers(raw: bytes, name: str) -> list[SignedVoucher]:
    """The vouchers in these bytes: lines as `voucher_line` writes them, one object over several
    lines, or what `certificate voucher --json` prints. `name` is for messages. Raises
    UserError."""
    found: dict[SignedVoucher, None] = {}
    try:
        if len(raw) > MAX_BYTES:
            raise ValueError(_("It is too long."))
        for line, data in _objects(raw.decode("utf-8-sig")):
            try:
                found[_read(data)] = None
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ValueError(_("Line {line}: {reason}").format(line=line, reason=error)) from (
                    error
                )
        if not found:
            raise ValueError(_("It is empty."))
        holders = [one.voucher.holder for one in found]
        for holder in holders:
            if holders.count(holder) > 1:
                raise ValueError(_("It has two vouchers for {holder}.").format(holder=holder))
    except ValueError as error:
        raise UserError(
            _("{file} is not a file of certificate vouchers.").format(file=name),
            cause=str(error),
            hint=_("The office that issues certificates makes one: daoctl certificate voucher"),
        ) from None
    return list(found)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Each object, with the line it begins at."""
    try:
        whole = json.loads(text)
    except ValueError:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError:
                    raise ValueError(_("Line {line} is no voucher.").format(line=number)) from None
        return
    if isinstance(whole, dict) and isinstance(whole.get("vouchers"), list):
        yield from ((1, one) for one in whole["vouchers"])
    else:
        yield 1, whole


def _read(data: Any) -> SignedVoucher:
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise ValueError(_("It does not say that it is a voucher."))
    domain, message = data["domain"], data["message"]
    values: dict[str, Any] = {}
    for name, kind in FIELDS:
        given = message[name]
        if kind == "address":
            values[name] = checksum(given)
        elif kind == "bytes32":
            values[name] = _bytes(given, 32)
        else:
            values[name] = _number(given, int(kind.removeprefix("uint")))
    voucher = Voucher(
        values["issuer"],
        values["holder"],
        values["tier"],
        values["validUntil"],
        values["commitment"],
        values["epoch"],
        values["deadline"],
    )
    return SignedVoucher(
        voucher,
        Domain(
            str(domain["name"]),
            str(domain["version"]),
            _number(domain["chainId"], 256),
            checksum(domain["verifyingContract"]),
        ),
        str(data["village"]),
        checksum(data["charter"]),
        str(data["network"]),
        _bytes(data["signature"]),
    )


def _number(given: Any, bits: int) -> int:
    # Wallets write large numbers as text.
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,78}", given):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 2**bits:
        raise ValueError(_("`{text}` is not a number that fits.").format(text=given))
    return given


def _bytes(given: Any, length: int | None = None) -> bytes:
    text = str(given)
    if not re.fullmatch(r"0x(?:[0-9a-fA-F]{2})*", text):
        raise ValueError(_("`{text}` is not hexadecimal.").format(text=text[:80]))
    found = bytes.fromhex(text[2:])
    if len(found) > MAX_SIGNATURE or (length is not None and len(found) != length):
        raise ValueError(_("`{text}` has the wrong length.").format(text=text[:80]))
    return found
