"""Stories that daoctl tells with its own verbs, on a chain of their own: a small village, and the
replays of what real villages did. No terminal, no shortcut: every step is a library call that a
command makes too."""
