"""What the answer to a batch means for its events."""

import email.utils
import json
import time
from typing import NamedTuple, Optional

# A server that asks for more is asked again after five minutes: one wrong header must not silence a client for a day.
MAX_RETRY_AFTER = 300.0


class Answer(NamedTuple):
    """What the transport brought back. Status 0 stands for no answer: refused, reset, timed out, cut off."""

    status: int
    text: str = ""
    retry_after: Optional[str] = None


class Outcome(NamedTuple):
    """kind: delivered, retry, too_large or refused."""

    kind: str
    reason: str = ""
    retry_after: Optional[float] = None
    offset: Optional[str] = None
    rejected: tuple = ()


def read_answer(answer, now=time.time):
    """408, 425, 429, 5xx and no answer mean "again"; other 4xx mean "never".

    A 2xx counts only if its body is whole: a page of a captive portal or half an answer proves nothing, and the server
    drops what it already has by messageId.
    """
    status, text = answer.status, answer.text
    body = _parse_object(text)
    if 200 <= status < 300:
        if body is None and text not in ("", "OK"):
            return Outcome("retry", "unreadable answer")
        body = body or {}
        rejected = body.get("rejected")
        return Outcome("delivered", offset=body.get("offset"), rejected=tuple(rejected) if isinstance(rejected, list) else ())
    body = body or {}
    reason = str(body.get("detail") or body.get("title") or (f"HTTP {status}" if status else text or "no answer"))
    if status == 413:
        return Outcome("too_large", reason)
    if 400 <= status < 500 and status not in (408, 425, 429):
        return Outcome("refused", reason)
    return Outcome("retry", reason, _read_retry_after(answer.retry_after, now))


def _read_retry_after(header, now):
    """Seconds of a Retry-After header (RFC 9110 section 10.2.3: seconds or a date)."""
    if not header:
        return None
    try:
        wait = float(header)
    except ValueError:
        try:
            wait = email.utils.parsedate_to_datetime(header).timestamp() - now()
        except (TypeError, ValueError):
            return None
    return min(MAX_RETRY_AFTER, max(0.0, wait)) if wait == wait else None


def _parse_object(text):
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
