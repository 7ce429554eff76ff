"""Which node a network's name means, and opening it through Ape."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from daoctl.chain.node import Node, RpcError
from daoctl.chain.quiet import load_ape, to_stderr
from daoctl.chain.wire import Wire, shown_url
from daoctl.errors import ConnectionFailed, UserError, WrongChain
from daoctl.words import _

# Ape and web3 prefer these over the address they are given, so they are set aside meanwhile.
RIVALS = ("WEB3_PROVIDER_URI", "APE_FOUNDRY_HOST")


@dataclass(frozen=True)
class Choice:
    """A network by its three parts, and the node's address where the user named one."""

    ecosystem: str
    network: str
    provider: str
    rpc: str | None

    @property
    def name(self) -> str:
        return f"{self.ecosystem}:{self.network}:{self.provider}"

    @property
    def is_local(self) -> bool:
        return self.network == "local"

    @property
    def is_embedded(self) -> bool:
        return self.is_local and self.provider == "test"

    @property
    def starts_anvil(self) -> bool:
        return self.is_local and self.provider == "foundry" and self.rpc is None

    def at(self, url: str) -> Choice:
        """The same network at that address."""
        return replace(self, rpc=url)


def choose(network: str, rpc: str | None) -> Choice:
    """The network that the words mean: "ethereum:sepolia", "base:sepolia:node",
    "ethereum:local:foundry", "ethereum:sepolia:https://…"."""
    ecosystem, _colon, rest = network.strip().partition(":")
    name, _colon, provider = rest.partition(":")
    if ecosystem in ("http", "https", "ws", "wss"):
        raise UserError(
            _("`{text}` is a node's address, not a network.").format(text=network),
            hint=_("Write: --network ethereum:sepolia --rpc {text}").format(text=network),
        )
    if not rest and ecosystem not in ("", "ethereum"):
        # Ape would take it for an ecosystem and mean a chain on this computer.
        raise UserError(
            _("`{text}` is not the whole name of a network.").format(text=network),
            hint=_("Write ecosystem and network, such as: ethereum:{text}").format(text=ecosystem),
        )
    if provider.startswith(("http://", "https://")):
        rpc, provider = rpc or provider, ""
    ecosystem, name = ecosystem or "ethereum", name or "local"
    if name == "local":
        rpc = rpc or os.environ.get("APE_FOUNDRY_HOST") if provider == "foundry" else rpc
        if provider in ("", "test"):
            # The embedded chain has no address, so an address means a node beside it.
            provider = "foundry" if rpc else "test"
    else:
        provider = provider or "node"
    if rpc is not None and not rpc.startswith(("http://", "https://")):
        raise UserError(
            _("`{text}` is not a node's address.").format(text=rpc),
            hint=_("It begins with http:// or https://"),
        )
    return Choice(ecosystem, name, provider, rpc)


@contextmanager
def open_provider(choice: Choice) -> Iterator[tuple[Any, Node, str | None]]:
    """Ape's provider, the node and its address. Raises ConnectionFailed or WrongChain.

    A development node whose address is given needs no provider (None): there is nothing that Ape
    could add to it, and loading Ape takes longer than most verbs do.
    """
    if choice.is_local and choice.provider == "foundry" and choice.rpc is not None:
        from daoctl.chain.rpc import RpcNode

        _probe(choice.rpc, choice)
        yield None, RpcNode(Wire(choice.rpc)), choice.rpc
        return
    ape = load_ape()
    if choice.is_embedded:
        with _ape_choice(ape, choice, {}) as provider:
            from daoctl.chain.embedded import EmbeddedNode

            tester = provider.web3.provider.ethereum_tester
            yield provider, EmbeddedNode(tester, provider.chain_id), None
        return
    from daoctl.chain.rpc import RpcNode

    description = _describe(ape, choice)
    url = choice.rpc or _configured(description, choice)
    if url is None:
        with _ape_choice(ape, choice, {}) as provider:
            # A provider with an address of its own making, such as ape-alchemy's.
            found = getattr(provider, "http_uri", None) or getattr(provider, "uri", None)
            if not isinstance(found, str) or not found.startswith("http"):
                raise _no_address(choice)
            yield provider, RpcNode(Wire(found)), found
        return
    node = RpcNode(Wire(url, _headers(ape, choice)))
    _probe(url, choice, int(description.network.chain_id) if not choice.is_local else None)
    if choice.provider == "foundry":
        settings = {"host": url, "manage_process": False}
    else:
        settings = {"uri": url}
    with _without(RIVALS), _ape_choice(ape, choice, settings) as provider:
        yield provider, node, url


def _describe(ape: Any, choice: Choice) -> Any:
    """Ape's description of the network, not connected."""
    try:
        with to_stderr():
            return ape.networks.get_provider_from_choice(choice.name)
    except Exception as error:  # noqa: BLE001 - whatever Ape's plugins raise
        raise _unknown(choice, error) from None


def _configured(provider: Any, choice: Choice) -> str | None:
    """The address in Ape's configuration or the environment.

    Ape would otherwise take a public node at random, which neither answers reliably nor is the
    village's choice, so that is an error here.
    """
    if choice.provider == "foundry":
        host = provider.settings.host
        return str(provider.uri) if host and host != "auto" else None
    if choice.provider != "node":
        return None
    for found in (provider._configured_rpc, os.environ.get("WEB3_PROVIDER_URI")):
        if found and str(found).startswith("http"):
            return str(found)
    raise _no_address(choice)


def _headers(ape: Any, choice: Choice) -> dict[str, str]:
    found = ape.networks.get_request_headers(choice.ecosystem, choice.network, choice.provider)
    return {str(key): str(value) for key, value in found.items() if key != "User-Agent"}


def _probe(url: str, choice: Choice, wanted: int | None = None) -> None:
    """Asks the node which chain it is of before Ape does, for Ape may wait half an hour. Raises
    ConnectionFailed when no node answers, WrongChain when it is not of chain `wanted`."""
    from daoctl.chain.rpc import RpcNode

    try:
        found = RpcNode(Wire(url, tries=2, timeout=10.0)).chain_id()
    except RpcError as error:
        raise ConnectionFailed(
            _("What answers at {url} is not a node.").format(url=shown_url(url)),
            cause=error.message,
            hint=_("Check the address given with --rpc or in ape-config.yaml."),
        ) from None
    if wanted is not None and found != wanted:
        raise WrongChain(
            _("The node at {url} is of chain {found}, not of {network} ({wanted}).").format(
                url=shown_url(url), found=found, network=choice.name, wanted=wanted
            ),
            hint=_("Check --network, and the address given with --rpc or in ape-config.yaml."),
        )


@contextmanager
def _ape_choice(ape: Any, choice: Choice, settings: dict[str, Any]) -> Iterator[Any]:
    with to_stderr():
        try:
            # The embedded chain would otherwise still be there for the next connection.
            context = ape.networks.parse_network_choice(
                choice.name,
                provider_settings=settings or None,
                disconnect_after=choice.is_embedded,
            )
            provider = context.__enter__()
        except Exception as error:  # noqa: BLE001 - whatever Ape's plugins raise
            raise _unknown(choice, error) from None
    try:
        yield provider
    finally:
        with to_stderr():
            context.__exit__(None, None, None)


def _unknown(choice: Choice, error: Exception) -> ConnectionFailed:
    from ape.exceptions import (
        EcosystemNotFoundError,
        NetworkNotFoundError,
        ProviderNotFoundError,
    )

    cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, EcosystemNotFoundError | NetworkNotFoundError):
        return ConnectionFailed(
            _("There is no network `{network}`.").format(
                network=f"{choice.ecosystem}:{choice.network}"
            ),
            cause=cause,
            hint=_("Networks are named like ethereum:sepolia; `ape networks list` shows all."),
        )
    if isinstance(error, ProviderNotFoundError):
        return ConnectionFailed(
            _("There is no way `{provider}` to {network}.").format(
                provider=choice.provider, network=f"{choice.ecosystem}:{choice.network}"
            ),
            cause=cause,
            hint=_(
                "Install its Ape plugin (pip install ape-{provider}), or name a node with --rpc."
            ).format(provider=choice.provider),
        )
    return ConnectionFailed(
        _("The network {network} cannot be reached.").format(network=choice.name),
        cause=cause,
        hint=_("Check the address given with --rpc or in ape-config.yaml."),
    )


def _no_address(choice: Choice) -> ConnectionFailed:
    config = f"node:\n  {choice.ecosystem}:\n    {choice.network}:\n      uri: https://…"
    return ConnectionFailed(
        _("No node is known for {network}.").format(network=f"{choice.ecosystem}:{choice.network}"),
        hint=_(
            "Give a node's address with --rpc https://…, or put it in the environment as "
            "WEB3_PROVIDER_URI, or in ape-config.yaml of this folder or of ~/.ape:\n{config}"
        ).format(config=config),
    )


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
