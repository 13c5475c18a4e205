"""The client that a host application makes."""

import atexit
import json
from typing import NamedTuple

from .delivery import ClientError, Delivery
from .messages import build_message, encode_message
from .questions import Questions, Triggers
from .transport import Transport

FEEDBACK_EVENTS = {
    "shown": "Recommendation Shown",
    "clicked": "Recommendation Clicked",
    "converted": "Recommendation Converted",
    "dismissed": "Recommendation Dismissed",
}

OVERFLOW_POLICIES = ("drop-oldest", "drop-newest", "block")

# Share of a recommendation's budget that may go into sending the events it should know of, seconds.
FRESHNESS_BUDGET = 0.3


class Settings(NamedTuple):
    """Seconds, events and bytes."""

    flush_interval: float = 0.5
    batch_events: int = 500
    batch_bytes: int = 500_000
    event_bytes: int = 32 * 1024
    queue_events: int = 1_000_000
    queue_bytes: int = 64 * 1024 * 1024
    overflow: str = "drop-oldest"
    request_timeout: float = 10.0
    retry_base: float = 0.2
    retry_max: float = 2.0
    exit_timeout: float = 5.0
    gzip: bool = True


class MarketingClient:
    """Client of one Rapport project.

    Calls that send return at once and never raise; events travel from a background thread, and problems arrive at `on_error`, which
    gets a ClientError and may be called from any thread. Make one per process and close it at the end, or use it as a
    context manager; a process that ends delivers its queue first, for at most `exit_timeout` seconds. After `os.fork` the
    child has an empty queue of its own.

    :param api_key: `pk_...` or `sk_...`
    :param base_url: address of the server, e.g. `https://rapport.example.com`
    :param options: fields of `Settings`
    :raises ValueError: for a missing key, an address that is none, or an unknown option
    """

    def __init__(self, api_key, base_url, *, on_error=None, **options):
        unknown = set(options) - set(Settings._fields)
        if unknown:
            raise ValueError(f"unknown option: {', '.join(sorted(unknown))}; known: {', '.join(Settings._fields)}")
        if not api_key:
            raise ValueError("api_key is missing")
        settings = Settings(**options)
        if settings.overflow not in OVERFLOW_POLICIES:
            raise ValueError(f"overflow must be one of {', '.join(OVERFLOW_POLICIES)}")
        self._api_key = api_key
        self._base_url = base_url
        self._settings = settings
        self._on_error = on_error
        self._closed = False
        self._questions = Questions(api_key, base_url, settings.request_timeout)
        #: What starts when somebody enters or leaves a segment, or an intent passes a threshold.
        self.triggers = Triggers(self._questions)
        transport = Transport(base_url, settings.request_timeout)

        def send(body):
            return transport.send_batch(api_key, body, settings.gzip)

        self._delivery = Delivery((send, transport.close), self._report, settings)
        atexit.register(self.close, settings.exit_timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def track(self, user_id, event, properties=None, **more):
        """A user did something. `more`: anonymous_id, timestamp, message_id, context."""
        self._record(user_id, lambda: {"type": "track", "event": event, "properties": properties}, more)

    def identify(self, user_id, traits=None, **more):
        """Ties a user to traits; with `anonymous_id` it also ties the anonymous history to the user."""
        self._record(user_id, lambda: {"type": "identify", "traits": traits}, more)

    def page(self, user_id, name=None, properties=None, category=None, **more):
        self._record(user_id, lambda: {"type": "page", "name": name, "category": category, "properties": properties}, more)

    def screen(self, user_id, name=None, properties=None, category=None, **more):
        self._record(user_id, lambda: {"type": "screen", "name": name, "category": category, "properties": properties}, more)

    def group(self, user_id, group_id, traits=None, **more):
        """Ties a user to a group, such as a company."""
        self._record(user_id, lambda: {"type": "group", "groupId": group_id, "traits": traits}, more)

    def alias(self, user_id, previous_id, **more):
        """Says that `previous_id` is the same person as `user_id`."""
        self._record(user_id, lambda: {"type": "alias", "previousId": previous_id}, more)

    def send_recommendation_feedback(self, user_id, decision_id, action, item_ids, placement=None, **more):
        """Says what became of recommendations. `action`: shown, clicked, converted or dismissed."""

        def describe():
            properties = {"decisionId": decision_id, "placement": placement, "items": list(item_ids)}
            properties = {key: value for key, value in properties.items() if value is not None}
            return {"type": "track", "event": FEEDBACK_EVENTS[action], "properties": properties}

        self._record(user_id, describe, more)

    def get_recommendations(self, user_id=None, *, placement="default", timeout=1.5, fresh=True, **query):
        """What a person should see next: a dict with `decisionId` and `recommendations`.

        Returns within `timeout` seconds and never raises: without an answer it is empty and `on_error` hears why. `query`:
        anonymousId, limit, itemId, exclude, category. `fresh` sends queued events first, so that an event of a line earlier
        counts.
        """
        empty = {"decisionId": "", "placement": placement, "recommendations": [], "degraded": []}
        try:
            if fresh:
                self._delivery.flush(min(FRESHNESS_BUDGET, timeout / 2))
                query.setdefault("after", self._delivery.offset)
            query = {"userId": user_id, "placement": placement, **query}
            body = json.dumps({key: value for key, value in query.items() if value is not None}).encode()
            headers = {"Authorization": f"Bearer {self._api_key}", "Content-Type": "application/json"}
            transport = Transport(self._base_url, timeout)
            budget = timeout - (min(FRESHNESS_BUDGET, timeout / 2) if fresh else 0)
            reply = transport.post("/api/v1/recommendations/query", body, headers, budget)
            transport.close()
            answer = json.loads(reply.text) if reply.status == 200 else None
            if isinstance(answer, dict) and isinstance(answer.get("recommendations"), list):
                return answer
            self._report("request_failed", f"HTTP {reply.status}: {reply.text[:200]}")
        except Exception as error:  # never raises: the page is shown without recommendations
            self._report("request_failed", f"{type(error).__name__}: {error}")
        return empty

    def get_profile(self, user_id):
        """The live profile of a person, None if nothing is known. Needs a secret key, and may raise RequestError."""
        return self._questions.ask_about(user_id)

    def get_segments(self, user_id):
        """The segments that a person is in now, since when; None if nothing is known. As `get_profile`."""
        answer = self._questions.ask_about(user_id, "/segments")
        return answer and answer["data"]

    def get_intents(self, user_id):
        """How likely a person is to reach each goal and why, next actions, purchases, the best hour to write. As `get_profile`."""
        return self._questions.ask_about(user_id, "/intents")

    def stats(self):
        """Counters since the client was made: queued = delivered + rejected + dropped + pending."""
        return {**self._delivery.counters, "pending": self._delivery.pending}

    def flush(self, timeout=10.0):
        """Waits until all events queued so far are settled; False when the time ran out."""
        return self._delivery.flush(timeout)

    def close(self, timeout=5.0):
        """Delivers what it can within `timeout` seconds and ends the client. Returns how many events were left over."""
        if self._closed:
            return 0
        self._delivery.flush(timeout)
        self._closed = True
        left = self._delivery.pending
        self._delivery.stop()
        atexit.unregister(self.close)
        return left

    def _record(self, user_id, describe, more):
        try:
            if self._closed:
                raise RuntimeError("the client is closed")
            more = dict(more)
            fields = {"userId": user_id, "anonymousId": more.pop("anonymous_id", None), **describe()}
            message = build_message(fields, **more)
            body, repaired = encode_message(message)
            if repaired:
                self._report("value_left_out", "an event held a value that JSON cannot carry", (message["messageId"],))
            self._delivery.enqueue(message["messageId"], body)
        except Exception as error:  # a call about marketing must not end the caller's own work
            self._report("call_failed", f"{type(error).__name__}: {error}")

    def _report(self, code, message, message_ids=()):
        if self._on_error is None:
            return
        try:
            self._on_error(ClientError(code, message, tuple(message_ids)))
        except Exception:  # the host application's own handler failed; the delivery of other events goes on
            pass
