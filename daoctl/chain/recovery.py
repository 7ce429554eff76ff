"""Who signed a hash: ECDSA on secp256k1, as fast as Python reaches it, and the words of 32 bytes
that EIP-712 hashes.

coincurve (libsecp256k1) recovers and safe-pysha3 hashes; both are several times faster here than
what eth_account would choose by itself. coincurve takes a high s and knows no EIP-2098, so both
are looked at here, by the rules of the contracts (SignatureCheck.sol).
Sources: https://eips.ethereum.org/EIPS/eip-712, https://eips.ethereum.org/EIPS/eip-2098
"""

from __future__ import annotations

from functools import lru_cache

from coincurve import PublicKey
from sha3 import keccak_256  # type: ignore[import-not-found,import-untyped,unused-ignore]

# Half of the curve's order: of the two signatures that every one has, only the lower counts.
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
# The longest signature that a wallet is asked about, as in SignatureCheck.sol.
MAX_SIGNATURE = 2048

_HALF = HALF_ORDER.to_bytes(32, "big")
_TWELVE = bytes(12)
_PARITY = {27: b"\0", 28: b"\1"}


def fast_keccak(data: bytes) -> bytes:
    """The Keccak-256 hash; `codec.keccak` by another library."""
    return keccak_256(data).digest()  # type: ignore[no-any-return]


def recover(digest: bytes, signature: bytes) -> bytes | None:
    """The 20 bytes of the account whose key signed the digest.

    The signature is r, s, v (65 bytes, v being 27 or 28) or r, vs (64 bytes, EIP-2098). None when
    it has another form, when its s is in the upper half, or when no key made it.
    """
    if len(signature) == 65:
        s, parity = signature[32:64], _PARITY.get(signature[64])
        if parity is None:
            return None
    elif len(signature) == 64:
        parity = b"\1" if signature[32] & 0x80 else b"\0"
        s = bytes([signature[32] & 0x7F]) + signature[33:]
    else:
        return None
    if s > _HALF:
        return None
    try:
        key = PublicKey.from_signature_and_message(signature[:32] + s + parity, digest, hasher=None)
    except Exception:  # noqa: BLE001 - coincurve's are plain exceptions, and each means: no key
        return None
    return fast_keccak(key.format(False)[1:])[12:]


def has_high_s(signature: bytes) -> bool:
    """Whether it is the twin of a good signature that nobody should make: s in the upper half."""
    return len(signature) == 65 and signature[32:64] > _HALF


def word(value: int) -> bytes:
    """A uint of any width as EIP-712 and the ABI write it."""
    return value.to_bytes(32, "big")


def address_word(address: bytes) -> bytes:
    """The 20 bytes of an address as EIP-712 and the ABI write them."""
    return _TWELVE + address


@lru_cache(maxsize=1024)
def domain_separator(name: str, chain_id: int, contract: bytes, version: str = "1") -> bytes:
    """EIP-712's separator of a domain with these four fields."""
    return fast_keccak(
        _DOMAIN
        + fast_keccak(name.encode())
        + fast_keccak(version.encode())
        + word(chain_id)
        + address_word(contract)
    )


def typed_digest(separator: bytes, struct_hash: bytes) -> bytes:
    """What is signed: EIP-712's hash of a domain and a struct."""
    return fast_keccak(b"\x19\x01" + separator + struct_hash)


_DOMAIN = fast_keccak(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
