"""Turning calls, answers, logs and errors into bytes and back, by their ABI (Solidity's ABI
specification).

Every entry of an ABI is prepared once, so that thousands of logs decode in a moment. In Python an
address is a checksummed `str`, bytes are `bytes`, an array is a `list`, and a struct a named
tuple; a struct may also be given as a mapping, and bytes as "0x…".
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from types import SimpleNamespace
from typing import Any

from daoctl.chain.plain_words import plain_reader
from daoctl.errors import DaoctlError

Entry = Mapping[str, Any]
Convert = Callable[[Any], Any]

_ADDRESS = re.compile("0[xX][0-9a-fA-F]{40}")


@cache
def _abi() -> Any:
    """eth_abi, loaded when the first bytes are made, with a registry of our own: Ape makes the
    shared one read missing bytes as zeros, and an account without code would seem to answer 0.

    Text that is not UTF-8 is read with � where it is not: contracts take any bytes, and nobody's
    reason or address may keep the events of all others from being read."""
    from eth_abi import decoding, encoding, exceptions
    from eth_abi.registry import BaseEquals, registry

    own: Any = registry.copy()  # type: ignore[no-untyped-call]
    own.unregister("uint")
    own.register(
        BaseEquals("uint"),  # type: ignore[no-untyped-call]
        encoding.UnsignedIntegerEncoder,
        decoding.UnsignedIntegerDecoder,
        label="uint",
    )
    own.unregister_decoder("string")
    own.register_decoder(
        BaseEquals("string", with_sub=False),  # type: ignore[no-untyped-call]
        decoding.StringDecoder("replace"),  # type: ignore[no-untyped-call]
        label="string",
    )
    return SimpleNamespace(
        registry=own,
        encoder=encoding.TupleEncoder,
        decoder=decoding.TupleDecoder,
        stream=decoding.ContextFramesBytesIO,
        unencodable=(exceptions.EncodingError, TypeError, ValueError, OverflowError),
        undecodable=(exceptions.DecodingError, ValueError, OverflowError),
    )


class DoesNotFit(DaoctlError, ValueError):
    """Values do not fit the ABI they were given for, or bytes are not of it: a fault of ours."""


@cache
def _hasher() -> Callable[[bytes], bytes]:
    from eth_utils import keccak as hashed

    return hashed


def keccak(data: bytes) -> bytes:
    """The Keccak-256 hash."""
    return bytes(_hasher()(data))


@lru_cache(maxsize=65536)
def checksummed(address: str) -> str:
    """The address with its EIP-55 capitals."""
    if not _ADDRESS.fullmatch(address):
        raise DoesNotFit(f"{address} is not an address")
    letters = address[2:].lower()
    marks = keccak(letters.encode()).hex()
    return "0x" + "".join(
        letter.upper() if mark > "7" else letter
        for letter, mark in zip(letters, marks, strict=False)
    )


def type_of(part: Entry) -> str:
    """The canonical type of an ABI parameter: structs as "(type,type)"."""
    kind = str(part["type"])
    if kind.startswith("tuple"):
        inner = ",".join(type_of(inner) for inner in part["components"])
        return f"({inner}){kind[5:]}"
    return kind


def names_of(parts: Sequence[Entry]) -> list[str]:
    """The parameters' names; "arg0" and so on where they have none."""
    return [str(part.get("name") or f"arg{place}") for place, part in enumerate(parts)]


class Values:
    """A list of ABI parameters, ready to encode and decode."""

    def __init__(self, parts: Sequence[Entry]) -> None:
        self.parts = parts
        self.names = names_of(parts)
        self.types = [type_of(part) for part in parts]
        self._prepare = [_preparer(part) for part in parts]
        self._convert = [_converter(part) for part in parts]
        self._plain = plain_reader(self.types)

    @cached_property
    def _encoder(self) -> Any:
        abi = _abi()
        return abi.encoder(encoders=[abi.registry.get_encoder(kind) for kind in self.types])

    @cached_property
    def _decoder(self) -> Any:
        abi = _abi()
        return abi.decoder(decoders=[abi.registry.get_decoder(kind) for kind in self.types])

    def encode(self, values: Sequence[Any]) -> bytes:
        """The values as bytes. Raises DoesNotFit."""
        if len(values) != len(self.types):
            raise DoesNotFit(f"{len(values)} values were given for {len(self.types)}")
        prepared = [
            value if prepare is None else prepare(value)
            for prepare, value in zip(self._prepare, values, strict=True)
        ]
        try:
            return bytes(self._encoder(prepared))
        except _abi().unencodable as error:
            raise DoesNotFit(f"({','.join(self.types)}): {error}") from None

    def decode(self, data: bytes) -> list[Any]:
        """The values in the bytes. Raises DoesNotFit."""
        plain = None if self._plain is None else self._plain(data)
        found = self._exactly(data) if plain is None else plain
        return [
            value if convert is None else convert(value)
            for convert, value in zip(self._convert, found, strict=True)
        ]

    def _exactly(self, data: bytes) -> Sequence[Any]:
        abi = _abi()
        try:
            found: Sequence[Any] = self._decoder(abi.stream(data))
        except abi.undecodable as error:
            raise DoesNotFit(f"({','.join(self.types)}): {error}") from None
        return found

    def by_name(self, values: Sequence[Any]) -> dict[str, Any]:
        """The values under their parameters' names."""
        return dict(zip(self.names, values, strict=True))


class Function:
    """A function, a constructor or an error of an ABI."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.name = str(entry.get("name", ""))
        self.inputs = Values(entry.get("inputs", ()))
        self.outputs = Values(entry.get("outputs", ()))
        self.signature = f"{self.name}({','.join(self.inputs.types)})"
        self._result = _named("Answer", self.outputs.names)

    @cached_property
    def selector(self) -> bytes:
        """The first four bytes of its calls."""
        return keccak(self.signature.encode())[:4]

    def encode(self, values: Sequence[Any]) -> bytes:
        """The bytes of a call."""
        try:
            return self.selector + self.inputs.encode(values)
        except DoesNotFit as error:
            raise DoesNotFit(f"{self.name}{error.message}") from None

    def decode(self, data: bytes) -> dict[str, Any]:
        """The values of a call or an error, by name, its selector included in `data`."""
        return self.inputs.by_name(self.inputs.decode(data[4:]))

    def decode_answer(self, data: bytes) -> Any:
        """What the function answered: a value, or a named tuple where it gives several."""
        values = self.outputs.decode(data)
        if len(values) == 1:
            return values[0]
        return self._result(*values) if values else None


class Event:
    """An event of an ABI."""

    def __init__(self, entry: Entry) -> None:
        self.name = str(entry["name"])
        parts = entry.get("inputs", ())
        self.signature = f"{self.name}({','.join(type_of(part) for part in parts)})"
        self.topic = keccak(self.signature.encode())
        self.names = names_of(parts)
        self._plain = Values([part for part in parts if not part.get("indexed")])
        # By name, in the declaration's order; None for what stands in the data.
        self._readers = [
            (name, _topic_reader(part) if part.get("indexed") else None)
            for name, part in zip(self.names, parts, strict=True)
        ]
        self.topics = 1 + sum(read is not None for _name, read in self._readers)

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """The event's values by name, in the order of its declaration. An indexed string,
        array or struct is there only as its hash. Raises DoesNotFit."""
        if len(topics) != self.topics:
            raise DoesNotFit(f"{self.signature}: {len(topics)} topics")
        plain, indexed = iter(self._plain.decode(data)), iter(topics[1:])
        return {
            name: next(plain) if read is None else read(next(indexed))
            for name, read in self._readers
        }


def _topic_reader(part: Entry) -> Callable[[bytes], Any]:
    kind = type_of(part)
    if kind == "address":
        return lambda topic: checksummed("0x" + topic[12:].hex())
    if kind.startswith("uint") and kind[4:].isdigit():
        return lambda topic: int.from_bytes(topic, "big")
    if kind == "bytes32" or kind in ("string", "bytes") or kind.endswith(("]", ")")):
        return bytes
    values = Values([part])
    return lambda topic: values.decode(topic)[0]


@lru_cache(maxsize=1024)
def _tuple_class(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields, rename=True)


def _named(name: str, fields: Sequence[str]) -> Any:
    return _tuple_class(name, tuple(field.lstrip("_") or field for field in fields))


def _base(part: Entry) -> tuple[Entry, bool]:
    """The element's part, and whether `part` is an array of it."""
    kind = str(part["type"])
    if kind.endswith("]"):
        return {**part, "type": kind[: kind.rindex("[")]}, True
    return part, False


def _converter(part: Entry) -> Convert | None:
    """From what eth_abi decodes to our values; None where they are the same."""
    inner, is_array = _base(part)
    if is_array:
        convert = _converter(inner)
        if convert is None:
            return list
        return lambda values: [convert(value) for value in values]
    if part["type"] == "address":
        return checksummed
    if part["type"] == "tuple":
        converts = [_converter(component) for component in part["components"]]
        internal = str(part.get("internalType", "")).removeprefix("struct ").split(".")[-1]
        name = internal.split("[")[0]
        made = _named(name if name.isidentifier() else "Struct", names_of(part["components"]))
        return lambda values: made(
            *(v if c is None else c(v) for c, v in zip(converts, values, strict=True))
        )
    return None


def _preparer(part: Entry) -> Convert | None:
    """From what callers may give to what eth_abi encodes; None where they are the same."""
    inner, is_array = _base(part)
    if is_array:
        prepare = _preparer(inner)
        if prepare is None:
            return None
        return lambda values: [prepare(value) for value in values]
    kind = str(part["type"])
    if kind.startswith("bytes"):
        return _given_bytes
    if kind == "tuple":
        prepares = [_preparer(component) for component in part["components"]]
        names = names_of(part["components"])

        def prepare_struct(given: Any) -> list[Any]:
            values = [given[name] for name in names] if isinstance(given, Mapping) else given
            if len(values) != len(names):
                raise DoesNotFit(f"{len(values)} values were given for the struct {names}")
            return [v if p is None else p(v) for p, v in zip(prepares, values, strict=True)]

        return prepare_struct
    return None


def _given_bytes(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("0x"):
        return bytes.fromhex(value[2:])
    return value
