"""What `daoctl doctor` asks of this computer: its versions, disk, clock and accounts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.doctor import Finding
from daoctl.errors import ConnectionFailed
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.charter.folder import Place
    from daoctl.cli.session import OpenChain

# What the sentence on versions names; every other package is only compared.
NAMED = ("eth-ape", "web3")
MEGABYTE = 1_000_000
LITTLE, TOO_LITTLE = 200 * MEGABYTE, 10 * MEGABYTE
# Seconds. A block is 12 seconds old at most on Ethereum; a node that catches up is minutes behind.
BEHIND, AHEAD = 300, 60


def versions() -> Iterator[Finding]:
    """daoctl, Python and the packages, and whether they are those that daoctl asks for."""
    from daoctl import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in NAMED)
    wrong = unfit_packages()
    words = _("daoctl {daoctl}, Python {python}, {packages}").format(
        daoctl=__version__, python=python, packages=packages
    )
    if wrong:
        yield Finding(
            "versions",
            "fail",
            _("{versions}; not as daoctl needs them: {wrong}").format(
                versions=words, wrong=", ".join(wrong)
            ),
            _("Install daoctl anew, in an environment of its own: pip install daoctl"),
        )
    else:
        yield Finding("versions", "ok", words)
    yield _tools()


def unfit_packages() -> list[str]:
    """The packages that daoctl needs and that are missing or of another version."""
    from packaging.requirements import Requirement

    wrong = []
    for text in metadata.requires("daoctl") or ():
        needed = Requirement(text)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(needed.name)
        except metadata.PackageNotFoundError:
            wrong.append(_("{package} is missing").format(package=needed.name))
            continue
        if not needed.specifier.contains(found, prereleases=True):
            wrong.append(f"{needed.name} {found} ({needed.specifier})")
    return wrong


def _tools() -> Finding:
    """The programs that only rehearsing and changing the contracts need."""
    from daoctl.chain.anvil import find_anvil

    found = []
    try:
        found.append(_first_line(find_anvil()))
    except ConnectionFailed:
        found.append(_("no Anvil (only `daoctl practice` needs it)"))
    solc = shutil.which("solc")
    found.append(_first_line(solc) if solc else _("no compiler (only developers need one)"))
    return Finding("tools", "ok", _("Tools: {tools}").format(tools=", ".join(found)))


def _first_line(program: str) -> str:
    """What a program says of its version; its name where it says nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of this computer, found by daoctl
            [program, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return Path(program).name
    lines = [line for line in done.stdout.splitlines() if "ersion" in line]
    return lines[0].strip() if lines else Path(program).name


def disk(place: Place | None) -> Iterator[Finding]:
    """Whether there is room for the journal, and whether the folder can be written."""
    folder = place.folder if place is not None else Path.cwd()
    free = shutil.disk_usage(folder).free
    words = _("{free} MB are free in {folder}").format(free=f"{free // MEGABYTE:,}", folder=folder)
    if not os.access(folder, os.W_OK):
        yield Finding(
            "disk",
            "fail",
            _("Nothing can be written in {folder}.").format(folder=folder),
            _("Let its owner give you the right to write there."),
        )
    elif free < TOO_LITTLE:
        yield Finding("disk", "fail", words, _("Make room before you send anything."))
    elif free < LITTLE:
        yield Finding("disk", "warn", words, _("Make room soon: the journal must never fail."))
    else:
        yield Finding("disk", "ok", words)


def clock(chain: Chain) -> Iterator[Finding]:
    """This computer's clock beside the chain's, which alone decides when a vote is open."""
    from daoctl.times import format_duration, format_time, reader_zone

    now, here = chain.now(), int(time.time())
    shown = format_time(now, reader_zone())
    difference = here - now
    if chain.is_development:
        words = _("The chain's clock shows {time}; it is a rehearsal's and may be moved.")
        yield Finding("clock", "ok", words.format(time=shown))
    elif difference > BEHIND:
        words = _("The node's newest block is {length} old ({time}).")
        yield Finding(
            "clock",
            "warn",
            words.format(length=format_duration(difference), time=shown),
            _("Set this computer's clock; if it is right, the node is behind: try another --rpc."),
        )
    elif -difference > AHEAD:
        words = _("This computer's clock is {length} behind the chain's ({time}).")
        yield Finding(
            "clock",
            "warn",
            words.format(length=format_duration(-difference), time=shown),
            _("Set this computer's clock. The chain's own decides when a vote is open."),
        )
    else:
        words = _("This computer's clock agrees with the chain's ({time}).")
        yield Finding("clock", "ok", words.format(time=shown))


def accounts(opened: OpenChain) -> Iterator[Finding]:
    """Who could sign here, with what they hold for fees, and whether others can read their keys."""
    from daoctl.chain.accounts import account_address, account_aliases, readable_by_others
    from daoctl.units import format_amount

    if (name := opened.options.account) is not None:
        found = {name: account_address(name)}
    else:
        found = account_aliases()
    if not found:
        if opened.chain.is_development:
            words = _("No account is on this computer; TEST::0, TEST::1 and so on sign here.")
            yield Finding("account", "ok", words)
            return
        yield Finding(
            "account",
            "warn",
            _("No account is on this computer; looking needs none, sending does."),
            _("`daoctl account new NAME` makes one."),
        )
        return
    holds = {name: opened.chain.balance(address) for name, address in found.items()}
    words = _("Accounts: {accounts}").format(
        accounts=", ".join(f"{name} ({format_amount(wei)})" for name, wei in holds.items())
    )
    if any(holds.values()):
        yield Finding("account", "ok", words)
    else:
        yield Finding(
            "account",
            "warn",
            words,
            _("None of them can pay a network fee: send one of them some ETH before it signs."),
        )
    if exposed := readable_by_others(found):
        yield Finding(
            "keys",
            "warn",
            _("Others at this computer can read the key of: {names}").format(
                names=", ".join(exposed)
            ),
            _("Take it out of their reach: chmod 600 {files}").format(
                files=" ".join(str(file) for file in exposed.values())
            ),
        )
