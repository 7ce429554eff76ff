"""The template of an announcement, its dates suggested from the chain's time and the village's
bounds. It is itself an announcement that daoctl reads.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from daoctl.charter.drafts_file import FENCE
from daoctl.governance.document import Document
from daoctl.governance.election_drafts import ELECTORATES, Ground
from daoctl.times import DAY, format_duration
from daoctl.units import format_quorum
from daoctl.words import _

# What a template suggests where the village demands less.
USUAL_NOMINATION = 14 * DAY
USUAL_DEBATE = 7 * DAY
USUAL_VOTING = 7 * DAY


def announcement_template(ground: Ground) -> str:
    """An announcement to be filled in, every key explained in the reader's language, its dates
    suggested from the chain's time and the village's bounds."""
    zone = ground.setting.zone
    until = _last_second(ground.now + max(USUAL_NOMINATION, ground.bounds.nomination), ground)
    start = until + 1 + USUAL_DEBATE
    end = _last_second(start + max(USUAL_VOTING - DAY, ground.bounds.voting), ground)
    # The village's usual electorate may not be one that elections are held among.
    listed = ground.electorates or (ground.electorate,)
    electorate = ground.electorate if ground.electorate in listed else listed[0]
    key = ground.setting.key_of(electorate)

    def date(moment: int) -> str:
        return datetime.fromtimestamp(moment, zone).isoformat()

    budget = ground.setting.budgets[ground.budgets[0]].name if ground.budgets else "activity"
    lines = (
        FENCE,
        "# " + _("One line that people will know the election by."),
        f'title: "{_title()}"',
        "# "
        + _("Until when plans are nominated: {least} from the opening at least.").format(
            least=format_duration(ground.bounds.nomination)
        ),
        f"nominations_until: {date(until)}",
        "# " + _("Whoever holds votes at this second may vote; the voting begins right after it."),
        f"voting_from: {date(start)}",
        "# "
        + _("The last second of voting: {least} later at least.").format(
            least=format_duration(ground.bounds.voting)
        ),
        f"voting_to: {date(end)}",
        "# " + _("How many plans are elected at most, 1 to 16."),
        "seats: 4",
        "# " + _("How many plans a ballot may name, 1 to 64."),
        "choices: 1",
        "# "
        + _(
            "The share of all votes that must be cast, in quotation marks; at least {least}."
        ).format(least=format_quorum(ground.bounds.quorum)),
        f'quorum: "{format_quorum(ground.usual_quorum)}"',
        "# " + _("How many votes somebody must have had before the opening to nominate a plan."),
        "nominate_units: 1",
        "# "
        + _("Who votes: villager (a vote for each token) or certificate (one for each person)."),
        f"electorate: {key if key in ELECTORATES else electorate}",
        "# " + _("The budget that pays, by its name."),
        f'budget: "{budget}"',
        FENCE,
        "",
        _text(),
        "",
    )
    return "\n".join(lines)


def is_untouched(document: Document) -> bool:
    """Whether the text of an announcement is still the template's; its title may well be."""
    return document.text == _text()


def _title() -> str:
    return _("The general election")


def _text() -> str:
    return _("Write here, in Markdown, what the election is for and how it goes.")


def _last_second(moment: int, ground: Ground) -> int:
    """The last second of that moment's day, in the village's zone."""
    day = datetime.fromtimestamp(moment, ground.setting.zone).date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ground.setting.zone)
    return int(midnight.timestamp()) - 1
