"""What is wrong with a ballot, in the reader's words."""

from __future__ import annotations

from daoctl.governance.ballots import MAX_LINE
from daoctl.words import _

# Every code a line can be refused with, and none else.
CODES = (
    "long",
    "empty",
    "bom",
    "ascii",
    "crlf",
    "json",
    "cut",
    "duplicate_key",
    "unknown_key",
    "missing_key",
    "version",
    "kind",
    "value",
    "other_kind",
    "other_chain",
    "other_village",
    "other_domain",
    "other_subject",
    "other_slate",
    "too_many",
    "no_option",
    "twice",
    "unsorted",
    "signature",
    "high_s",
    "wallet_unasked",
    "no_power",
    "conflict",
    "void",
    "superseded",
    "voted",
    "no_choice",
    "over",
    "expired",
    "nonce_used",
    "nonce_gap",
    "rejected",
)


def fault_words(code: str, detail: str = "") -> str:
    """One sentence for the code."""
    return _sentences()[code].format(detail=detail, most=MAX_LINE)


def _sentences() -> dict[str, str]:
    return {
        "long": _("The line is longer than a ballot can be ({most} bytes)."),
        "empty": _("The line is empty."),
        "bom": _("The file begins with a byte order mark; save it as UTF-8 without one."),
        "ascii": _("The line holds letters that no ballot has."),
        "crlf": _("The line ends as Windows ends lines; save it with plain line ends (LF)."),
        "json": _("The line is not a JSON object."),
        "cut": _("The file is cut off in the middle of this line."),
        "duplicate_key": _("The key `{detail}` stands there twice."),
        "unknown_key": _("The key `{detail}` belongs to no ballot of this kind."),
        "missing_key": _("The key `{detail}` is missing."),
        "version": _("The ballot is of a version that this daoctl does not know."),
        "kind": _("The ballot is of a kind that does not exist."),
        "value": _("The value of `{detail}` cannot be right."),
        "other_kind": _("The ballot is for a vote of another kind ({detail})."),
        "other_chain": _("The ballot is for another chain ({detail})."),
        "other_village": _("The ballot is for another village or contract ({detail})."),
        "other_domain": _("The ballot was signed for another name ({detail})."),
        "other_subject": _("The ballot is for another vote ({detail})."),
        "other_slate": _("The ballot was signed before the list of plans was complete."),
        "too_many": _("The ballot names more options than it may ({detail})."),
        "no_option": _("There is no option {detail}."),
        "twice": _("The ballot names an option twice."),
        "unsorted": _("The options do not stand in the order of their numbers."),
        "signature": _("The signature is not the voter's over this ballot."),
        "high_s": _("The signature was altered (its s is in the upper half)."),
        "wallet_unasked": _(
            "Only the voter's wallet can say whether it signed; no node was asked."
        ),
        "no_power": _("The account had no votes at the snapshot."),
        "void": _("The voter signed different ballots of this serial; none of them counts."),
        "superseded": _("The voter signed a ballot of a higher serial, which counts instead."),
        "voted": _("The voter's vote stands on the chain already, and says something else."),
        "no_choice": _("The ballot names no plan, too many, or one that does not stand any more."),
        "over": _("The vote is over, or was called off."),
        "expired": _("The delegation can no longer be carried: its date has passed."),
        "nonce_used": _("Another delegation of this account was carried in its place."),
        "nonce_gap": _("An earlier delegation of this account (number {detail}) must come first."),
        "rejected": _("The chain rejected it: {detail}"),
        "conflict": _("The voter signed another ballot too; only the first received counts."),
    }
