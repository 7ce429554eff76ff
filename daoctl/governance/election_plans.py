"""Plans to nominate: Markdown with a front matter like a proposal's, and what a plan is called.

    ---
    title: A new water wheel
    recipient: "0x…"
    milestones:
      - amount: 0.2 ETH
        due: 30 days
    ---
    The wheel stands still since the autumn storm. …

On chain stand the recipient, the milestones, and the SHA-256 and address of the published text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from daoctl.charter.drafts_file import FENCE
from daoctl.errors import DaoctlError
from daoctl.governance.document import Document
from daoctl.governance.drafts import MAX_FILE_BYTES, read_content, read_head, refuse_mistakes
from daoctl.governance.elections import Candidate
from daoctl.governance.front_matter import ok, split_draft
from daoctl.governance.kinds_money import Plan, milestones
from daoctl.governance.one_line import one_line
from daoctl.governance.readers import EXAMPLE_ADDRESS, one_of
from daoctl.governance.setting import Setting
from daoctl.words import _

BEGIN = "daoctl election draft --kind plan"
# Folders of a village in which its texts are looked for, beside its own and the reader's.
FOLDERS = ("plans", "elections", "published", "drafts")
# A folder may hold anything; so many texts are looked at, and no more.
MOST_FILES = 500


def read_plan(path: str | Path, setting: Setting) -> Plan:
    """The plan in the file. Raises DraftError: the file cannot be read, or has mistakes, which are
    all named with their lines."""
    file = Path(path)
    return parse_plan(read_content(file, BEGIN), setting, file=file.name)


def parse_plan(content: str, setting: Setting, *, file: str = "plan.md") -> Plan:
    """The plan in a text; `file` names it in messages. Raises DraftError."""
    fields, document = read_head(content, setting, file)
    # The draft of a grant is nearly a plan: only where its money comes from is the election's.
    fields.take("kind", one_of("plan", "grant"), "plan")
    if "budget" in fields:
        fields.taken.append("budget")
        fields.wrong("budget", _("is the election's to name: leave this line out"))
    plan = milestones(fields, setting, document)
    fields.finish()
    refuse_mistakes(fields, file)
    assert plan is not None, "what could not be read is a mistake, and was refused"
    return plan


def plan_template() -> str:
    """A plan to be filled in, every key explained in the reader's language."""
    lines = (
        FENCE,
        "# " + _("One line that people will know the plan by. No names of people, no addresses."),
        f'title: "{_title()}"',
        "# " + _("Who carries the plan out and is paid; if it is not you, they must agree first:"),
        "# daoctl election consent",
        f'recipient: "{EXAMPLE_ADDRESS}"',
        "# " + _("1 to 8 steps. Each is paid once it is reported and the reviewer approves it."),
        "milestones:",
        "  # " + _("How much, and until when it is reported: days from the award."),
        "  - amount: 0.2 ETH",
        "    due: 30 days",
        "  - amount: 0.3 ETH",
        "    due: 90 days",
        FENCE,
        "",
        _text(),
        "",
    )
    return "\n".join(lines)


def is_plan_file(file: Path) -> bool:
    """Whether the file looks like a plan rather than an announcement: only a plan has milestones or
    a recipient. Raises DraftError when it cannot be read."""
    fields, _body = split_draft(read_content(file, BEGIN), file.name)
    return "milestones" in fields or "recipient" in fields


def is_untouched_plan(document: Document) -> bool:
    """Whether the title or the text of a plan is still the template's."""
    return document.title == _title() or document.text == _text()


def _title() -> str:
    return _("What we plan")


def _text() -> str:
    return _("Write here, in Markdown, why: what is planned, who does it, what it is good for.")


def publication(document: Document, folder: Path) -> Path:
    """Writes the text that the hash is of into the folder, under the name it is published by, and
    returns the file."""
    file = folder / document.file_name
    if not file.is_file() or file.read_bytes() != document.content:
        file.write_bytes(document.content)
    return file


def titles_at_hand(folders: Iterable[Path]) -> dict[bytes, str]:
    """The titles of the texts in these folders by the SHA-256 that stands on chain for each: of
    published texts, and of plans and announcements still with their front matter. What cannot be
    read is passed over."""
    found: dict[bytes, str] = {}
    for file in _texts(folders):
        try:
            if file.stat().st_size > MAX_FILE_BYTES:
                continue
            data = file.read_bytes()
            for hash_, title in _titles(data):
                found.setdefault(hash_, one_line(title).strip())
        except (OSError, UnicodeDecodeError, DaoctlError):
            continue
    return found


def plan_title(candidate: Candidate, titles: Mapping[bytes, str]) -> str:
    """What a plan is called: by a text at hand, else by its address's last part, else by its
    number."""
    known = titles.get(candidate.content_hash)
    if known:
        return known
    # Not urlsplit: it refuses some of what anybody may write there.
    address = candidate.uri.partition("#")[0].partition("?")[0]
    name = one_line(unquote(address.rpartition("/")[2])).strip().removesuffix(".md")
    # Published texts are named by their hash, which tells people nothing.
    if name and name != candidate.content_hash.hex():
        return name
    return _("plan {number}").format(number=candidate.number)


def _texts(folders: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for folder in folders:
        for place in (folder, *(folder / name for name in FOLDERS)):
            try:
                files = sorted(place.glob("*.md"))
            except OSError:
                continue
            found.update(dict.fromkeys(file.resolve() for file in files))
    return list(found)[:MOST_FILES]


def _titles(data: bytes) -> Iterator[tuple[bytes, str]]:
    text = data.decode("utf-8-sig")
    if text.startswith("# "):
        yield hashlib.sha256(data).digest(), text.partition("\n")[0].removeprefix("# ")
    elif text.startswith(FENCE):
        fields, body = split_draft(text, "")
        title = fields.take("title", str)
        if ok(title):
            yield Document(title, body).sha256, title
