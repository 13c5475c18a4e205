"""User tokens: what a back end signs so that a page can prove who its visitor is."""

import base64
import hashlib
import hmac
import json
import time

_MAX_SECONDS = 86_400


def create_user_token(secret: str, user_id: str, expires_in: int = 900) -> str:
    """A JSON web token (HS256) for whoever is signed in; give it to their page.

    ``secret`` is the text ``uts_…`` of the write key's user tokens and stays on the server; ``expires_in`` is the token's
    life in seconds, at most a day. Raises ``ValueError`` for what the server would refuse.
    """
    if not str(secret).startswith("uts_"):
        raise ValueError("secret must be the text uts_… of the key's user tokens")
    if not isinstance(user_id, str) or not user_id:
        raise ValueError("user_id must be a text that is not empty")
    if not 1 <= expires_in <= _MAX_SECONDS:
        raise ValueError(f"expires_in must be 1 to {_MAX_SECONDS} seconds")
    issued = int(time.time())
    claims = {"sub": user_id, "iat": issued, "exp": issued + int(expires_in)}
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    head = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{head}.{_encode(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
