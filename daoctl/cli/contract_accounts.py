"""What daoctl does for a council that is a contract, such as a Safe: it tries the transactions as
that contract would carry them out and writes them down, or says how to go about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from daoctl.errors import AccountError
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.chain.safes import ContractAccount
    from daoctl.charter.authority import Role
    from daoctl.cli.session import Session, Who


def first_contract(chain: Chain, members: Iterable[str]) -> ContractAccount | None:
    """The first of these account names and addresses that is a contract on the chain, if any.
    Raises UserError for an address with a typing error."""
    from daoctl.chain.safes import contract_account

    for member in members:
        if member[:2] in ("0x", "0X"):
            found = contract_account(chain, checksum(member))
            if found is not None:
                return found
    return None


def refuse_contract(chain: Chain, who: Signer | Who) -> None:
    """Raises AccountError when the signer is named by an address and a contract stands there."""
    found = first_contract(chain, [who.name])
    if found is not None:
        raise no_single_signer(chain, found)


def no_single_signer(
    chain: Chain, account: ContractAccount, role: Role | str | None = None
) -> AccountError:
    """That no account alone can sign for the contract, who can, and how."""
    from daoctl.chain.accounts import known_accounts

    here = {address: name for name, address in known_accounts(chain).items()}
    owners = ", ".join(f"{one} ({here[one]})" if one in here else one for one in account.owners)
    name = role if role is None or isinstance(role, str) else role.name
    form = _("{role} is {what}: {address}") if name else _("The account is {what}: {address}")
    return AccountError(
        form.format(role=name, what=account.words(), address=account.address),
        cause=_("Its owners: {owners}").format(owners=owners) if owners else None,
        hint=_(
            "Run the same command with --output calldata: it tries the transactions and writes "
            "them down. Its owners enter them in the Safe's transaction builder and sign there."
        )
        if account.is_safe
        else _(
            "Run the same command with --output calldata: it tries the transactions and writes "
            "them down for whoever operates that contract."
        ),
    )


def try_as_contract(
    session: Session,
    calls: Sequence[Call],
    role: Role | str | None,
    *,
    dependent: bool = False,
) -> None:
    """Tries what is about to be written down as the contract that will carry it out: the one
    named by --account, else the first of the role. Without one there is nobody to try it as.

    Raises ChainRefused when it would be refused."""
    from daoctl.chain.rehearsal import rehearse
    from daoctl.chain.sending import simulate

    given = session.options.account
    account = first_contract(session.chain, (given,) if given else session.members(role))
    if account is None or not calls:
        return
    tried = calls
    if dependent and len(calls) > 1:
        rehearsal = rehearse(session.chain, [one.message(account.address) for one in calls])
        for refused in rehearsal.outcomes if rehearsal.together else ():
            if refused is not None:
                raise refused
        # Where the node cannot try them together, only the first stands on the present state.
        tried = () if rehearsal.together else calls[:1]
    for call in tried:
        simulate(session.chain, call, account.address)
    session.out.say(
        _("Tried as {address}, {what}: it would take effect.").format(
            address=account.address, what=account.words()
        )
    )
