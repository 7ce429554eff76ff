"""Decoding what most events and answers are made of: numbers, addresses, flags, and text behind
them (Solidity's ABI specification), many thousands in a moment.

Only the form that compilers write is read here. All else that the specification allows, and all
that it forbids, is left to eth_abi, which is exact and many times slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

WORD = 32
_FLAGS = {bytes(WORD): False, bytes(WORD - 1) + b"\1": True}

# What a word or the bytes behind it become; None when they are not of the type.
Convert = Callable[[bytes], Any]


def plain_reader(types: Sequence[str]) -> Callable[[bytes], list[Any] | None] | None:
    """What reads values of these types as eth_abi does, answering None for bytes that it leaves
    to eth_abi; None where one of the types is not for it."""
    converts = [_behind(kind) or _word(kind) for kind in types]
    if any(convert is None for convert in converts):
        return None
    plan = [
        (place * WORD, convert, _behind(kind) is not None)
        for place, (kind, convert) in enumerate(zip(types, converts, strict=True))
    ]
    head = WORD * len(types)

    def read(data: bytes) -> list[Any] | None:
        if len(data) < head:
            return None
        tail = head
        values: list[Any] = []
        for start, convert, is_behind in plan:
            part: bytes | None = data[start : start + WORD]
            if is_behind:
                part, tail = _text(data, part, tail)
            value = None if part is None or convert is None else convert(part)
            if value is None:
                return None
            values.append(value)
        return values

    return read


def _text(data: bytes, offset: bytes | None, tail: int) -> tuple[bytes | None, int]:
    """The bytes of a string that lies right behind those before it, and where the next begins."""
    if int.from_bytes(offset or b"", "big") != tail or len(data) < tail + WORD:
        return None, tail
    start = tail + WORD
    end = start + int.from_bytes(data[tail:start], "big")
    following = start + (end - start + WORD - 1) // WORD * WORD
    if following > len(data) or data[end:following].strip(b"\0"):
        return None, tail
    return data[start:end], following


def _behind(kind: str) -> Convert | None:
    if kind == "bytes":
        return bytes
    return _utf8 if kind == "string" else None


def _utf8(text: bytes) -> str | None:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _word(kind: str) -> Convert | None:
    if kind == "address":
        return lambda word: None if any(word[:12]) else "0x" + word[12:].hex()
    if kind == "bytes32":
        return bytes
    if kind == "bool":
        return _FLAGS.get
    if kind.startswith("uint") and kind[4:].isdigit():
        limit = 1 << int(kind[4:])

        def number(word: bytes) -> int | None:
            value = int.from_bytes(word, "big")
            return value if value < limit else None

        return number
    return None
