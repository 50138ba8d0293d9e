"""A stand-in for Google Translate, on this machine: it answers as the real one does, or fails as it does."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

MODES = ("fine", "empty", "silent", "blocked", "late", "hang", "broken", "noise", "half")


class StandIn:
    """Listens until it is closed; `mode` may be changed at any moment, `texts` are those it was asked for."""

    def __init__(self, mp3: bytes) -> None:
        self.mp3 = mp3
        self.mode = "fine"
        self.texts: list[str] = []
        self.speeds: list[bool | None] = []
        self.let_go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, body: str) -> None:
        text, _, speed, _ = json.loads(json.loads(parse_qs(body)["f.req"][0])[0][0][1])
        self.texts.append(text)
        self.speeds.append(speed)

    def answer(self) -> tuple[int, bytes]:
        """The status and page for the request just taken."""
        if self.mode == "hang":
            self.let_go.wait(60)
        if self.mode == "blocked" or (self.mode == "late" and len(self.texts) > 1):
            return 429, b"<html>Our systems have detected unusual traffic</html>"
        if self.mode == "broken":
            return 503, b""
        if self.mode == "empty":
            return 200, b"<html><title>Before you continue</title></html>"
        return 200, _page({"silent": b"", "noise": b"this is no sound" * 99}.get(self.mode, self.mp3))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand_in.take(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, page = stand_in.answer()
                self.send_response(status)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page[: len(page) // 2] if stand_in.mode == "half" else page)

            def log_message(self, *_: object) -> None:
                """Says nothing: a test's output is the test's."""

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    """The voice has hung up, as it should after its timeout."""

        return Handler


def _page(mp3: bytes) -> bytes:
    sound = json.dumps([base64.b64encode(mp3).decode()], separators=(",", ":"))
    answer = json.dumps([["wrb.fr", "jQ1olc", sound, None, None, None, "generic"]], separators=(",", ":"))
    return f")]}}'\n\n{len(answer)}\n{answer}\n25\n".encode() + b'[["di",42],["af.httprm",42]]\n'
