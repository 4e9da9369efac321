"""Names that tell nothing, and secrets that open something."""

from __future__ import annotations

import secrets


def opaque_id() -> str:
    """Eight random bytes, for ids that tell nothing."""
    return secrets.token_hex(8)


def secret_token() -> str:
    """A secret that opens something: 192 random bits."""
    return secrets.token_urlsafe(24)
