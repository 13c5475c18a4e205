"""What a back end asks about its people, and the triggers that it sets. All of it needs a secret key (`sk_...`)."""

import json
import urllib.parse

from .transport import Transport


class RequestError(Exception):
    """The server answered with an error, or not at all (`status` 0). The text names the field and the fix."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class Questions:
    """Asks one server, each time on a connection of its own: any thread may ask."""

    def __init__(self, api_key, base_url, timeout):
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._base_url = base_url
        self._timeout = timeout

    def ask(self, method, path, body=None):
        """The answer as Python has it.

        :raises RequestError: when the server refuses, cannot say, or says something that is no JSON
        """
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers if data is None else {**self._headers, "Content-Type": "application/json"}
        transport = Transport(self._base_url, self._timeout)
        reply = transport.request(method, path, data, headers, self._timeout)
        transport.close()
        try:
            answer = json.loads(reply.text)
        except ValueError:
            answer = None
        if reply.status == 200 and isinstance(answer, dict):
            return answer
        detail = answer.get("detail") if isinstance(answer, dict) else None
        raise RequestError(f"HTTP {reply.status}: {detail or reply.text[:200]}", reply.status)

    def ask_about(self, user_id, part=""):
        """The same about a person; None if the project has never heard of the id."""
        try:
            return self.ask("GET", f"/api/v1/users/{_quoted(user_id)}{part}")
        except RequestError as error:
            if error.status == 404:
                return None
            raise


class Triggers:
    """What starts when somebody enters or leaves a segment, or an intent passes a threshold: a webhook's message or a job,
    once for each crossing. Bodies and answers are the dicts of the HTTP API; every call may raise RequestError.
    """

    def __init__(self, questions):
        self._ask = questions.ask

    def list(self):
        """All triggers of the project, each with what came of the last day's crossings."""
        return self._ask("GET", "/api/v1/triggers")["data"]

    def create(self, name, source, action, **more):
        """Starts a job or a webhook at each crossing from now on. `more`: enabled, cooldownSeconds, ratePerHour."""
        return self._ask("POST", "/api/v1/triggers", {"name": name, "source": source, "action": action, **more})

    def change(self, trigger_id, name, source, action, **more):
        """Puts the whole trigger anew; `enabled=False` switches it off."""
        body = {"name": name, "source": source, "action": action, **more}
        return self._ask("PUT", f"/api/v1/triggers/{_quoted(trigger_id)}", body)

    def delete(self, trigger_id):
        """Removes a trigger and the log of its crossings."""
        self._ask("DELETE", f"/api/v1/triggers/{_quoted(trigger_id)}")

    def list_crossings(self, trigger_id, limit=50, cursor=None):
        """Who crossed it and what came of it, the latest first: `data`, and `nextCursor` for the part after it."""
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        return self._ask("GET", f"/api/v1/triggers/{_quoted(trigger_id)}/crossings?{urllib.parse.urlencode(query)}")


def _quoted(text):
    return urllib.parse.quote(str(text), safe="")
