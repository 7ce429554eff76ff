"""Cast a vote: `ape run vote 3 for --village ethereum:sepolia:0x… --rpc URL --account NAME`.

The same as `daoctl vote cast`; `ape run vote --help` shows what it takes.
"""

from __future__ import annotations

from daoctl.cli.ape_script import verb

cli = verb("vote", "vote", "cast", help="Vote for or against a proposal, or abstain.")
