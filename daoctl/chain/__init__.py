"""The only floor that knows Ape, web3 and eth_account: everything above speaks of villages."""
