"""Who belongs: the sale desk, digital villagers and resident certificates.

Readers return frozen dataclasses, planners the calls that somebody else signs and sends; nothing
here prints or asks.
"""
