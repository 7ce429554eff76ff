"""Contracts by name: their ABIs from the compiled manifest that ships with daoctl, their
questions and answers, and their errors in words.

The manifest is an ethPM package as Ape writes it; loading it needs neither Ape nor a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from daoctl.chain.codec import DoesNotFit, Event, Function, checksummed
from daoctl.chain.node import Message, RpcError
from daoctl.chain.refusals import explain
from daoctl.chain.standards import STANDARDS
from daoctl.chain.wire import nonsense
from daoctl.errors import AccountError, ChainError, ChainRefused
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

ERROR_STRING = bytes.fromhex("08c379a0")
PANIC = bytes.fromhex("4e487b71")
_BUILT_IN = {
    ERROR_STRING: Function({"name": "Error", "inputs": [{"name": "message", "type": "string"}]}),
    PANIC: Function({"name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]}),
}


@dataclass(frozen=True)
class Artifact:
    """A compiled contract; `bytecode` and `runtime` are empty for an interface. `immutables` are
    the places in `runtime`, by name, that the constructor fills in with 32 bytes."""

    name: str
    abi: Sequence[Mapping[str, Any]] = field(repr=False)
    bytecode: bytes = field(default=b"", repr=False)
    runtime: bytes = field(default=b"", repr=False)
    immutables: Mapping[str, Sequence[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def functions(self) -> dict[str, Function]:
        """By full signature."""
        made = [Function(entry) for entry in self.abi if entry["type"] == "function"]
        return {function.signature: function for function in made}

    @cached_property
    def selectors(self) -> dict[bytes, Function]:
        """By the first four bytes of a call."""
        return {function.selector: function for function in self.functions.values()}

    @cached_property
    def events(self) -> dict[str, Event]:
        """By name."""
        return {entry["name"]: Event(entry) for entry in self.abi if entry["type"] == "event"}

    @cached_property
    def errors(self) -> list[Function]:
        """Its custom errors."""
        return [Function(entry) for entry in self.abi if entry["type"] == "error"]

    @cached_property
    def constructor(self) -> Function:
        """Its constructor, which takes nothing where the ABI has none."""
        found = [entry for entry in self.abi if entry["type"] == "constructor"]
        return Function(found[0] if found else {"inputs": []})

    @cached_property
    def _found(self) -> dict[tuple[str, int | None], Function]:
        return {}

    def function(self, name: str, count: int | None = None) -> Function:
        """A function by its name, or by its full signature where several share the name;
        `count` is how many values it takes."""
        if (name, count) not in self._found:
            found = [
                function
                for function in self.functions.values()
                if name == function.signature
                or (name == function.name and count in (None, len(function.inputs.types)))
            ]
            if len(found) != 1:
                raise DoesNotFit(f"{self.name} has {len(found)} functions {name} of {count} values")
            self._found[name, count] = found[0]
        return self._found[name, count]


# Further contracts that this process knows, beside the manifest's.
_added: dict[str, Artifact] = {}


@cache
def _manifest() -> dict[str, Artifact]:
    source = files("daoctl") / "artifacts" / "manifest.json"
    found = read_manifest(source.read_text(encoding="utf-8")) if source.is_file() else {}
    return {**STANDARD_ARTIFACTS, **found}


def read_manifest(text: str) -> dict[str, Artifact]:
    """The contracts of an ethPM manifest's JSON, by name."""
    contracts = json.loads(text).get("contractTypes") or {}
    return {name: _artifact(name, contract) for name, contract in contracts.items()}


def _artifact(name: str, contract: Mapping[str, Any]) -> Artifact:
    return Artifact(
        name,
        contract.get("abi") or (),
        _code(contract.get("deploymentBytecode")),
        _code(contract.get("runtimeBytecode")),
        (contract.get("runtimeBytecode") or {}).get("immutableReferences") or {},
    )


def _code(found: Mapping[str, Any] | None) -> bytes:
    text = (found or {}).get("bytecode") or "0x"
    return bytes.fromhex(text.removeprefix("0x"))


STANDARD_ARTIFACTS = {name: Artifact(name, abi) for name, abi in STANDARDS.items()}


def add_artifacts(artifacts: Iterable[Artifact]) -> None:
    """Makes further contracts known to this process, such as a bench's stock ones."""
    _added.update((artifact.name, artifact) for artifact in artifacts)
    errors_by_selector.cache_clear()
    events_by_topic.cache_clear()


def artifacts() -> dict[str, Artifact]:
    """Every contract known, by name."""
    return {**_manifest(), **_added}


def artifact(name: str) -> Artifact:
    """The contract of that name. Raises ChainError when daoctl does not carry it."""
    found = _added.get(name) or _manifest().get(name)
    if found is None:
        raise ChainError(_("daoctl does not know the contract {name}.").format(name=name))
    return found


@cache
def errors_by_selector() -> dict[bytes, Function]:
    """Every custom error of every contract, by its first four bytes."""
    found = dict(_BUILT_IN)
    for known in artifacts().values():
        for error in known.errors:
            found.setdefault(error.selector, error)
    return found


@cache
def events_by_topic() -> dict[tuple[bytes, int], Event]:
    """Every event of every contract, by its first topic and its number of topics."""
    found: dict[tuple[bytes, int], Event] = {}
    for known in artifacts().values():
        for event in known.events.values():
            found.setdefault((event.topic, event.topics), event)
    return found


@dataclass(frozen=True)
class Call:
    """A call ready to be simulated, shown, written down or sent; `value` in wei."""

    contract: str
    to: str
    function: str
    args: dict[str, Any]
    data: bytes = field(repr=False)
    value: int = 0

    def message(self, sender: str | None = None) -> Message:
        """The call as a node is asked it."""
        return Message(self.to or None, self.data, sender, self.value)


class Contract:
    """A contract at an address of a chain."""

    def __init__(self, chain: Chain, name: str, address: str) -> None:
        self.chain = chain
        self.name = name
        self.address = checksummed(address)
        self.artifact = artifact(name)

    def __repr__(self) -> str:
        return f"{self.name} at {self.address}"

    def read(
        self, function: str, *args: Any, block: int | None = None, sender: str | None = None
    ) -> Any:
        """What a function answers, on the state after `block`: one value, or a named tuple of
        several. Raises ChainRefused, or ChainError where no such contract stands."""
        found = self.artifact.function(function, len(args))
        message = Message(self.address, found.encode(args), sender)
        try:
            answer = self.chain.node.call(message, block)
        except RpcError as error:
            raise refusal(error) from None
        return self._answer(found, answer)

    def read_many(
        self, function: str, args: Sequence[Sequence[Any]], block: int | None = None
    ) -> list[Any]:
        """What a function answers to each list of values, asked together."""
        return read_many([(self, function, values) for values in args], block)

    def _answer(self, function: Function, answer: bytes) -> Any:
        if not answer and function.outputs.types:
            raise ChainError(
                _("There is no {name} at {address} on this chain.").format(
                    name=self.name, address=self.address
                ),
                hint=_("Check --network and --rpc, and the address."),
            )
        try:
            return function.decode_answer(answer)
        except DoesNotFit as error:
            raise nonsense(self.chain.rpc_url or "", error.message) from None

    def encode(self, function: str, *args: Any) -> bytes:
        """The bytes of a call."""
        return self.artifact.function(function, len(args)).encode(args)

    def call(self, function: str, *args: Any, value: int = 0) -> Call:
        """A call of the function, to be simulated or sent; `value` in wei goes with it."""
        found = self.artifact.function(function, len(args))
        return Call(
            self.name,
            self.address,
            found.name,
            found.inputs.by_name(args),
            found.encode(args),
            value,
        )

    def decode(self, data: bytes) -> tuple[str, dict[str, Any]]:
        """The function and values of a call's bytes. Raises DoesNotFit when it is none of this
        contract's."""
        found = self.artifact.selectors.get(bytes(data[:4]))
        if found is None:
            raise DoesNotFit(f"{self.name} has no function 0x{data[:4].hex()}")
        return found.name, found.decode(data)


def read_many(
    questions: Sequence[tuple[Contract, str, Sequence[Any]]], block: int | None = None
) -> list[Any]:
    """What each contract's function answers, asked together; all on the same chain. Raises
    ChainRefused for the first that was refused."""
    if not questions:
        return []
    found = [
        contract.artifact.function(function, len(args)) for contract, function, args in questions
    ]
    messages = [
        Message(contract.address, function.encode(args))
        for (contract, _name, args), function in zip(questions, found, strict=True)
    ]
    answers = questions[0][0].chain.node.call_many(messages, block)
    results = []
    for (contract, _name, _args), function, answer in zip(questions, found, answers, strict=True):
        if isinstance(answer, RpcError):
            raise refusal(answer)
        results.append(contract._answer(function, answer))
    return results


def decode_error(data: bytes) -> tuple[str, dict[str, Any]] | None:
    """The name and values of a contract's error, or None when no known contract has it."""
    found = errors_by_selector().get(bytes(data[:4]))
    if found is None:
        return None
    try:
        return found.name, found.decode(data)
    except DoesNotFit:
        return None


def refused_with(name: str, arguments: dict[str, Any]) -> ChainRefused:
    """What a contract would refuse with, by its error's name, in the words it has on a chain."""
    return ChainRefused(explain(name, arguments), error_name=name, arguments=arguments)


def refusal(error: RpcError, tx: str | None = None) -> ChainError | AccountError:
    """The node's error as one of ours: ChainRefused when a contract refused, AccountError when
    the account has too little, else ChainError."""
    if "insufficient funds" in error.message.lower() and not error.data:
        return AccountError(
            _("The account does not hold enough for this."),
            cause=error.message,
            hint=_("Send it the network's coin first, enough for the amount and the fee."),
        )
    if not error.reverted:
        return ChainError(_("The node refused the request."), cause=error.message)
    data = error.data or b""
    decoded = decode_error(data)
    if decoded is not None:
        name, arguments = decoded
        return ChainRefused(explain(name, arguments), error_name=name, arguments=arguments, tx=tx)
    return ChainRefused(
        _("The contract refused without giving a reason."),
        tx=tx,
        cause="0x" + data.hex() if data else error.message,
    )
