"""What the help's pages list: exit codes, variables of the environment, and files.

Tests hold each table to the code: a new exit code or DAOCTL_ variable needs its line here.
"""

from __future__ import annotations

from daoctl.words import N_

EXIT_CODES: dict[int, str] = {
    0: N_("Done, or it was done already."),
    1: N_("Something that you can mend: a file, an account, a passphrase, the node's address."),
    2: N_("The command was typed wrongly."),
    3: N_("The chain refused, or a transaction is not in a block yet."),
    4: N_("A fault of daoctl's own; worth a report."),
    5: N_('The answer is "no" or "differs". A lost vote is no such answer.'),
    130: N_("Stopped from the keyboard; what was sent stays sent."),
}

VARIABLES: dict[str, str] = {
    "DAOCTL_VILLAGE": N_("Which village, as --village: its folder, or NETWORK:ADDRESS."),
    "DAOCTL_NETWORK": N_("Which chain, as --network."),
    "DAOCTL_RPC": N_("The node's address, as --rpc."),
    "DAOCTL_ACCOUNT": N_("Which account signs, as --account."),
    "DAOCTL_LANG": N_("The language to speak, as --lang: ja or en."),
    "DAOCTL_JPY_RATE": N_("Yen for one ETH on a day, as --rate, such as 350000@2026-11-01."),
    "DAOCTL_REGISTER_PASSPHRASE": N_("Opens the private register where nobody can be asked."),
    "DAOCTL_HANDOVER_PASSPHRASE": N_("Opens a handover file where nobody can be asked."),
    "DAOCTL_CONFIRMATIONS": N_("How many blocks must stand on a transaction before it counts."),
    "DAOCTL_DEBUG": N_("1 shows where in the program an error happened."),
}

# What other programs define and daoctl honours.
OTHER_VARIABLES: dict[str, str] = {
    "APE_ACCOUNTS_<NAME>_PASSPHRASE": N_("Unlocks that Ape account where nobody can be asked."),
    "APE_DATA_FOLDER": N_("Where Ape keeps its accounts; ~/.ape where it is not set."),
    "NO_COLOR": N_("Anything in it means no colours."),
    "LANG": N_("The language where nothing of daoctl's says one."),
}

FILES: dict[str, str] = {
    "village.toml": N_("The charter: what the village is. `daoctl init` writes it."),
    "deployments/CHAIN.json": N_(
        "The public record of a founding: addresses, blocks, transactions. May be published."
    ),
    ".daoctl/": N_("The private folder, for its owner alone. Never publish or commit it."),
    ".daoctl/register": N_(
        "Names, contacts and secrets of certificates, encrypted with a passphrase."
    ),
    ".daoctl/journal.db": N_(
        "What was begun, sent and done, so that an interrupted command goes on."
    ),
    ".daoctl/network.json": N_("The network and the node's address used last."),
    ".daoctl/cards.json": N_("Which printed cards are still to be destroyed."),
    ".daoctl/practice/": N_("The practice chain, which is this computer's alone."),
    ".daoctl/seen.json": N_("Numbers of proposals and projects read last, for the shell."),
    ".daoctl/handovers.json": N_("Which handovers were taken in here."),
}
