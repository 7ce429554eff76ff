"""The notice of a vote: what an office posts on paper and on its page, so that everybody who may
vote knows what is asked, until when, and how.

It is made of the proposal and the village alone, never of the present moment, so that anybody can
write it again and get the same bytes. (A vote that is prolonged gets a new end.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.report.markdown import escape
from daoctl.times import find_zone, format_time
from daoctl.units import Quorum
from daoctl.words import LANGUAGES, _, ngettext, speaking

if TYPE_CHECKING:
    from datetime import tzinfo

    from daoctl.charter.village import Village
    from daoctl.governance.proposals import Proposal

# Where neither the charter nor anything on chain says a zone: daoctl's villages are in Japan.
HOME = "Asia/Tokyo"


@dataclass(frozen=True)
class Notice:
    """What the notice says. Moments are in seconds since the epoch: holdings count as of
    `snapshot`, votes are taken from `opens` until `closes`, that second included. `acts` are the
    proposal's actions in words, by language."""

    village: str
    address: str
    network: str
    chain_id: int
    number: int
    title: str
    snapshot: int
    opens: int
    closes: int
    quorum: Quorum
    by_certificate: bool
    acts: Mapping[str, Sequence[str]]
    zone: tzinfo
    languages: tuple[str, ...] = LANGUAGES

    @property
    def commands(self) -> tuple[str, ...]:
        """What somebody with nothing but a computer types to vote; the words in capitals are
        theirs to fill in."""
        return (
            "python3 -m pip install daoctl",
            f"daoctl join {self.network} {self.address} --rpc URL",
            f"daoctl proposal show {self.number}",
            f"daoctl vote cast {self.number} for --account NAME",
        )

    @property
    def marker(self) -> str:
        """The document's first line, which Markdown does not show: it tells what the file is."""
        return f"<!-- daoctl: the notice of proposal {self.number} of {self.address} -->"

    def markdown(self) -> str:
        """The document, in both languages, the village's first."""
        parts = [self.marker]
        for language in self.languages:
            with speaking(language):
                parts += ["", *self._section(language)]
        return "\n".join(parts) + "\n"

    def _section(self, language: str) -> list[str]:
        title = _("Notice of a vote: proposal {number} of {village}").format(
            number=self.number, village=escape(self.village)
        )
        return [
            f"# {title}",
            "",
            f"**{escape(self.title)}**",
            "",
            *self._acts(language),
            "- " + _("Voting opens: {date}").format(date=self._moment(self.opens)),
            "- " + _("Voting ends: {date}").format(date=self._moment(self.closes)),
            f"- {self._electorate()}",
            f"- {self._rule()}",
            "- " + _("The village: `{address}`").format(address=self.address),
            "- "
            + _("The network: `{network}` (chain {id})").format(
                network=self.network, id=self.chain_id
            ),
            "",
            "## " + _("How to vote"),
            "",
            _("At any computer with Python 3.11 or 3.12:"),
            "",
            "```sh",
            *self.commands,
            "```",
            "",
            _(
                "Write `against` or `abstain` in place of `for` as you wish; each account votes "
                "once. `NAME` is your account (`ape accounts import NAME` brings one in), `URL` "
                "the address of a node of this network."
            ),
            "",
            _(
                "Compare the village's address with the one that you were given at the office: an "
                "address that is different in one letter is another village."
            ),
        ]

    def _acts(self, language: str) -> list[str]:
        acts = self.acts.get(language, ())
        if not acts:
            return []
        heading = ngettext(
            "If it passes, the village does this:",
            "If it passes, the village does these things, in this order:",
            len(acts),
        )
        numbered = [f"{place}. {escape(act)}" for place, act in enumerate(acts, 1)]
        return [heading, "", *numbered, ""]

    def _electorate(self) -> str:
        form = (
            _("Who votes: everybody who holds a resident certificate at {date}")
            if self.by_certificate
            else _("Who votes: everybody who holds a villager token at {date}")
        )
        return form.format(date=self._moment(self.snapshot))

    def _rule(self) -> str:
        return _(
            "The rule: it passes when {quorum} of all votes are cast, abstentions included, and "
            "more are for it than against it. If so many come in late, the vote is prolonged."
        ).format(quorum=self.quorum.words())

    def _moment(self, moment: int) -> str:
        home, utc = format_time(moment, self.zone), format_time(moment, "UTC")
        return home if home == utc else f"{home} ({utc})"


def read_notice(village: Village, proposal: Proposal) -> Notice:
    """The notice of a proposal of the village."""
    from daoctl.governance.actions import decode
    from daoctl.governance.setting import read_setting

    record, charter = village.record, village.charter
    acts = {}
    for language in LANGUAGES:
        with speaking(language):
            # The setting names offices and contracts in the language it is read in.
            setting = read_setting(village)
            found = [decode(action, setting) for action in proposal.actions]
            acts[language] = [
                f"{one.words} ({one.warning})" if one.warning else one.words for one in found
            ]
    governor = village.governor
    first = charter.village.languages if charter else ["ja"]
    return Notice(
        village=village.name,
        address=record.addresses["charter"],
        network=_short(village.chain.network),
        chain_id=village.chain.chain_id,
        number=proposal.number,
        title=proposal.title,
        snapshot=proposal.snapshot,
        opens=proposal.opens,
        closes=proposal.deadline,
        quorum=Quorum(
            "more_than" if governor.read("quorumMoreThan") else "at_least",
            governor.read("quorumNumerator", proposal.snapshot),
        ),
        by_certificate=governor.read("token") == record.addresses["certificate"],
        acts=acts,
        zone=find_zone(charter.village.timezone if charter else HOME),
        languages=tuple(sorted(LANGUAGES, key=lambda one: one != first[0])),
    )


def _short(network: str) -> str:
    """The network as a holder names it: the plain way to a node needs no name."""
    return network.removesuffix(":node")
