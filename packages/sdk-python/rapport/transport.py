"""HTTP over one connection that is kept alive."""

import base64
import gzip
import http.client
import urllib.parse

from .answers import Answer

# Below this a compressed body saves no packet on the network and costs time at both ends.
GZIP_FROM_BYTES = 1024


class Transport:
    """Asks one server. Not for two threads at once."""

    def __init__(self, base_url, timeout):
        parts = urllib.parse.urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("base_url must be the server's address, e.g. https://rapport.example.com")
        self._parts = parts
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        self._connection = None

    def send_batch(self, api_key, body, compress):
        """Posts a batch. Never raises: what fails is an answer with status 0."""
        token = base64.b64encode(f"{api_key}:".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        if compress and len(body) >= GZIP_FROM_BYTES:
            # Level 1 costs a third of the default level and still saves five sixths of a batch of events.
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        return self.post("/v1/batch", body, headers, self._timeout)

    def post(self, path, body, headers, timeout):
        return self.request("POST", path, body, headers, timeout)

    def request(self, method, path, body, headers, timeout):
        """Never raises, either. What is repeated after a connection that the server had closed, it had not taken."""
        reused = self._connection is not None
        try:
            return self._request(method, path, body, headers, timeout)
        except (ConnectionError, http.client.HTTPException, OSError) as error:
            self.close()
            # The server may close an idle connection at any time; that says nothing about its health.
            if reused and isinstance(error, (ConnectionError, http.client.RemoteDisconnected)):
                try:
                    return self._request(method, path, body, headers, timeout)
                except (http.client.HTTPException, OSError) as second:
                    self.close()
                    error = second
            return Answer(0, f"{type(error).__name__}: {error}")

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _request(self, method, path, body, headers, timeout):
        if self._connection is None:
            https = self._parts.scheme == "https"
            connect = http.client.HTTPSConnection if https else http.client.HTTPConnection
            self._connection = connect(self._parts.hostname, self._parts.port, timeout=timeout)
        self._connection.timeout = timeout
        if self._connection.sock is not None:
            self._connection.sock.settimeout(timeout)
        self._connection.request(method, self._path + path, body, headers)
        response = self._connection.getresponse()
        # Reading the body is part of the delivery: an answer that breaks off is no answer.
        text = response.read().decode("utf-8", "replace")
        return Answer(response.status, text, response.getheader("Retry-After"))
