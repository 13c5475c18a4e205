"""A tracking server in a thread: keeps what it acknowledged, and fails as it is told."""

import gzip
import http.server
import json
import threading
import time


class FaultServer:
    def __init__(self):
        self.requests = []
        self.messages = []
        # Called with the handler before a request is answered; True when it has answered by itself.
        self.fault = None
        self.answer = None
        self.delay = 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                text = gzip.decompress(raw) if self.headers["Content-Encoding"] == "gzip" else raw
                body = json.loads(text)
                server.requests.append({"path": self.path, "headers": self.headers, "body": body, "at": time.monotonic()})
                if server.fault and server.fault(self):
                    return
                time.sleep(server.delay)
                if server.answer is not None:
                    return self.reply(*server.answer)
                server.messages.extend(body["batch"])
                self.reply(200, {"success": True, "rejected": [], "offset": f"o{len(server.messages)}"})

            def answer_question(self):
                raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
                body = json.loads(raw) if raw else None
                server.requests.append({"path": self.path, "method": self.command, "headers": self.headers, "body": body})
                self.reply(*(server.answer or (404, {"detail": "unknown"})))

            do_GET = do_PUT = do_DELETE = answer_question

            def reply(self, status, body, headers=()):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._handler = Handler
        self.port = 0
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", self.port), self._handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def events(self):
        """Distinct names of acknowledged events."""
        return list({message["messageId"]: message.get("event") for message in self.messages}.values())
