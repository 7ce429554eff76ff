"""The kind of proposal that changes the charter itself: its name, its text, its directory."""

from __future__ import annotations

import re
from collections.abc import Callable

from daoctl.charter.authority import CONTRACTS
from daoctl.charter.fields import public_text
from daoctl.charter.model import load_charter
from daoctl.errors import CharterError, UserError
from daoctl.governance import readers
from daoctl.governance.action import Action
from daoctl.governance.charter_change import CharterFile
from daoctl.governance.document import Document
from daoctl.governance.front_matter import Fields, ok
from daoctl.governance.setting import Setting
from daoctl.units import ZERO_ADDRESS
from daoctl.words import _

_KEY = re.compile(r"[a-z][a-z0-9_.-]{0,30}")
_URI = re.compile(r"(?:https?|ipfs|ar)://\S+")


def charter(fields: Fields, setting: Setting, document: Document) -> list[Action]:
    """`do: rename` (`name`), `do: adopt` (`file`, `uri`), `do: register` (`key`, `address`),
    `do: remove` (`key`)."""
    act = fields.take("do", readers.one_of("rename", "adopt", "register", "remove"))
    if not ok(act):
        # Which keys belong here is not known, so none of them is called unknown.
        fields.taken.extend(fields.values)
        return []
    return {"rename": _rename, "adopt": _adopt, "register": _register, "remove": _remove}[act](
        fields, setting
    )


def _rename(fields: Fields, setting: Setting) -> list[Action]:
    name = fields.take("name", public_text)
    return [Action("charter", "rename", (name,))] if ok(name) else []


def _adopt(fields: Fields, setting: Setting) -> list[Action]:
    file = fields.take("file", _file(setting))
    uri = fields.take("uri", _uri, None)
    if not ok(file, uri):
        return []
    if uri is None:
        uri = setting.publish_base + file.published_name if setting.publish_base else ""
    return [Action("charter", "adopt", (file.hash, uri))]


def _register(fields: Fields, setting: Setting) -> list[Action]:
    key = fields.take("key", _key)
    address = fields.take("address", readers.account)
    if not ok(key, address):
        return []
    if setting.contracts.get(key, "").lower() == address.lower():
        fields.wrong("address", _("stands in the directory under that key already"))
    return [Action("charter", "register", (_padded(key), address))]


def _remove(fields: Fields, setting: Setting) -> list[Action]:
    key = fields.take("key", _key)
    if not ok(key):
        return []
    if key not in setting.contracts:
        known = ", ".join(one for one in setting.contracts if one not in CONTRACTS)
        reason = _("is not in the directory; what may be taken out: {keys}")
        fields.wrong("key", reason.format(keys=known or "-"))
    return [Action("charter", "register", (_padded(key), ZERO_ADDRESS))]


def _file(setting: Setting) -> Callable[[str], CharterFile]:
    """A charter without mistakes in the village's folder, other than that in force."""

    def read(text: str) -> CharterFile:
        known = {one.path.name: one for one in setting.charter_files}
        found = known.get(text)
        if found is None:
            raise UserError(
                _("is no file in the village's folder; there are: {files}").format(
                    files=", ".join(known) or "-"
                )
            )
        if found.hash == setting.charter_in_force:
            raise UserError(_("is the charter in force already; write the new one beside it"))
        try:
            load_charter(found.path)
        except CharterError as error:
            raise UserError("; ".join(filter(None, (error.message, error.cause)))) from None
        return found

    return read


def _uri(text: str) -> str:
    if not _URI.fullmatch(text):
        raise UserError(_("must begin with https:// or ipfs://"))
    return text


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise UserError(_("must be 1 to 31 small Latin letters or digits, such as: registry"))
    return text


def _padded(key: str) -> bytes:
    return key.encode("ascii").ljust(32, b"\0")
