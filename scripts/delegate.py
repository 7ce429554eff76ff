"""Let another account vote: `ape run delegate ADDRESS --village ethereum:sepolia:0x… --rpc URL`;
`ape run delegate none …` takes that back.

The same as `daoctl vote delegate`; `ape run delegate --help` shows what it takes.
"""

from __future__ import annotations

from daoctl.cli.ape_script import verb

cli = verb("delegate", "vote", "delegate", help="Let another account vote with your votes.")
