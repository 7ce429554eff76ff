"""Sign a ballot that somebody else carries: `ape run sign_ballot 3 for --account NAME`.

The same as `daoctl vote sign`; `ape run sign_ballot --help` shows what it takes.
"""

from __future__ import annotations

from daoctl.cli.ape_script import verb

cli = verb(
    "sign_ballot", "vote", "sign", help="Sign a ballot that somebody else carries; nothing is sent."
)
