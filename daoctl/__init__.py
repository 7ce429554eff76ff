"""daoctl: found a village DAO, admit digital villagers, vote, and fund what was voted for."""

__version__ = "0.1.0"
