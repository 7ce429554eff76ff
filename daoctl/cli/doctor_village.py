"""What `daoctl doctor` asks of a village: its files, its contracts, and what waits to be finished."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

from daoctl.cli.doctor import Finding, failure
from daoctl.errors import CharterError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.journal import Journal
    from daoctl.charter.folder import Place
    from daoctl.charter.model import Charter
    from daoctl.charter.record import Record
    from daoctl.cli.options import Shared
    from daoctl.cli.session import OpenChain


def folder(shared: Shared, place: Place | None) -> Iterator[Finding]:
    """The village's files: charter, records, the private folder and the register."""
    if place is None:
        from daoctl.charter.folder import find_village

        try:
            find_village(shared.village)
        except UserError as error:
            # Only where somebody named a village is its absence a fault.
            yield Finding(
                "village", "fail" if shared.village else "warn", error.message, error.hint
            )
        return
    if place.address is not None:
        words = _("The village at {address}, without a folder").format(address=place.address)
        yield Finding("village", "ok", words)
        return
    yield Finding(
        "village", "ok", _("The village's folder is {folder}").format(folder=place.folder)
    )
    yield from _charter(place)
    yield from _records(place)
    yield from _private(place)
    yield from _cards(place)


def _charter(place: Place) -> Iterator[Finding]:
    from daoctl.charter.model import load_charter

    if not place.charter.is_file():
        yield Finding("charter", "ok", _("No village.toml is here; only the council needs it."))
        return
    try:
        charter = load_charter(place.folder)
    except CharterError as error:
        yield failure("charter", error)
        return
    words = _("village.toml describes {name}").format(name=charter.village.name)
    yield Finding("charter", "ok", words)


def _records(place: Place) -> Iterator[Finding]:
    from daoctl.charter.folder import DEPLOYMENTS
    from daoctl.charter.record import load_record

    for file in sorted((place.folder / DEPLOYMENTS).glob("*.json")):
        if not file.stem.isdecimal():
            continue
        try:
            record = load_record(place.folder, int(file.stem))
        except UserError as error:
            yield Finding(
                "record",
                "fail",
                f"{error.message} {error.cause or ''}".strip(),
                _("Fetch it again from the chain: daoctl join NETWORK ADDRESS"),
            )
            continue
        form = _("The record of {network} (chain {id}): {address}")
        address = record.addresses["charter"]
        words = form.format(network=record.network, id=record.chain_id, address=address)
        yield Finding("record", "ok", words)


def _private(place: Place) -> Iterator[Finding]:
    """Whether the private files are there, and private."""
    from daoctl.charter.folder import PRIVATE
    from daoctl.charter.register import register_file

    private = place.folder / PRIVATE
    if not private.is_dir():
        return
    # What lies in a closed folder is closed, whatever its own permissions.
    if stat.S_IMODE(private.stat().st_mode) & 0o077:
        yield Finding(
            "private",
            "fail",
            _("Others at this computer can read the village's private files in {folder}.").format(
                folder=private
            ),
            _("Take them out of their reach: chmod -R go= {folder}").format(folder=private),
        )
    if register_file(place.folder).exists():
        yield Finding("register", "ok", _("The private register is here."))
    else:
        words = _("No private register is here; only the office that welcomes residents has one.")
        yield Finding("register", "ok", words)


def _cards(place: Place) -> Iterator[Finding]:
    """Whether printed cards and their PINs still lie on this computer."""
    from daoctl.charter.printed import left_over
    from daoctl.cli.account_cards import left_over_words

    for one in left_over(place.folder):
        hint = _("Whoever has both files can vote in these people's places.")
        yield Finding("cards", "warn", left_over_words(one.folder, one.files), hint)


def journal(opened: OpenChain) -> Iterator[Finding]:
    """What was begun on this chain and is not finished: batches, and the founding itself."""
    from daoctl.charter.folder import PRIVATE

    file = opened.folder / PRIVATE / "journal.db"
    if not file.exists():
        yield Finding("journal", "ok", _("Nothing waits to be finished; no journal is kept yet."))
        return
    with opened.journal() as kept:
        waiting = list(_waiting(opened, kept))
    yield from waiting or [Finding("journal", "ok", _("Nothing waits to be finished."))]


def _waiting(opened: OpenChain, kept: Journal) -> Iterator[Finding]:
    from daoctl.charter.record import record_file

    founded = record_file(opened.folder, opened.chain.chain_id).exists()
    for scope in kept.scopes():
        entries = kept.entries(scope)
        left = sum(one.state != "done" for one in entries)
        if scope.startswith("founding:"):
            if not founded:
                form = _("A founding was begun and not finished: {done} steps are done.")
                words = form.format(done=len(entries) - left)
                yield Finding(
                    "founding", "warn", words, _("It goes on where it stood: daoctl deploy")
                )
        elif left:
            words = ngettext(
                "A batch is not finished: {left} of {count} row is left ({scope}).",
                "A batch is not finished: {left} of {count} rows are left ({scope}).",
                len(entries),
            ).format(left=left, count=len(entries), scope=scope)
            hint = _("Run the command that began it once more; nothing is done twice.")
            yield Finding("batch", "warn", words, hint)


def record_of(chain: Chain, place: Place) -> Record:
    """The village's record on the chain. Raises RecordError where it is not founded there,
    WrongChain where the record is of another chain."""
    from daoctl.charter.record import check_on_chain, load_record, rebuild_record

    if place.address is not None:
        return rebuild_record(chain, place.address)
    record = load_record(place.folder, chain.chain_id)
    check_on_chain(chain, record)
    return record


def contracts(opened: OpenChain, record: Record) -> Iterator[Finding]:
    """Whether the contracts' code is that of the manifest."""
    from daoctl.charter.verification import verdict_words, verify_code
    from daoctl.charter.village import Village

    checks = verify_code(Village(opened.chain, record, opened.folder))
    strange = [one for one in checks if not one.trusted]
    if not strange:
        form = ngettext(
            "{count} contract runs the code that daoctl knows.",
            "{count} contracts run the code that daoctl knows.",
            len(checks),
        )
        yield Finding("contracts", "ok", form.format(count=len(checks)))
        return
    named = _("; ").join(
        f"{one.contract} ({one.address}): {verdict_words(one.verdict)}" for one in strange
    )
    yield Finding(
        "contracts",
        "fail",
        _("Not the contracts that daoctl knows: {contracts}").format(contracts=named),
        _(
            "Ask the village's council whether the address is right, and which version of daoctl "
            "it was founded with; send nothing before."
        ),
    )


def powers(opened: OpenChain, record: Record) -> Iterator[Finding]:
    """Who may do what, beside what the charter says, and the charter's file beside the one in
    force."""
    from daoctl.charter.handed_over import founding_rows
    from daoctl.charter.members import resolve_known_members
    from daoctl.charter.model import charter_hash
    from daoctl.charter.readback import read_back
    from daoctl.charter.village import Village

    charter = _charter_of(opened)
    village = Village(opened.chain, record, opened.folder, charter)
    members = resolve_known_members(opened.chain, charter)
    rows = [*read_back(village, members), *founding_rows(village, members)]
    if any(row.differs and row.subject == "contract" for row in rows):
        yield Finding(
            "powers",
            "fail",
            _("The contracts of this village do not belong together."),
            _("Send nothing there; `daoctl role list` shows where they part."),
        )
    elif differing := sum(row.differs for row in rows):
        form = ngettext(
            "{count} power is not as the charter says.",
            "{count} powers are not as the charter says.",
            differing,
        )
        hint = _("`daoctl role list` shows them; a passed proposal may have changed them.")
        yield Finding("powers", "warn", form.format(count=differing), hint)
    else:
        form = _("{count} powers and rules were read back; none is otherwise than it should be.")
        yield Finding("powers", "ok", form.format(count=len(rows)))
    if charter is not None:
        known = Village(opened.chain, record, opened.folder).charter_contract
        in_force = bytes(known.read("currentVersion").contentHash)
        if charter_hash(opened.folder) != in_force:
            yield Finding(
                "charter",
                "warn",
                _("village.toml is not the charter in force: it was changed since it was adopted."),
                _("Keep the adopted file, or propose the new one."),
            )


def issuing(opened: OpenChain, record: Record) -> Iterator[Finding]:
    """Whether issuers are stopped; and where certificates decide, what a day of theirs weighs."""
    from daoctl.charter.village import Village
    from daoctl.villager.stopping import going_on, is_much, key_words

    village = Village(opened.chain, record, opened.folder)
    certificate = village.certificate
    limit = certificate.read("dailyLimit")
    if limit == 0:
        words = _("Issuing is stopped: the daily limit is 0.")
        yield Finding("issuing", "warn", words, going_on())
    elif village.governor.read("token") == certificate.address:
        votes = certificate.read("getPastTotalSupply", opened.chain.now() - 1)
        if is_much(limit, votes):
            form = _("The daily limit is more than a twentieth of all {votes} votes. {meaning}")
            words = form.format(votes=f"{votes:,}", meaning=key_words(limit))
            hint = _("A passed proposal lowers it: daoctl proposal draft --kind limits")
            yield Finding("issuing", "warn", words, hint)


def _charter_of(opened: OpenChain) -> Charter | None:
    """The folder's charter; None where it cannot be used, which `folder` has said by then."""
    try:
        return opened.charter
    except (UserError, OSError):
        return None
