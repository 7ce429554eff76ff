"""A consultation's document: the question, the options, and who is asked, in one Markdown file.

    ---
    title: The old road
    method: ranked
    options:
      - Repair it
      - Make it a path
    chain: 1
    village: "0x…"
    electorate: villager
    snapshot: 2026-12-01T00:00:00+09:00
    ---
    What is asked, in Markdown.

Every ballot signs the document's hash, so nobody can put another question under it. Its canonical
bytes are the text in UTF-8 without a byte order mark, with plain line ends (LF) and one at the
end; the hash is their Keccak-256. Pure, but for reading the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from daoctl.chain.codec import keccak
from daoctl.charter.drafts_file import FENCE
from daoctl.charter.fields import public_text
from daoctl.charter.problems import Problem, sentence
from daoctl.errors import DraftError, UserError
from daoctl.governance.ballot_context import Context
from daoctl.governance.ballots import CONSULTATION_DOMAIN, MAX_OPTIONS, SAFE_INTEGER
from daoctl.governance.consultation_count import METHODS, Method
from daoctl.governance.front_matter import DraftProblems, Fields, ok, split_draft
from daoctl.governance.readers import account, one_of
from daoctl.times import parse_time
from daoctl.units import plain
from daoctl.words import _

if TYPE_CHECKING:
    import yaml

ElectorateName = Literal["villager", "certificate"]
ELECTORATES: tuple[ElectorateName, ...] = get_args(ElectorateName)
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True)
class Consultation:
    """What is asked, of whom. `options` are numbered from 1 in their order; `village` is the
    address of VillageCharter, for which ballots are signed; whoever had power in the `electorate`
    at `snapshot` (seconds since the epoch) is asked. `text` is the canonical document."""

    title: str
    question: str
    method: Method
    options: tuple[str, ...]
    chain_id: int
    village: str
    electorate: ElectorateName
    snapshot: int
    text: str

    @property
    def id(self) -> bytes:
        """The 32 bytes that every ballot signs as `consultation`."""
        return keccak(self.text.encode())

    @property
    def context(self) -> Context:
        """What a ballot must be for to count here."""
        return Context(
            "consultation",
            self.chain_id,
            bytes.fromhex(self.village[2:]),
            CONSULTATION_DOMAIN,
            self.id,
            options=len(self.options),
            most=1 if self.method == "single" else len(self.options),
            ordered=self.method == "ranked",
        )


def canonical(content: str) -> str:
    """The text whose UTF-8 bytes are hashed. Pure."""
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines.rstrip("\n") + "\n"


def load_consultation(path: str | Path) -> Consultation:
    """The consultation in the file. Raises DraftError with every mistake."""
    file = Path(path)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DraftError(
            _("The consultation {file} cannot be read.").format(file=file),
            cause=error.strerror,
            hint=_("`daoctl vote consult {name}` begins one.").format(
                name=file.name or "question.md"
            ),
        ) from None
    if len(raw) > MAX_FILE_BYTES:
        raise DraftError(_("The consultation {file} is far too long.").format(file=file))
    try:
        content = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise DraftError(
            _("The consultation {file} is not in UTF-8.").format(file=file),
            hint=_("Save it again as UTF-8 in your editor."),
        ) from None
    return parse_consultation(content, file=file.name)


def parse_consultation(content: str, *, file: str = "consultation.md") -> Consultation:
    """The consultation in a text; `file` names it in messages. Raises DraftError with every
    mistake and its line. Pure."""
    text = canonical(content)
    fields, question = split_draft(text, file)
    title = fields.take("title", public_text)
    method = fields.take("method", one_of(*METHODS))
    options = _options(fields)
    chain_id = fields.take("chain", _chain)
    village = fields.take("village", account)
    electorate = fields.take("electorate", one_of(*ELECTORATES), "villager")
    snapshot = fields.take("snapshot", parse_time)
    fields.finish()
    if not question:
        fields.wrong("", _("must be followed by the question"))
    if fields.problems:
        raise DraftProblems(file, sorted(fields.problems, key=lambda one: one.line))
    assert ok(title, method, chain_id, village, electorate, snapshot)
    return Consultation(
        title,
        question,
        cast(Method, method),
        options,
        chain_id,
        village,
        cast(ElectorateName, electorate),
        snapshot,
        text,
    )


def _chain(text: str) -> int:
    digits = plain(text)
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits) <= SAFE_INTEGER:
        raise UserError(_("must be the chain's number, such as 1"))
    return int(digits)


def _options(fields: Fields) -> tuple[str, ...]:
    import yaml

    key = "options"
    fields.taken.append(key)
    node: yaml.Node | None = fields.values.get(key)
    if node is None:
        fields.wrong(key, _("is missing"))
        return ()
    if not isinstance(node, yaml.SequenceNode):
        fields.wrong(key, _("must be a list, each entry beginning with a hyphen"))
        return ()
    found: dict[str, int] = {}
    for place, one in enumerate(node.value):
        line = one.start_mark.line + 2
        reason = _option(one, found)
        if reason:
            fields.problems.append(Problem((key, place), reason, line))
        else:
            found[one.value.strip()] = line
    if len(node.value) < 2:
        fields.wrong(key, _("must be two at least"))
    if len(node.value) > MAX_OPTIONS:
        fields.wrong(key, _("must be {most} at most").format(most=MAX_OPTIONS))
    return tuple(found)


def _option(node: Any, found: dict[str, int]) -> str:
    """What is wrong with an option; "" if nothing is."""
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        return _("must be one value")
    try:
        text = public_text(node.value)
    except UserError as error:
        return sentence(error)
    if text in found:
        return _("is there twice, first in line {line}").format(line=found[text])
    return ""


def consultation_text(
    title: str,
    method: Method,
    options: tuple[str, ...],
    chain_id: int,
    village: str,
    electorate: ElectorateName,
    snapshot: str,
) -> str:
    """A consultation to be filled in, its keys explained in the reader's language; it reads as it
    stands. `snapshot` is written as it shall stand, with its zone."""
    import yaml

    def value(text: str) -> str:
        return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("...\n").strip()

    lines = [
        FENCE,
        "# " + _("One line that says what is asked."),
        f"title: {value(title)}",
        "# " + _("single: one option each; approval: any number; ranked: in order of preference."),
        f"method: {method}",
        "# " + _("Numbered from 1 in this order. Of equal ones the earlier stands first."),
        "options:",
        *(f"  - {value(option)}" for option in options),
        "# " + _("The village: its chain and the address of its charter."),
        f"chain: {chain_id}",
        f'village: "{village}"',
        "# " + _("Who is asked: holders of a villager token, or of a resident certificate …"),
        f"electorate: {electorate}",
        "# " + _("… at this moment."),
        f"snapshot: {snapshot}",
        FENCE,
        "",
        _("Write here, in Markdown, what is asked and what each option means."),
    ]
    return canonical("\n".join(lines))
