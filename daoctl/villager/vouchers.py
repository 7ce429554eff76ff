"""Vouchers: an issuer's signed promise that a holder may take a certificate (EIP-712).

The holder, or whoever helps them, sends it and pays the fee; the issuer pays nothing. A voucher
names the holder's epoch, which every issue, revocation and reissue raises, so that it works once.
Moments are in seconds since the epoch; until `deadline` it may be claimed, until `valid_until` the
certificate is valid. How one is written down stands in `voucher_file`, how it is claimed in
`claiming`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.errors import ChainRefused
from daoctl.villager.issuing import NO_COMMITMENT, Member
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
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
    """A voucher with its signature, and the village it is of: its name, its charter's address, and
    the network by Ape's name."""

    voucher: Voucher
    domain: Domain
    village: str
    charter: str
    network: str
    signature: bytes


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
    if not village.authority.read("canCall", issuer, *right_to_issue(village)).immediate:
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
        signed = SignedVoucher(
            voucher,
            domain,
            village.name,
            village.charter_contract.address,
            village.record.network,
            signature,
        )
        try_voucher(village, signed)
        found.append(signed)
    return found


def try_voucher(village: Village, signed: SignedVoucher) -> None:
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
            raise bad_signature(signed.voucher.issuer) from None
        raise


def bad_signature(issuer: str) -> ChainRefused:
    """What is said of a voucher that its issuer did not sign."""
    return ChainRefused(
        _("The voucher is not signed by {issuer}.").format(issuer=issuer),
        error_name="ResidentCertificateVoucherSignature",
        arguments={"issuer": issuer},
        cause=_("It was altered on its way, or another account signed it."),
        hint=_("Fetch the file again from the office that made it."),
    )


def right_to_issue(village: Village) -> tuple[str, bytes]:
    """The function whose right an issuer needs, as the authority is asked for it."""
    contract = village.certificate
    return contract.address, contract.artifact.function("issue", 1).selector
