"""A patient service desk: a touch terminal, one register, and a status page."""

__version__ = "0.1.0"
