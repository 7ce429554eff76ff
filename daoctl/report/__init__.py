"""Documents that people print, post and keep: cards, notices, minutes."""
