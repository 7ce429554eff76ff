"""village.toml as a model: what a village says of itself before it is founded.

`load_charter` reads the file and names everything that is wrong in it at once, each with file,
line and key. Dates may lie in the past here (a charter stays readable for ever); whether a
village can be founded by it today is for `check_deployable` (checks.py).

Amounts are in the asset's smallest unit, moments in seconds since the epoch, lengths in seconds,
shares in basis points.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from daoctl.charter.fields import (
    ETH,
    UNLIMITED,
    AnyAsset,
    Asset,
    Awarder,
    Duration,
    FileName,
    FolderAddress,
    Fraction,
    Members,
    Moment,
    MonthDay,
    OptionalFolderAddress,
    PublicText,
    QuorumRule,
    SigningName,
    Ticker,
    VotesCap,
    ZoneName,
)
from daoctl.charter.folder import CHARTER_FILE
from daoctl.errors import CharterError, UserError
from daoctl.times import DAY, HOUR, format_duration
from daoctl.units import Quorum, parse_amount
from daoctl.words import _

MAX_TIMELOCK = MAX_DELAY = 30 * DAY
MAX_ELECTION_BOUND = 180 * DAY
MIN_PERIOD = HOUR
MAX_PERIOD = 60 * DAY
BUDGET_NAME_BYTES = 96  # VillageTreasury.MAX_NAME_BYTES

# What the contracts' integers hold.
Uint32 = Annotated[int, Field(strict=True, ge=1, lt=2**32)]
Uint64 = Annotated[int, Field(strict=True, ge=1, lt=2**64)]


class Part(BaseModel):
    """A part of the charter: frozen, and closed to keys that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class VillagePart(Part):
    """What the village is called and where it is."""

    name: PublicText
    short_name: SigningName
    symbol: Ticker
    languages: Annotated[list[Literal["ja", "en"]], Field(min_length=1)] = ["ja", "en"]
    timezone: ZoneName = "Asia/Tokyo"
    fiscal_year_starts: MonthDay = "04-01"
    publish_base: FolderAddress | None = None


class RolesPart(Part):
    """Who holds the roles at founding: addresses or names of Ape accounts, in order."""

    council: Members
    issuer: Members
    reviewer: Members


class Phase(Part):
    """A sale phase, open at `opens <= t < closes`. `price` is as written; `Charter.price` reads it."""

    name: PublicText
    price: str
    opens: Moment
    closes: Moment
    cap: Uint64
    wallet_limit: Uint64
    allowlist: FileName | None = None
    activity_budget: Fraction = 0
    budget: str | None = None

    @field_validator("closes")
    @classmethod
    def _closes_later(cls, closes: int, info: ValidationInfo) -> int:
        if closes <= info.data.get("opens", closes - 1):
            raise UserError(_("must be later than the phase opens"))
        return closes

    @field_validator("budget")
    @classmethod
    def _share_named(cls, budget: str | None, info: ValidationInfo) -> str | None:
        if budget is not None and info.data.get("activity_budget", 1) == 0:
            raise UserError(_("is named, but activity_budget does not say what share it gets"))
        return budget


class VillagerPart(Part):
    """The villager token and its sale."""

    max_supply: Uint64
    resident_reserve: Annotated[int, Field(strict=True, ge=0, lt=2**64)] = 0
    votes_per_holder: VotesCap = UNLIMITED
    royalty: Fraction = 0
    metadata: OptionalFolderAddress = ""
    phases: Annotated[list[Phase], Field(alias="phase")] = []

    @field_validator("resident_reserve")
    @classmethod
    def _within_supply(cls, reserve: int, info: ValidationInfo) -> int:
        if reserve > info.data.get("max_supply", reserve):
            raise UserError(_("must not be more than max_supply"))
        return reserve


class CertificatePart(Part):
    """The digital resident certificate."""

    name: PublicText = "デジタル住民票"
    symbol: Ticker = "JUMIN"
    valid_for: Duration = 365 * DAY
    tiers: Annotated[list[PublicText], Field(min_length=1, max_length=255)] = ["basic"]
    metadata: OptionalFolderAddress = ""
    daily_issue_limit: Uint32 = 500

    @field_validator("valid_for")
    @classmethod
    def _some_time(cls, valid_for: int) -> int:
        if valid_for < 1:
            raise UserError(_("must be longer than nothing"))
        return valid_for

    @field_validator("tiers")
    @classmethod
    def _each_once(cls, tiers: list[str]) -> list[str]:
        if len(set(tiers)) < len(tiers):
            raise UserError(_("names a tier twice"))
        return tiers


class ElectionBounds(Part):
    """Within which the council may open a general election."""

    minimum_nomination: Duration = 3 * DAY
    minimum_voting: Duration = 2 * DAY
    minimum_quorum: QuorumRule = Quorum("at_least", 500)

    @field_validator("minimum_nomination")
    @classmethod
    def _nomination(cls, seconds: int) -> int:
        return _between(seconds, 0, MAX_ELECTION_BOUND)

    @field_validator("minimum_voting")
    @classmethod
    def _voting(cls, seconds: int) -> int:
        return _between(seconds, 1, MAX_ELECTION_BOUND)


class GovernancePart(Part):
    """How the village decides."""

    electorate: Literal["villager", "certificate"] = "villager"
    quorum: QuorumRule
    voting_delay: Duration = DAY
    voting_period: Duration = 7 * DAY
    late_extension: Duration = DAY
    timelock: Duration = 2 * DAY
    proposal_threshold: Annotated[int, Field(strict=True)] = 1
    proposals_open: Moment
    elections: ElectionBounds = ElectionBounds()

    @field_validator("voting_delay", "timelock")
    @classmethod
    def _not_too_long(cls, seconds: int) -> int:
        return _between(seconds, 0, MAX_DELAY)

    @field_validator("voting_period")
    @classmethod
    def _long_enough(cls, seconds: int) -> int:
        return _between(seconds, MIN_PERIOD, MAX_PERIOD)

    @field_validator("late_extension")
    @classmethod
    def _within_period(cls, seconds: int, info: ValidationInfo) -> int:
        if seconds > info.data.get("voting_period", MAX_PERIOD):
            raise UserError(_("must not be longer than voting_period"))
        return seconds

    @field_validator("proposal_threshold")
    @classmethod
    def _one(cls, threshold: int) -> int:
        if threshold != 1:
            raise UserError(_("must be 1 at founding, when nobody has a vote yet"))
        return threshold


class Budget(Part):
    """Money set apart for a purpose. `awarder` "election" lets a general election award from it,
    up to `ceiling` of its balance when the election opens."""

    name: PublicText
    asset: str = "ETH"
    expires: Moment
    awarder: Awarder | None = None
    ceiling: Fraction = 0

    @field_validator("name")
    @classmethod
    def _short_enough(cls, name: str) -> str:
        if len(name.encode()) > BUDGET_NAME_BYTES:
            raise UserError(
                _("is too long: {count} bytes, and the treasury takes {most}").format(
                    count=len(name.encode()), most=BUDGET_NAME_BYTES
                )
            )
        return name


class TreasuryPart(Part):
    """The money the village takes, and its budgets."""

    assets: Annotated[list[AnyAsset], Field(min_length=1)] = [ETH]
    budgets: Annotated[list[Budget], Field(alias="budget")] = []

    def asset(self, name: str) -> Asset | None:
        """The asset of that symbol or address, or None when the treasury does not take it."""
        return next((one for one in self.assets if one.answers_to(name)), None)


class Charter(Part):
    """A whole village.toml in which everything fits together."""

    village: VillagePart
    roles: RolesPart
    villager: VillagerPart
    certificate: CertificatePart = CertificatePart()
    governance: GovernancePart
    treasury: TreasuryPart = TreasuryPart()

    def price(self, phase: Phase) -> tuple[int, Asset]:
        """A token's price in the asset's smallest unit, and the asset."""
        return read_price(phase.price, self.treasury.assets)

    def budget_number(self, name: str | None) -> int:
        """The number that the treasury will give the budget (from 1), or 0 for no name."""
        names = [budget.name for budget in self.treasury.budgets]
        return names.index(name) + 1 if name is not None else 0


def _between(seconds: int, least: int, most: int) -> int:
    if not least <= seconds <= most:
        raise UserError(
            _("must be between {least} and {most}").format(
                least=format_duration(least), most=format_duration(most)
            )
        )
    return seconds


def read_price(text: str, assets: list[Asset]) -> tuple[int, Asset]:
    """A price such as "0.03 ETH" and the asset it is in. Raises UserError when the treasury does
    not take that asset, or when the amount is more than a phase can hold (2^128 − 1).

    A token listed by its bare address is priced in its smallest unit: "3000 0x…"."""
    number, _gap, unit = text.strip().partition(" ")
    token = next((a for a in assets if not a.is_eth and a.answers_to(unit.strip())), None)
    if token is None:
        if not any(asset.is_eth for asset in assets):
            raise UserError(_("is not in an asset that the treasury takes"))
        amount, token = parse_amount(text), ETH
    else:
        # Behind a bare address no unit can be read, so a stand-in keeps one parser for all.
        amount = parse_amount(f"{number} TOKEN", "TOKEN", token.decimals or 0)
    if amount >= 2**128:
        raise UserError(_("is more than a contract can hold"))
    return amount, token


def load_charter(path: str | Path) -> Charter:
    """The charter in the file (or in the folder's village.toml).

    Raises CharterError naming every mistake at once, each with file, line, key and reason; they
    stand in its `problems` too.
    """
    from daoctl.charter.checks import cross_problems
    from daoctl.charter.problems import (
        CharterProblems,
        Problem,
        from_syntax,
        from_validation,
        locate,
    )

    file = charter_file(path)
    text = _text(file)
    problems: list[Problem] = []
    charter: Charter | None = None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems = [from_syntax(error)]
    else:
        try:
            charter = Charter.model_validate(raw)
        except ValidationError as error:
            problems = from_validation(error, Charter)
        problems = locate(problems + cross_problems(raw), text)
    if charter is None or problems:
        raise CharterProblems(file, problems)
    return charter


def charter_file(path: str | Path) -> Path:
    """The charter's file, given it or its folder."""
    return Path(path) / CHARTER_FILE if Path(path).is_dir() else Path(path)


def charter_hash(path: str | Path) -> bytes:
    """The keccak256 of the file's bytes, 32 bytes: what stands in VillageCharter. Any change of
    the file, were it a space, changes it."""
    from eth_utils.crypto import keccak

    return bytes(keccak(_bytes(charter_file(path))))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CharterError(
            _("The charter {file} cannot be read.").format(file=file),
            cause=error.strerror,
            hint=_("`daoctl init` writes a new one."),
        ) from None


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CharterError(
            _("The charter {file} is not in UTF-8.").format(file=file),
            cause=_("{file}:{line}: a letter here cannot be read").format(
                file=file.name, line=line
            ),
            hint=_("Save it again as UTF-8 in your editor."),
        ) from None
