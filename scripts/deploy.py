"""Found a village: `ape run deploy --village FOLDER --network ethereum:sepolia --rpc URL`.

The same as `daoctl deploy`, from the compiled manifest that ships with daoctl; what the folder's
village.toml says is founded. `ape run deploy --help` shows what it takes.
"""

from __future__ import annotations

from daoctl.cli.ape_script import verb

cli = verb("deploy", "deploy", help="Found the village that village.toml describes.")
