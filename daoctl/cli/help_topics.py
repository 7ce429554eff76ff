"""The pages of `daoctl help`: how daoctl works where that is no single verb's matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daoctl.cli.help_tables import EXIT_CODES, FILES, OTHER_VARIABLES, VARIABLES
from daoctl.words import LANGUAGES, N_, _


@dataclass(frozen=True)
class Lines:
    """Lines to copy, which are shown as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """Names, each with its explanation."""

    rows: Mapping[str, str]


Part = str | Lines | Listed


def networks() -> list[Part]:
    """How a chain and a node are named."""
    return [
        _(
            "A network is a chain that a village can be founded on. It is named the way Ape, the "
            "library below daoctl, names it: ECOSYSTEM:NETWORK:PROVIDER. The provider is the way "
            "to a node, the computer that daoctl asks; `node` is one whose address you give."
        ),
        Lines(
            (
                "daoctl status --network ethereum:sepolia:node --rpc https://…",
                "daoctl status --rpc http://127.0.0.1:8545",
            )
        ),
        _(
            "You need this once: when the village is founded or joined, its private folder "
            "remembers the network and the node's address. Later --network or --rpc point a single "
            "command elsewhere. A node on this computer needs no network's name."
        ),
        _(
            "A node's address often holds a key that you pay for: it stays in the private folder "
            "and is never printed in full. daoctl takes no public node by itself, for that would "
            "not be the village's choice."
        ),
        _(
            "If the node belongs to another chain than the village, daoctl says so and does "
            "nothing. `ape networks list` shows the networks that this computer knows."
        ),
        _("To rehearse without money or anybody else: `daoctl practice start`."),
    ]


def accounts() -> list[Part]:
    """Who signs, and where keys are."""
    return [
        _(
            "An account signs what changes the chain, and pays the network's fee for it. daoctl "
            "uses Ape's accounts: an encrypted key file on this computer, or a hardware device. It "
            "never takes a private key as an argument, and keeps none."
        ),
        Lines(("daoctl account new office", "daoctl account list", "daoctl account needs")),
        _(
            "Which account signs: the one named with --account, else the one that the charter "
            "names for the office the command needs (council, issuer, reviewer), else the only "
            "one on this computer. The question before sending says which."
        ),
        _(
            "Where the council is a contract, such as a Safe with several owners, nobody can sign "
            "for it alone: --output calldata writes the transactions for its owners to sign."
        ),
        _(
            "Some acts belong to nobody but the village itself: payments, new budgets, changes of "
            "the rules. For these daoctl writes a proposal, and the vote decides."
        ),
        _(
            "To read the chain, no account is needed. Ape keeps its key files in ~/.ape/accounts; "
            "`daoctl handover` does not take them along."
        ),
    ]


def exit_codes() -> list[Part]:
    """What a script can tell from how daoctl ended."""
    return [
        _("The number a command ends with says how it went; in a shell it is in `$?`."),
        Listed({str(code): _(words) for code, words in EXIT_CODES.items()}),
        _(
            "An error is one sentence on stderr, what lies behind it, and a hint what to do. What "
            "was asked for is on stdout, so that an error never mixes with data."
        ),
    ]


def environment() -> list[Part]:
    """The variables that daoctl reads."""
    return [
        _("An option on the command line goes before its variable. daoctl's own:"),
        Listed({name: _(words) for name, words in VARIABLES.items()}),
        _("Those of others that it honours:"),
        Listed({name: _(words) for name, words in OTHER_VARIABLES.items()}),
        _(
            "The language is the one of --lang, else of DAOCTL_LANG, else the first of the "
            "village's charter, else that of your system. daoctl speaks: {languages}."
        ).format(languages=", ".join(LANGUAGES)),
    ]


def files() -> list[Part]:
    """A village's folder."""
    return [
        _(
            "A village is a folder. Commands find it from inside, or are told with --village "
            "FOLDER. With --village NETWORK:ADDRESS a village is read from the chain alone, and "
            "needs no folder."
        ),
        Listed({name: _(words) for name, words in FILES.items()}),
        _(
            "Keep a copy of the folder. Without the register nobody can prove whom a certificate "
            "was made for; everything public can be rebuilt from the chain with `daoctl join`. "
            "`daoctl handover` moves the private part to another computer."
        ),
    ]


def json() -> list[Part]:
    """What --json promises."""
    return [
        _(
            "With --json a command prints its answer as one JSON document on stdout. Its keys are "
            "English, are the same in every language, and stay: later versions only add to them."
        ),
        Listed(
            {
                _("amounts"): _("text of the smallest unit (wei), for they are too large"),
                _("times"): _("whole seconds since 1970 in UTC"),
                _("addresses"): _("text, 0x and 40 letters, with the capitals of their checksum"),
                _("hashes, bytes"): _("text, 0x and hexadecimal letters"),
                _("shares"): _("hundredths of a percent: 1000 is 10 %"),
                _("what is not there"): _("null"),
            }
        ),
        _(
            "With --dry-run a command that sends prints its plan instead. --output calldata prints "
            "one JSON document a line for each transaction. Errors are never JSON: look at the "
            "exit code."
        ),
        Lines(("daoctl proposal list --json | jq '.[] | .title'",)),
    ]


# topic → (what it is about, its page), in the order of the list.
TOPICS: dict[str, tuple[str, Callable[[], list[Part]]]] = {
    "networks": (N_("How a chain and a node are named."), networks),
    "accounts": (N_("Who signs, and where the keys are."), accounts),
    "exit-codes": (N_("The numbers that commands end with."), exit_codes),
    "environment": (N_("The variables that daoctl reads."), environment),
    "files": (N_("What lies in a village's folder."), files),
    "json": (N_("What --json promises to programs."), json),
}
