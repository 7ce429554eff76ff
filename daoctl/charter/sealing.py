"""One passphrase over one file: AES-256-GCM under a key that scrypt makes of the passphrase.

A sealed file is the kind's own magic line, scrypt's salt, the nonce and the ciphertext; the head
is authenticated with the rest. The private register and the handover file are sealed alike.
"""

from __future__ import annotations

import secrets
import unicodedata

MIN_PASSPHRASE = 8

# RFC 7914's parameters for interactive use (OWASP Password Storage, 2023: N = 2^17, r = 8, p = 1):
# 128 MB and about a third of a second for each guess.
_LOG_N, _R, _P = 17, 8, 1
_KEY_SALT, _NONCE = 16, 12


class NotSealed(ValueError):
    """The bytes are not of that kind, or cut off before the ciphertext begins."""


class WrongPassphrase(ValueError):
    """The passphrase is another one, or the bytes were altered: the two cannot be told apart."""


def seal(data: bytes, passphrase: str, magic: bytes) -> bytes:
    """The data as only the passphrase opens it; no two sealings are alike."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = magic + secrets.token_bytes(_KEY_SALT)
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + AESGCM(_key(passphrase, head[len(magic) :])).encrypt(nonce, data, head)


def unseal(sealed: bytes, passphrase: str, magic: bytes) -> bytes:
    """What was sealed. Raises NotSealed or WrongPassphrase."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = sealed[: len(magic) + _KEY_SALT]
    nonce = sealed[len(head) : len(head) + _NONCE]
    if not head.startswith(magic) or len(nonce) < _NONCE:
        raise NotSealed
    try:
        return AESGCM(_key(passphrase, head[len(magic) :])).decrypt(
            nonce, sealed[len(head) + _NONCE :], head
        )
    except InvalidTag:
        raise WrongPassphrase from None


def same_form(passphrase: str) -> str:
    """The passphrase in one Unicode form: the same words typed on another computer may come in
    another."""
    return unicodedata.normalize("NFKC", passphrase)


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=2**_LOG_N, r=_R, p=_P).derive(passphrase.encode())
