"""The only floor that knows Ape, web3 and eth_account: everything above speaks of villages."""

import os
from importlib.util import find_spec

if find_spec("sha3") is not None:
    # eth_hash takes pycryptodome where it finds it; pysha3 hashes eight times as fast, which
    # every address, leaf and signature feels. Must stand before anything hashes.
    os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")
