"""The demo: organisations, people and stories to look at on a fresh machine, and a filler for measuring.

The stories themselves stand in the TOML files beside this module, one a language. Never loaded in production.
"""

from .loader import PASSWORD, logins

__all__ = ["PASSWORD", "logins"]
