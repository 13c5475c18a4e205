"""Messages of the tracking format, made and serialised at the moment of the call."""

import datetime
import decimal
import json
import os
import time
import uuid

LIBRARY = {"name": "rapport-marketing", "version": "0.1.0"}

# Nesting that the tracking API takes; what lies deeper is left out.
MAX_DEPTH = 32

_ABSENT = object()


def new_message_id(now=time.time):
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits; sorts by the time of the call."""
    milliseconds = int(now() * 1000) & ((1 << 48) - 1)
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def format_time(value, now=time.time):
    """RFC 3339 in UTC. A time that cannot be read becomes the time of the call: the event is worth more than its clock."""
    try:
        moment = _read_time(value, now)
    except (ValueError, TypeError, OverflowError, OSError):
        moment = datetime.datetime.fromtimestamp(now(), datetime.timezone.utc)
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_time(value, now):
    if value is None:
        value = now()
    if isinstance(value, (int, float)):
        return datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    # A time without a zone is taken for UTC: the zone of the machine is an accident.
    return value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)


def build_message(fields, *, timestamp=None, message_id=None, context=None, now=time.time):
    """Completes a message: id, original time and context. What is None is left out."""
    message = {key: value for key, value in fields.items() if value is not None}
    message["context"] = {"library": LIBRARY, **(context or {})}
    message["messageId"] = message_id or new_message_id(now)
    message["originalTimestamp"] = format_time(timestamp, now)
    return message


def encode_message(message):
    """JSON of a message in UTF-8, and whether a value had to be left out. Never raises.

    Each message is serialised once and alone, so that no value of it can spoil its neighbours in a batch.
    """
    try:
        return _dump(message), False
    except (TypeError, ValueError, RecursionError, OverflowError):
        return _dump(_repair(message, ())), True


def _dump(message):
    text = json.dumps(message, default=_convert, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _convert(value):
    """Values that have one obvious form in JSON."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value) if value.is_finite() else None
    if isinstance(value, (uuid.UUID, os.PathLike)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _repair(value, ancestors):
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if value == value and value not in (float("inf"), float("-inf")) else None
    if id(value) in ancestors or len(ancestors) > MAX_DEPTH:
        return _ABSENT
    inside = (*ancestors, id(value))
    try:
        if isinstance(value, dict):
            pairs = ((str(key), _repair(entry, inside)) for key, entry in value.items())
            return {key: entry for key, entry in pairs if entry is not _ABSENT}
        if isinstance(value, (list, tuple)):
            return [None if entry is _ABSENT else entry for entry in (_repair(one, inside) for one in value)]
        return _repair(_convert(value), inside)
    except Exception:  # a value of the host application may raise anything when it is looked at
        return _ABSENT
