"""Vouchers: an issuer's signed promise that a holder may take a certificate (EIP-712).

The holder, or whoever helps them, sends it and pays the fee; the issuer pays nothing. A voucher
names the holder's epoch, which every issue, revocation and reissue raises, so that it works once.
Moments are in seconds since the epoch; until `deadline` it may be claimed, until `valid_until` the
certificate is valid. How one is written down stands in `voucher_file`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.errors import ChainRefused, WrongChain
from daoctl.times import format_time
from daoctl.villager.issuing import NO_COMMITMENT, Member, next_day
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

# IResidentCertificate.Voucher, in its order.
FIELDS = (
    ("issuer", "address"),
    ("holder", "address"),
    ("tier", "uint8"),
    ("validUntil", "uint64"),
    ("commitment", "bytes32"),
    ("epoch", "uint256"),
    ("deadline", "uint64"),
)
_DOMAIN = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
)


@dataclass(frozen=True)
class Domain:
    """Which certificate contract a signature is for."""

    name: str
    version: str
    chain_id: int
    contract: str


@dataclass(frozen=True)
class Voucher:
    """What the issuer signs."""

    issuer: str
    holder: str
    tier: int
    valid_until: int
    commitment: bytes
    epoch: int
    deadline: int

    @property
    def values(self) -> tuple[Any, ...]:
        """The struct as the contract takes it."""
        return (
            self.issuer,
            self.holder,
            self.tier,
            self.valid_until,
            self.commitment,
            self.epoch,
            self.deadline,
        )


@dataclass(frozen=True)
class SignedVoucher:
    """A voucher with its signature, and the village it is of: its name and its charter's
    address."""

    voucher: Voucher
    domain: Domain
    village: str
    charter: str
    signature: bytes


@dataclass(frozen=True)
class Claims:
    """What becomes of several vouchers: `fresh` can be claimed now, `claimed` were before, `later`
    wait for the issuer's next day."""

    fresh: tuple[SignedVoucher, ...]
    claimed: tuple[SignedVoucher, ...]
    later: tuple[SignedVoucher, ...]


def typed_data(voucher: Voucher, domain: Domain) -> dict[str, Any]:
    """The EIP-712 message, as any wallet takes it. Pure."""
    return {
        "types": {
            "EIP712Domain": [{"name": name, "type": kind} for name, kind in _DOMAIN],
            "Voucher": [{"name": name, "type": kind} for name, kind in FIELDS],
        },
        "primaryType": "Voucher",
        "domain": {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chain_id,
            "verifyingContract": domain.contract,
        },
        "message": {
            name: value for (name, _kind), value in zip(FIELDS, voucher.values, strict=True)
        },
    }


def read_domain(village: Village) -> Domain:
    """The domain that the village's certificates are signed for (ERC-5267)."""
    found = village.certificate.read("eip712Domain")
    return Domain(found.name, found.version, found.chainId, found.verifyingContract)


def check_issuer(village: Village, issuer: str) -> None:
    """Raises ChainRefused unless that account may issue certificates now."""
    if not village.authority.read("canCall", issuer, *_issuing(village)).immediate:
        raise ChainRefused(
            _("{issuer} may not issue certificates.").format(issuer=issuer),
            error_name="ResidentCertificateVoucherIssuer",
            arguments={"issuer": issuer},
            hint=_("`daoctl role list` shows who may; name that account with --account."),
        )


def sign_vouchers(
    village: Village,
    members: Sequence[Member],
    epochs: Mapping[str, int],
    commitments: Mapping[str, bytes],
    deadline: int,
    signer: Signer,
) -> list[SignedVoucher]:
    """A voucher for each member, signed and tried out. What is committed must be kept before.
    Raises AccountError when the account does not sign, ChainRefused when the contract would not
    take what it signed."""
    domain = read_domain(village)
    found = []
    for one in members:
        voucher = Voucher(
            issuer=signer.address,
            holder=one.address,
            tier=one.tier,
            valid_until=one.valid_until,
            commitment=commitments.get(one.address, NO_COMMITMENT),
            epoch=epochs[one.address],
            deadline=deadline,
        )
        signature = signer.sign_typed(typed_data(voucher, domain))
        charter = village.charter_contract.address
        signed = SignedVoucher(voucher, domain, village.name, charter, signature)
        _try(village, signed)
        found.append(signed)
    return found


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
        _try(village, one)
        fresh.append(one)
    if later and not fresh and not claimed:
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
            (village.authority, "canCall", (voucher.issuer, *_issuing(village))),
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
            hint=_("Name that one: --village NETWORK:{charter}").format(charter=signed.charter),
        )
    expected = read_domain(village)
    if signed.domain != expected:
        raise _bad_signature(signed.voucher.issuer)


def _try(village: Village, signed: SignedVoucher) -> None:
    """Raises ChainRefused unless the contract would take it now; that the day is used up is no
    fault of the voucher."""
    try:
        village.certificate.read(
            "claim", signed.voucher.values, signed.signature, sender=signed.voucher.holder
        )
    except ChainRefused as error:
        if error.error_name == "ResidentCertificateDailyLimit":
            return
        if error.error_name == "ResidentCertificateVoucherSignature":
            raise _bad_signature(signed.voucher.issuer) from None
        raise


def _bad_signature(issuer: str) -> ChainRefused:
    return ChainRefused(
        _("The voucher is not signed by {issuer}.").format(issuer=issuer),
        error_name="ResidentCertificateVoucherSignature",
        arguments={"issuer": issuer},
        cause=_("It was altered on its way, or another account signed it."),
        hint=_("Fetch the file again from the office that made it."),
    )


def _issuing(village: Village) -> tuple[str, bytes]:
    """The function whose right an issuer needs, as the authority is asked for it."""
    contract = village.certificate
    return contract.address, contract.artifact.function("issue", 1).selector
