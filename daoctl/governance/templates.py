"""Templates of drafts: for each kind a file that can be filled in, every key explained in the
reader's language. Each of them is itself a draft that daoctl reads.
"""

from __future__ import annotations

from daoctl.charter.drafts_file import FENCE
from daoctl.errors import UsageError
from daoctl.governance.readers import EXAMPLE_ADDRESS
from daoctl.words import _

Line = tuple[str, str]


def template(kind: str) -> str:
    """The template of that kind. Raises UsageError for an unknown one."""
    kinds = _kinds()
    if kind not in kinds:
        raise UsageError(
            _("There is no kind of proposal called `{kind}`.").format(kind=kind),
            hint=_("Choose one of: {kinds}").format(kinds=", ".join(kinds)),
        )
    lines = [FENCE]
    head = [
        (_("One line that says what is to be decided. What you write here will stand on"), ""),
        (_("the chain for ever: no names, addresses or telephone numbers of people."), ""),
        ("", f'title: "{_title()}"'),
        ("", f"kind: {kind}"),
    ]
    for comment, line in head + kinds[kind]:
        if comment:
            lines.append(f"{_indent(line)}# {comment}")
        if line:
            lines.append(line)
    return "\n".join([*lines, FENCE, "", _text(kind), ""])


def is_untouched(title: str, text: str) -> bool:
    """Whether the title or the text of a draft is still the template's."""
    return title == _title() or text in (_text("text"), _text("pay"))


def _title() -> str:
    return _("What we propose")


def _indent(line: str) -> str:
    return " " * (len(line) - len(line.lstrip())) if not line.lstrip().startswith("-") else "  "


def _text(kind: str) -> str:
    if kind == "text":
        return _("Write here, in Markdown, what the village shall state.")
    return _("Write here, in Markdown, why: what is planned, who does it, what it is good for.")


def _kinds() -> dict[str, list[Line]]:
    return {
        "text": [],
        "pay": [
            (_("Who is paid."), f'to: "{EXAMPLE_ADDRESS}"'),
            (_("How much, with its unit. It is paid from the free money."), "amount: 0.5 ETH"),
            (_("A few words that stand beside the payment (may be left out)."), "memo: seeds"),
        ],
        "grant": [
            (_("Who carries the plan out and is paid."), f'recipient: "{EXAMPLE_ADDRESS}"'),
            (
                _("The budget it comes from, by its name; leave it out for the free money."),
                "budget: activity",
            ),
            (
                _("1 to 8 steps. Each is paid once it is reported and the reviewer approves it."),
                "milestones:",
            ),
            (_("How much, and until when it is reported: days from the award."), ""),
            ("", "  - amount: 0.2 ETH"),
            ("", "    due: 30 days"),
            ("", "  - amount: 0.3 ETH"),
            ("", "    due: 90 days"),
        ],
        "grant-cancel": [
            (_("The grant's number, as `daoctl project list` shows it."), "grant: 1"),
            (_("Why. What is approved already is still paid."), "reason: the plan was given up"),
        ],
        "budget": [
            (_("open, close, fund or awarder; below stands what `open` needs."), "do: open"),
            (_("What people call it."), "name: festival"),
            (_("Set aside from the free money at once; 0 ETH is allowed."), "amount: 1 ETH"),
            (
                _("When what is left becomes free money again."),
                "expires: 2030-03-31T23:59:59+09:00",
            ),
            (
                _("A contract that may award from it, such as `election` (may be left out)."),
                "",
            ),
            ("", "# awarder: election"),
            (_("How much of it one election may promise."), "ceiling: 50%"),
            (_("To close one:          do: close, budget: its name"), ""),
            (_("To put more into one:  do: fund, budget: its name, amount: 1 ETH"), ""),
            (_("To let a contract award from one:"), ""),
            (_("    do: awarder, budget: its name, awarder: its address, allowed: yes or no"), ""),
        ],
        "assets": [
            (_("add or remove"), "do: add"),
            (_("ETH, or the address of a plain ERC-20 token."), f'asset: "{EXAMPLE_ADDRESS}"'),
        ],
        "nft": [
            (_("Whose tokens: an address, or `villager` for the village's own."), ""),
            ("", f'token: "{EXAMPLE_ADDRESS}"'),
            (_("Which one, as `daoctl treasury nft` shows it."), "id: 1"),
            (_("Who gets it."), f'to: "{EXAMPLE_ADDRESS}"'),
        ],
        "limits": [
            (
                _("How many resident certificates one issuer may issue or renew in a day."),
                "daily_issue_limit: 500",
            ),
        ],
        "rule": [
            (_("Only the settings that shall change; delete the other lines."), ""),
            (_("The share of all votes that must be cast, in quotation marks."), 'quorum: "> 10%"'),
            (_("From a proposal to the vote, 30 days at most."), "voting_delay: 1 day"),
            (_("How long the vote is open, 1 hour to 60 days."), "voting_period: 7 days"),
            (
                _("How long it stays open once the quorum is reached late."),
                "late_extension: 1 day",
            ),
            (_("How many votes somebody needs to propose."), "proposal_threshold: 1"),
            (_("From a passed vote to its execution, 30 days at most."), "timelock: 2 days"),
        ],
        "elections": [
            (_("Only what shall change; delete the other lines. 180 days at most."), ""),
            (_("How long plans are nominated, at least."), "minimum_nomination: 3 days"),
            (_("How long people vote, at least."), "minimum_voting: 2 days"),
            (
                _("The lowest quorum that the council may choose, in quotation marks."),
                'minimum_quorum: ">= 5%"',
            ),
            (_("Who may vote in elections: villager or certificate, and yes or no."), ""),
            ("", "# electorate: certificate"),
            ("", "# allowed: yes"),
        ],
        "phase": [
            (_("The keys are those of [[villager.phase]] in village.toml."), "name: phase 4"),
            ("", "price: 0.03 ETH"),
            (_("Open from the first moment, closed from the second."), ""),
            ("", "opens: 2030-04-01T12:00:00+09:00"),
            ("", "closes: 2030-04-30T23:59:59+09:00"),
            (_("How many are sold, and how many one holder may have of them."), "cap: 100"),
            ("", "wallet_limit: 5"),
            (
                _("Share of the proceeds that goes into a budget (both may be left out)."),
                "activity_budget: 30%",
            ),
            ("", "budget: activity"),
            (_("With this line only listed people may buy."), "allowlist: allowlist.csv"),
        ],
        "role": [
            (_("grant or revoke"), "do: grant"),
            (_("council, issuer or reviewer"), "role: reviewer"),
            (_("Who gets the office, or loses it."), f'account: "{EXAMPLE_ADDRESS}"'),
        ],
        "metadata": [
            (_("Where the tokens' pictures stand; the token's number is put behind it."), ""),
            ("", "base: ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/"),
            (_("With `yes` it can never be changed again."), "freeze: no"),
        ],
        "charter": [
            (
                _("rename, adopt, register or remove; below stands what `rename` needs."),
                "do: rename",
            ),
            (_("What people read. Tokens and signatures keep the name of the founding."), ""),
            ("", "name: " + _("The village of the new bridge")),
            (_("To adopt a new text, write it beside village.toml:"), ""),
            ("", "# do: adopt"),
            ("", "# file: village-2.toml"),
            (_("To enter another contract in the village's directory:"), ""),
            ("", "# do: register"),
            ("", "# key: registry"),
            ("", f'# address: "{EXAMPLE_ADDRESS}"'),
            (_("To take one out:    do: remove, key: registry"), ""),
        ],
    }
