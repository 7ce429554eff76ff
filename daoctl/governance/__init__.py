"""What is decided: drafts, proposals, votes, and a tally that trusts nobody's sums."""
