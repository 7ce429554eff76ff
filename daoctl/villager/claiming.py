"""Claiming vouchers: what can be claimed now, what was before, and in plain words why not.

Anyone may send a claim; the certificate goes to the voucher's holder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused, WrongChain
from daoctl.times import format_time
from daoctl.villager.issuing import next_day
from daoctl.villager.stopping import refuse_stopped
from daoctl.villager.vouchers import (
    SignedVoucher,
    Voucher,
    bad_signature,
    read_domain,
    right_to_issue,
    try_voucher,
)
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Claims:
    """What becomes of several vouchers: `fresh` can be claimed now, `claimed` were before, `later`
    wait for the issuer's next day."""

    fresh: tuple[SignedVoucher, ...]
    claimed: tuple[SignedVoucher, ...]
    later: tuple[SignedVoucher, ...]


def claim_call(village: Village, signed: SignedVoucher) -> Call:
    """The call that claims it; anyone may send it."""
    return village.certificate.call("claim", signed.voucher.values, signed.signature)


def plan_claim(village: Village, signed: SignedVoucher) -> list[Call]:
    """Claims the voucher; nothing where it was claimed. Raises what `read_claims` does."""
    return [claim_call(village, one) for one in read_claims(village, [signed]).fresh]


def read_claims(village: Village, vouchers: Sequence[SignedVoucher]) -> Claims:
    """What can be claimed now, as far as each issuer's daily limit lasts.

    Raises WrongChain for a voucher of another village or chain, and ChainRefused for one that was
    used otherwise, is over, whose issuer may not issue any more, or whose signature is not its
    issuer's: the first such one, before anything is sent.
    """
    fresh: list[SignedVoucher] = []
    claimed, later = [], []
    left: dict[str, int] = {}
    for one in vouchers:
        if _is_claimed(village, one):
            claimed.append(one)
            continue
        issuer = one.voucher.issuer
        if issuer not in left:
            left[issuer] = village.certificate.read("remainingToday", issuer).toIssue
        if not left[issuer]:
            later.append(one)
            continue
        left[issuer] -= 1
        try_voucher(village, one)
        fresh.append(one)
    if later and not fresh and not claimed:
        refuse_stopped(village)
        raise ChainRefused(
            _("The issuer has issued as many certificates today as one day allows."),
            error_name="ResidentCertificateDailyLimit",
            arguments={"issuer": later[0].voucher.issuer},
            hint=_("Claim it again from {when} on.").format(
                when=format_time(next_day(village.chain.now()), village.zone)
            ),
        )
    return Claims(tuple(fresh), tuple(claimed), tuple(later))


def _is_claimed(village: Village, signed: SignedVoucher) -> bool:
    """Whether it gave its certificate already. Raises as `read_claims` does, but for the daily
    limit and the signature."""
    from daoctl.chain.contracts import read_many

    voucher = signed.voucher
    _check_village(village, signed)
    number, epoch, may = read_many(
        [
            (village.certificate, "certificateOf", (voucher.holder,)),
            (village.certificate, "epoch", (voucher.holder,)),
            (village.authority, "canCall", (voucher.issuer, *right_to_issue(village))),
        ]
    )
    if number:
        row = village.certificate.read("certificate", number)
        if (epoch, row.tier, row.commitment) == (
            voucher.epoch + 1,
            voucher.tier,
            voucher.commitment,
        ):
            return True
    problem = _problem(village, voucher, number, epoch, bool(may.immediate))
    if problem is not None:
        raise problem
    return False


def _problem(
    village: Village, voucher: Voucher, number: int, epoch: int, may: bool
) -> ChainRefused | None:
    now, zone = village.chain.now(), village.zone
    new = _("Ask the office that issues certificates for a new one.")
    if number:
        return ChainRefused(
            _("{holder} has certificate {id} already.").format(holder=voucher.holder, id=number),
            error_name="ResidentCertificateAlreadyHeld",
            arguments={"holder": voucher.holder, "existingId": number},
        )
    if epoch != voucher.epoch:
        return ChainRefused(
            _("The voucher of {holder} was used, or made worthless.").format(holder=voucher.holder),
            error_name="ResidentCertificateVoucherUsed",
            arguments={"holder": voucher.holder, "epoch": voucher.epoch, "current": epoch},
            cause=_("Since it was signed, a certificate of that address was issued or revoked."),
            hint=new,
        )
    if now > voucher.deadline:
        return ChainRefused(
            _("The voucher could be claimed until {date}.").format(
                date=format_time(voucher.deadline, zone)
            ),
            error_name="ResidentCertificateVoucherExpired",
            arguments={"deadline": voucher.deadline},
            hint=new,
        )
    if now >= voucher.valid_until:
        return ChainRefused(
            _("The certificate that the voucher promises was valid until {date}.").format(
                date=format_time(voucher.valid_until, zone)
            ),
            error_name="ResidentCertificateInvalidDate",
            arguments={"validUntil": voucher.valid_until},
            hint=new,
        )
    if not may:
        return ChainRefused(
            _("Who signed the voucher may not issue certificates any more: {issuer}").format(
                issuer=voucher.issuer
            ),
            error_name="ResidentCertificateVoucherIssuer",
            arguments={"issuer": voucher.issuer},
            hint=new,
        )
    return None


def _check_village(village: Village, signed: SignedVoucher) -> None:
    chain, address = village.chain, village.certificate.address
    if signed.domain.chain_id != chain.chain_id:
        raise WrongChain(
            _("The voucher is for chain {wanted}; the village is on chain {chain}.").format(
                wanted=signed.domain.chain_id, chain=chain.chain_id
            ),
            hint=_("Name the right network with --network, or the right village with --village."),
        )
    if signed.domain.contract != address:
        raise WrongChain(
            _("The voucher is of another village: {village} ({charter})").format(
                village=signed.village, charter=signed.charter
            ),
            hint=_("Name that one: --village {network}:{charter}").format(
                network=signed.network, charter=signed.charter
            ),
        )
    expected = read_domain(village)
    if signed.domain != expected:
        raise bad_signature(signed.voucher.issuer)
