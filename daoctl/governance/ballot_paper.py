"""A ballot paper: all that one must know of a vote to sign a ballot for it without a node.

It is a small public file that the village gives out, made from the chain by `daoctl vote paper`.
Nothing in it is secret, and nothing in it is signed: what a ballot signs is hashed from it, so a
paper that lies makes a ballot that does not count, but its *titles* are only as good as where it
came from. (A consultation needs none: its document says everything, and every ballot signs it.)
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from daoctl.errors import RecordError, UserError
from daoctl.governance.ballots import CONSULTATION_DOMAIN, MAX_OPTIONS, Kind
from daoctl.governance.elections import MAX_CANDIDATES
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.consultation import Consultation
    from daoctl.governance.elections import Election

MAX_FILE_BYTES = 1_000_000

Address = Annotated[str, AfterValidator(checksum)]
Word = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
Text = Annotated[str, Field(max_length=2_000)]
Moment = Annotated[int, Field(ge=0, lt=1 << 53)]
Whole = Annotated[int, Field(ge=0, lt=1 << 256)]


class Option(BaseModel):
    """What can be chosen. `number` is what people say; `place` an election's bit on the ballot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1, lt=1 << 53)]
    title: Text
    place: Annotated[int, Field(ge=0, lt=MAX_CANDIDATES)] = 0
    recipient: Address | None = None
    amount: Text = ""


class Paper(BaseModel):
    """A vote as its ballots must know it. `subject` is a proposal's or election's number, or the
    hash of a consultation; 0 for delegations, each of which has its own. `opens` and `closes`
    (seconds since the epoch) are 0 where there is no such moment. `genesis` tells development
    chains apart and is empty on others. `most` is how many options a ballot names at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1
    paper: Kind
    chain_id: Annotated[int, Field(ge=1, lt=1 << 256)]
    genesis: Text = ""
    village: Text
    contract: Address
    domain: Annotated[str, Field(min_length=1, max_length=31)]
    subject: Whole | Word
    title: Text
    opens: Moment = 0
    closes: Moment = 0
    slate: Word | Literal[""] = ""
    most: Annotated[int, Field(ge=0, le=MAX_OPTIONS)] = 0
    ordered: bool = True
    options: Annotated[tuple[Option, ...], Field(max_length=MAX_OPTIONS)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Paper:
        if (self.paper == "election") != bool(self.slate):
            raise ValueError(_("the hash of the nominations belongs to elections, and to each"))
        if (self.paper == "consultation") != isinstance(self.subject, str):
            raise ValueError(_("the vote is not named as votes of its kind are"))
        for values in ([one.number for one in self.options], [one.place for one in self.options]):
            if self.paper == "election" and len(set(values)) != len(values):
                raise ValueError(_("two plans have the same number"))
        return self


def proposal_paper(village: Village, number: int) -> Paper:
    """The paper of a proposal. Raises UserError when there is none, RecordError in a village whose
    Governor takes no signed ballots."""
    from daoctl.governance.proposals import read_proposal

    check_signed_ballots(village)
    found = read_proposal(village, number)
    return _paper(
        village,
        "proposal",
        village.governor.address,
        village.governor.read("eip712Domain").name,
        subject=found.number,
        title=found.title,
        opens=found.opens,
        closes=found.deadline,
    )


def election_paper(village: Village, number: int) -> Paper:
    """The paper of an election, its plans called as the texts at hand call them. Raises UserError
    when there is none, or while plans are still nominated: then the list is not complete."""
    from daoctl.governance.election_plans import plan_title, titles_at_hand
    from daoctl.governance.elections import candidates_of, read_election
    from daoctl.times import format_time

    found = read_election(village, number)
    if found.state == "Nominating":
        raise UserError(
            _("The list of plans in election {number} is not complete yet.").format(number=number),
            cause=_("Plans are nominated until {time}.").format(
                time=format_time(found.nominations_until, village.zone)
            ),
            hint=_("Ballots can be signed from then on, even before voting opens."),
        )
    titles = titles_at_hand([village.folder, Path.cwd()])
    options = tuple(
        Option(
            number=one.number,
            title=plan_title(one, titles),
            place=one.place,
            recipient=one.recipient,
            amount=found.money(one.amount),
        )
        for one in candidates_of(village, found)
        if one.stands
    )
    return _paper(
        village,
        "election",
        village.election.address,
        village.election.read("eip712Domain").name,
        subject=found.number,
        title=election_title(found, titles),
        opens=found.voting_from + 1,
        closes=found.voting_to,
        slate="0x" + found.slate.hex(),
        most=found.choices,
        options=options,
    )


def election_title(election: Election, titles: dict[bytes, str]) -> str:
    """What an election is called: by its announcement where it is at hand, else by its number."""
    return titles.get(election.content_hash) or _("election {number}").format(
        number=election.number
    )


def delegation_paper(village: Village) -> Paper:
    """What is needed to sign delegations (委任状) of the Governor's votes."""
    from daoctl.governance.power import electorate_token

    token = electorate_token(village)
    domain = token.read("eip712Domain").name
    return _paper(village, "delegation", token.address, domain, subject=0, title="")


def consultation_paper(asked: Consultation) -> Paper:
    """A consultation's document is its paper."""
    options = tuple(
        Option(number=number, title=title) for number, title in enumerate(asked.options, start=1)
    )
    return Paper(
        paper="consultation",
        chain_id=asked.chain_id,
        village="",
        contract=asked.village,
        domain=CONSULTATION_DOMAIN,
        subject="0x" + asked.id.hex(),
        title=asked.title,
        most=asked.context.most,
        ordered=asked.context.ordered,
        options=options,
    )


def check_signed_ballots(village: Village) -> None:
    """Raises RecordError in a village of an earlier daoctl, whose contracts take none."""
    if not village.has_elections:
        raise RecordError(
            _("{name} takes no signed ballots.").format(name=village.name),
            cause=_("It was founded by a daoctl that did not know them yet."),
            hint=_("Everybody votes by a transaction of their own there: daoctl vote cast"),
        )


def write_paper(paper: Paper) -> str:
    """The paper's file; always the same for one paper."""
    shown = paper.model_dump(exclude_defaults=True)
    shown = {"v": paper.v, **shown}
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def load_paper(path: str | Path) -> Paper:
    """The paper in a file. Raises UserError when it cannot be read or is no ballot paper."""
    file = Path(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UserError(
            _("The ballot paper {file} cannot be read.").format(file=file),
            cause=error.strerror,
            hint=_("`daoctl vote paper` writes one where the chain can be asked."),
        ) from None
    try:
        if len(raw) > MAX_FILE_BYTES:
            raise ValueError(_("it is far too long"))
        return Paper.model_validate(json.loads(raw.decode("utf-8")))
    except (ValidationError, ValueError, RecursionError) as error:
        raise UserError(
            _("{file} is no ballot paper.").format(file=file),
            cause=_reason(error),
            hint=_("Fetch it again from where the village publishes it."),
        ) from None


def _paper(village: Village, kind: Kind, contract: str, domain: str, **more: object) -> Paper:
    chain = village.chain
    return Paper.model_validate(
        {
            "paper": kind,
            "chain_id": chain.chain_id,
            # A rehearsal begun anew has the same addresses and numbers as the one before.
            "genesis": chain.genesis if chain.is_development else "",
            "village": village.name,
            "contract": contract,
            "domain": domain,
            **more,
        }
    )


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        return f"{where}: {reason}" if where else reason
    return str(error)
