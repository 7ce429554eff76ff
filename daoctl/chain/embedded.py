"""Ape's embedded chain: the questions of `Node`, answered in this process by py-evm.

eth-tester's own interface hides a contract's reason behind several layers of text, refuses to
simulate for an account without ether, and walks all blocks for one receipt. This asks the
machine beneath it instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daoctl.chain.node import Block, Message, RawLog, RawReceipt, RpcError
from daoctl.units import checksum

CALL_GAS = 16_777_216


class EmbeddedNode:
    """The chain inside `tester`, an `eth_tester.EthereumTester`."""

    def __init__(self, tester: Any, chain_id: int) -> None:
        self._tester = tester
        self._chain_id = chain_id
        self._receipts: dict[int, tuple[str, list[RawReceipt]]] = {}
        self._place: dict[str, int] = {}
        self._seen = -1

    @property
    def _chain(self) -> Any:
        return self._tester.backend.chain

    def chain_id(self) -> int:
        """The number of the chain (EIP-155)."""
        return self._chain_id

    def client(self) -> str:
        """The node's own name."""
        return "EthereumTester"

    def _head(self) -> int:
        # py-evm's own head is the block still being filled.
        return int(self._chain.get_block().number) - 1

    def _header(self, number: int | None) -> Any:
        head = self._head()
        wanted = head if number is None else number
        if not 0 <= wanted <= head:
            raise RpcError(f"no block {wanted}")
        return self._chain.get_canonical_block_header_by_number(wanted)

    def block(self, number: int | None = None) -> Block:
        """The head of a block."""
        header = self._header(number)
        return Block(
            header.block_number,
            header.timestamp,
            "0x" + header.hash.hex(),
            header.base_fee_per_gas,
            header.gas_limit,
        )

    def _run(self, message: Message, number: int | None) -> Any:
        """The finished computation of a message on the state after that block."""
        header = self._header(number)
        # A machine of its own, which nobody asks to keep what was done in it.
        state = self._chain.get_vm(at_header=header).state
        return self._apply(state, header.base_fee_per_gas, message)

    def _apply(self, state: Any, fee: int, message: Message) -> Any:
        """The finished computation of a message on a state, which keeps what it did."""
        from eth.vm.spoof import SpoofTransaction
        from eth_utils import ValidationError

        sender = bytes.fromhex((message.sender or "0x" + "00" * 20)[2:])
        try:
            # Simulating costs nothing, so the gas must not need to be paid for.
            held = state.get_balance(sender)
            if held < message.value:
                raise RpcError("insufficient funds")
            state.set_balance(sender, held + CALL_GAS * fee)
            transaction = (
                self._chain.get_transaction_builder().new_unsigned_dynamic_fee_transaction(
                    chain_id=self._chain_id,
                    nonce=state.get_nonce(sender),
                    max_priority_fee_per_gas=0,
                    max_fee_per_gas=fee,
                    gas=CALL_GAS,
                    to=bytes.fromhex(message.to[2:]) if message.to else b"",
                    value=message.value,
                    data=message.data,
                    access_list=(),
                )
            )
            done = state.apply_transaction(SpoofTransaction(transaction, from_=sender))
        except ValidationError as error:
            raise RpcError(str(error)) from None
        if done.is_error:
            reverted = not done.should_erase_return_data
            raise RpcError(
                "execution reverted" if reverted else f"execution failed: {done.error}",
                3,
                bytes(done.output) if reverted else b"",
            )
        return done

    def call_in_order(
        self, messages: Sequence[Message], storage: Mapping[str, Mapping[int, bytes]]
    ) -> list[bytes | RpcError]:
        """What each is answered when the ones before it took effect, with `storage` (contract →
        slot → word) standing as it says; ends after the first that a contract refused."""
        header = self._header(None)
        # A machine of its own, which nobody asks to keep what was done in it.
        state = self._chain.get_vm(at_header=header).state
        for address, words in storage.items():
            for slot, word in words.items():
                place = bytes.fromhex(address[2:])
                state.set_storage(place, slot, int.from_bytes(word, "big"))
        answers: list[bytes | RpcError] = []
        for message in messages:
            try:
                answers.append(bytes(self._apply(state, header.base_fee_per_gas, message).output))
            except RpcError as error:
                answers.append(error)
                break
        return answers

    def call(self, message: Message, block: int | None = None) -> bytes:
        """What the contract answers; nothing is sent."""
        return bytes(self._run(message, block).output)

    def call_many(
        self, messages: Sequence[Message], block: int | None = None
    ) -> list[bytes | RpcError]:
        """What each is answered, an RpcError where a contract said no."""
        answers: list[bytes | RpcError] = []
        for message in messages:
            try:
                answers.append(self.call(message, block))
            except RpcError as error:
                answers.append(error)
        return answers

    def try_call(self, message: Message) -> bytes:
        """What the contract would answer now."""
        return self.call(message)

    def estimate(self, message: Message) -> int:
        """The gas the message would need now."""
        done = self._run(message, None)
        # Refunds come back only at the end, and a call keeps back a 64th at each depth.
        used = int(CALL_GAS - done.get_gas_remaining())
        return used + used // 16

    def priority_fee(self) -> int:
        """The tip the node advises, in wei for each unit of gas."""
        return 0

    def balance(self, address: str, block: int | None = None) -> int:
        """The wei an account holds."""
        state = self._chain.get_vm(at_header=self._header(block)).state
        return int(state.get_balance(bytes.fromhex(address[2:])))

    def code(self, address: str, block: int | None = None) -> bytes:
        """The code at an address, empty where there is none."""
        state = self._chain.get_vm(at_header=self._header(block)).state
        return bytes(state.get_code(bytes.fromhex(address[2:])))

    def nonces(self, addresses: Sequence[str], pending: bool = False) -> list[int]:
        """How many transactions each account has made; nothing ever waits here."""
        state = self._chain.get_vm(at_header=self._header(None)).state
        return [int(state.get_nonce(bytes.fromhex(address[2:]))) for address in addresses]

    def send_many(self, raws: Sequence[bytes], in_order: bool = True) -> list[str | RpcError]:
        """Mines signed transactions, each in a block of its own."""
        from eth_tester.exceptions import TransactionFailed
        from eth_utils import ValidationError

        answers: list[str | RpcError] = []
        for raw in raws:
            try:
                answers.append(str(self._tester.send_raw_transaction("0x" + raw.hex())))
            except (ValidationError, TransactionFailed, ValueError) as error:
                answers.append(RpcError(str(error)))
        return answers

    def receipts(self, txs: Sequence[str]) -> list[RawReceipt | None]:
        """What became of each transaction; None where no block holds it."""
        self._read_blocks()
        found: list[RawReceipt | None] = []
        for tx in txs:
            number = self._place.get(tx)
            found.append(
                None
                if number is None
                else next((r for r in self._receipts[number][1] if r.tx == tx), None)
            )
        return found

    def known(self, tx: str) -> bool:
        """Whether a block holds the transaction."""
        return self.receipts([tx])[0] is not None

    def sent(self, tx: str) -> Message | None:
        """What a transaction told whom; None for an unknown one."""
        from eth_tester.exceptions import TransactionNotFound

        try:
            found = self._tester.get_transaction_by_hash(tx)
        except TransactionNotFound:
            return None
        data = bytes.fromhex(str(found["data"]).removeprefix("0x"))
        return Message(found["to"] or None, data, str(found["from"]), int(found["value"]))

    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str],
        topics: Sequence[bytes],
        further: Sequence[bytes | None] = (),
    ) -> list[RawLog]:
        """The logs of those contracts (of any without one) and first topics, in blocks `first` to
        `last`; `further` topics must be as given, None being any."""
        self._read_blocks()
        wanted, heads = set(addresses), set(topics)
        return [
            log
            for number in range(max(first, 0), min(last, self._seen) + 1)
            for receipt in self._receipts[number][1]
            for log in receipt.logs
            if (log.address in wanted or not wanted) and log.topics and log.topics[0] in heads
            if all(
                topic is None or log.topics[place : place + 1] == (topic,)
                for place, topic in enumerate(further, start=1)
            )
        ]

    def advance_to(self, timestamp: int) -> None:
        """Mines one block at that moment."""
        # eth-tester takes a second off and adds one later; only the block before gets it.
        self._tester.backend.time_travel(timestamp + 1)

    # ---------------------------------------------------------------- blocks

    def _read_blocks(self) -> None:
        """Reads the blocks not read yet; those a restored snapshot undid are read again."""
        while self._seen >= 0 and (
            self._seen > self._head()
            or self._receipts[self._seen][0] != self._header(self._seen).hash.hex()
        ):
            for receipt in self._receipts.pop(self._seen)[1]:
                self._place.pop(receipt.tx, None)
            self._seen -= 1
        for number in range(self._seen + 1, self._head() + 1):
            block_hash, receipts = self._read_block(number)
            self._receipts[number] = (block_hash, receipts)
            self._place.update((receipt.tx, number) for receipt in receipts)
            self._seen = number

    def _read_block(self, number: int) -> tuple[str, list[RawReceipt]]:
        block = self._chain.get_canonical_block_by_number(number)
        block_hash = block.header.hash.hex()
        receipts: list[RawReceipt] = []
        gas_before = count = 0
        stored = block.get_receipts(self._chain.chaindb) if block.transactions else ()
        for transaction, receipt in zip(block.transactions, stored, strict=True):
            tx = "0x" + transaction.hash.hex()
            logs = tuple(
                RawLog(
                    checksum("0x" + log.address.hex()),
                    tuple(topic.to_bytes(32, "big") for topic in log.topics),
                    bytes(log.data),
                    number,
                    count + place,
                    tx,
                )
                for place, log in enumerate(receipt.logs)
            )
            count += len(logs)
            gas = receipt.gas_used - gas_before
            gas_before = receipt.gas_used
            base = block.header.base_fee_per_gas
            tip = min(transaction.max_priority_fee_per_gas, transaction.max_fee_per_gas - base)
            receipts.append(
                RawReceipt(
                    tx,
                    1 if receipt.state_root == b"\x01" else 0,
                    number,
                    "0x" + block_hash,
                    gas,
                    gas * (base + tip),
                    None if transaction.to else _created(transaction),
                    logs,
                )
            )
        return block_hash, receipts


def _created(transaction: Any) -> str:
    from eth._utils.address import generate_contract_address

    return checksum("0x" + generate_contract_address(transaction.sender, transaction.nonce).hex())
