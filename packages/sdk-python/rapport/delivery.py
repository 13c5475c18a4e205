"""Queues events, sends them in batches from a thread of its own and repeats what failed until the server answers."""

import collections
import json
import os
import random
import threading
import time
import weakref
from typing import NamedTuple

from .answers import read_answer
from .messages import format_time

# Room in a body for everything that is not an event.
ENVELOPE_BYTES = 512


class ClientError(NamedTuple):
    """One thing that went wrong, for `on_error`; the codes are those of the other clients of Rapport.

    value_left_out, event_too_large, queue_full, event_rejected, batch_refused, delivery_delayed, not_delivered,
    request_failed, call_failed.
    """

    code: str
    message: str
    message_ids: tuple = ()


class Entry(NamedTuple):
    message_id: str
    body: bytes


class Delivery:
    """One thread, so one request at a time and one wait for all batches while the server fails."""

    def __init__(self, transport, report, settings):
        """`transport` is a pair of functions: one sends a body and answers, one lets go of the connection."""
        self._send, self._disconnect = transport
        self._report = report
        self._settings = settings
        self.counters = dict.fromkeys(("queued", "delivered", "rejected", "dropped", "requests", "retries"), 0)
        self.offset = None
        self._reset()
        if hasattr(os, "register_at_fork"):
            reference = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _forget_after_fork(reference))

    def _reset(self):
        self._condition = threading.Condition(threading.Lock())
        self._waiting = collections.deque()
        self._flying = ()
        self._bytes = 0
        self._settled = 0
        self._failures = 0
        self._retry_at = 0.0
        self._asked_by_server = False
        self._urgent = False
        self._stopped = False
        self._due_at = None
        self._batch_events = self._settings.batch_events
        self._thread = None

    @property
    def pending(self):
        return len(self._waiting) + len(self._flying)

    def enqueue(self, message_id, body):
        """Queues a serialised message. Waits for room only under the policy `block`."""
        settings = self._settings
        entry = Entry(message_id, body)
        dropped = []
        with self._condition:
            self.counters["queued"] += 1
            if len(body) > settings.event_bytes:
                self.counters["dropped"] += 1
                too_large = True
            else:
                too_large = False
                dropped = self._add(entry)
        if too_large:
            self._report("event_too_large", f"an event of {len(body)} bytes is over the limit of {settings.event_bytes}", (message_id,))
        if dropped:
            self._report("queue_full", "the queue is full", tuple(one.message_id for one in dropped))

    def _add(self, entry):
        dropped = []
        while self._is_full_for(entry):
            if self._settings.overflow == "block" and not self._stopped:
                self._urgent = True
                self._condition.notify_all()
                self._condition.wait(0.05)
                continue
            oldest = self._waiting.popleft() if self._settings.overflow == "drop-oldest" and self._waiting else None
            if oldest is None:
                dropped.append(entry)
                break
            self._bytes -= len(oldest.body)
            dropped.append(oldest)
        else:
            self._waiting.append(entry)
            self._bytes += len(entry.body)
            self._start()
        self.counters["dropped"] += len(dropped)
        self._settled += len(dropped)
        return dropped

    def _is_full_for(self, entry):
        settings = self._settings
        return self.pending >= settings.queue_events or self._bytes + len(entry.body) > settings.queue_bytes

    def _start(self):
        if self._due_at is None:
            self._due_at = time.monotonic() + self._settings.flush_interval
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="rapport", daemon=True)
            self._thread.start()
            return
        if len(self._waiting) in (1, self._batch_events):
            self._condition.notify_all()

    def flush(self, timeout):
        """Waits until what is queued now is settled; False when the time ran out."""
        until = time.monotonic() + timeout
        with self._condition:
            target = self._settled + self.pending
            self._urgent = True
            if not self._asked_by_server:
                self._retry_at = 0.0
            self._condition.notify_all()
            while self._settled < target:
                left = until - time.monotonic()
                if left <= 0 or self._stopped:
                    return False
                self._condition.wait(left)
        return True

    def stop(self):
        """Ends the client; what waits is dropped and reported."""
        with self._condition:
            self._stopped = True
            left = tuple(self._waiting)
            self._waiting.clear()
            self._bytes -= sum(len(entry.body) for entry in left)
            self.counters["dropped"] += len(left)
            self._settled += len(left)
            self._condition.notify_all()
        if left:
            self._report("not_delivered", "the client was closed before these were delivered", tuple(e.message_id for e in left))

    def _run(self):
        while True:
            with self._condition:
                batch = self._next_batch()
            if batch is None:
                self._disconnect()
                return
            answer = self._send(self._build_body(batch))
            self._apply(batch, answer)

    def _next_batch(self):
        """Waits until a batch may leave, and takes it; None when the client has ended."""
        while not self._stopped:
            wait = self._wait_seconds()
            if wait is not None and wait <= 0:
                return self._take()
            self._condition.wait(wait)
        return None

    def _wait_seconds(self):
        if not self._waiting:
            self._urgent = False
            self._due_at = None
            return None
        now = time.monotonic()
        if self._retry_at > now:
            return self._retry_at - now
        full = len(self._waiting) >= self._batch_events or self._bytes >= self._settings.batch_bytes
        if full or self._urgent or self._failures or self._due_at is None:
            return 0
        return self._due_at - now

    def _take(self):
        batch = []
        size = ENVELOPE_BYTES
        while self._waiting and len(batch) < self._batch_events:
            size += len(self._waiting[0].body) + 1
            if batch and size > self._settings.batch_bytes:
                break
            batch.append(self._waiting.popleft())
        self._flying = tuple(batch)
        self.counters["requests"] += 1
        return self._flying

    def _build_body(self, batch):
        sent_at = json.dumps({"sentAt": format_time(None)}).encode()
        return b'{"batch":[' + b",".join(entry.body for entry in batch) + b"]," + sent_at[1:]

    def _apply(self, batch, answer):
        outcome = read_answer(answer)
        reports = []
        with self._condition:
            if outcome.kind == "delivered":
                self._heal()
                self.offset = outcome.offset or self.offset
                reports = self._accept(batch, outcome.rejected)
            elif outcome.kind == "retry" or (outcome.kind == "too_large" and len(batch) > 1):
                reports = self._repeat(batch, outcome)
            else:
                self._heal()
                self.counters["dropped"] += len(batch)
                self._release(batch)
                reports = [("batch_refused", outcome.reason, tuple(entry.message_id for entry in batch))]
            self._condition.notify_all()
        for report in reports:
            self._report(*report)

    def _accept(self, batch, answered):
        # Another server of this protocol may answer anything here; only what points at an event of the batch is believed.
        places = {one["index"]: one for one in answered if isinstance(one, dict) and one.get("index") in range(len(batch))}
        self.counters["rejected"] += len(places)
        self.counters["delivered"] += len(batch) - len(places)
        self._release(batch)
        return [
            ("event_rejected", f"{one.get('code')} at {one.get('path')}: {one.get('message')}", (batch[at].message_id,))
            for at, one in places.items()
        ]

    def _release(self, batch):
        self._flying = ()
        self._bytes -= sum(len(entry.body) for entry in batch)
        self._settled += len(batch)

    def _repeat(self, batch, outcome):
        self.counters["retries"] += 1
        self._flying = ()
        if self._stopped:
            self._release(batch)
            self.counters["dropped"] += len(batch)
            return [("not_delivered", outcome.reason, tuple(entry.message_id for entry in batch))]
        self._waiting.extendleft(reversed(batch))
        self._urgent = True
        if outcome.kind == "too_large":
            self._batch_events = min(self._batch_events, (len(batch) + 1) // 2)
            return []
        first = self._failures == 0
        self._fail(outcome.retry_after)
        return [("delivery_delayed", outcome.reason, tuple(entry.message_id for entry in batch))] if first else []

    def _fail(self, retry_after):
        """Full jitter: uniform in [0, min(max, base * 2^n)) (Brooker, "Exponential Backoff and Jitter", AWS 2015)."""
        settings = self._settings
        self._asked_by_server = retry_after is not None
        limit = min(settings.retry_max, settings.retry_base * 2 ** min(self._failures, 30))
        spread = settings.retry_base if self._asked_by_server else limit
        self._failures += 1
        self._retry_at = time.monotonic() + (retry_after or 0.0) + random.random() * spread

    def _heal(self):
        self._failures = 0
        self._retry_at = 0.0
        self._asked_by_server = False


def _forget_after_fork(reference):
    """A child process has neither the thread nor the right to its parent's events: the parent delivers them."""
    delivery = reference()
    if delivery is not None:
        delivery.counters = dict.fromkeys(delivery.counters, 0)
        delivery._disconnect()  # only this copy of the socket: the parent goes on with its own
        delivery._reset()
