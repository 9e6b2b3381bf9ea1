"""A chat-completions server for the tests: a process of its own, whose behaviour is the last part of its address.

`python llm_server.py` prints its port and serves until it is stopped. `http://127.0.0.1:PORT/MODE` answers as MODE
says; the modes are the keys of RAW and SAID, "hang" and "key". Any other is a good answer.
"""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

THEMES = ("empowerment", "recognition", "visible_leadership", "cx_vision")


def good(text: str) -> dict[str, Any]:
    """Empowerment is shown by the first sentence; nothing else is said."""
    themes: dict[str, Any] = {theme: {"value": 0, "quotes": []} for theme in THEMES}
    themes["empowerment"] = {"value": 1, "quotes": [text.split(". ", maxsplit=1)[0]]}
    return {"themes": themes, "behaviours": [{"code": "initiative", "quote": text.split(". ", maxsplit=1)[0]}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        mode = self.path.split("/")[1]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = asked["messages"][1]["content"].removeprefix("<story>\n").removesuffix("\n</story>")
        if mode == "hang":
            time.sleep(60)
        if mode == "key" and self.headers.get("Authorization") != "Bearer quay":
            self.send(b"{}", 401)
        elif mode in RAW:
            RAW[mode](self)
        else:
            say: Callable[[dict[str, Any]], Any] = SAID.get(mode, json.dumps)
            message = {"role": "assistant", "content": say(good(text))}
            self.send(json.dumps({"choices": [{"message": message}]}).encode())

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, before: bytes) -> None:
        self.wfile.write(before)
        for _ in range(600):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, *_: Any) -> None:
        pass


RAW: dict[str, Callable[[_Handler], None]] = {
    "drip": lambda handler: handler.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n"),
    "drip-header": lambda handler: handler.drip(b"HTTP/1.1 200 OK\r\nX-Long: "),
    "redirect": lambda handler: handler.send(b"", 307, Location="/good/chat/completions"),
    "error": lambda handler: handler.send(b"out of memory", 500),
    "garbage": lambda handler: handler.send(b"\x00\xff not even text"),
    "endless": lambda handler: handler.send(b" " * 1_000_000),
    "cut": lambda handler: handler.send(b"{", 200, Content_Length="1000", Connection="close"),
}


def _with(theme: str, said: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    return lambda answer: json.dumps({**answer, "themes": {**answer["themes"], theme: said}})


def _behaving(*behaviours: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    return lambda answer: json.dumps({**answer, "behaviours": [*answer["behaviours"], *behaviours]})


def _loud(answer: dict[str, Any]) -> str:
    quotes = [quote.upper() for quote in answer["themes"]["empowerment"]["quotes"]]
    return _with("empowerment", {"value": 1, "quotes": quotes})(answer)


SAID: dict[str, Callable[[dict[str, Any]], Any]] = {
    "fenced": lambda answer: f"```json\n{json.dumps(answer)}\n```",
    "prose": lambda _: "I would say that empowerment is shown.",
    "deep": lambda _: "[" * 100_000,
    "list": lambda _: "[]",
    "null": lambda _: None,
    "missing-theme": lambda answer: json.dumps({**answer, "themes": {"empowerment": answer["themes"]["empowerment"]}}),
    "odd-value": _with("recognition", {"value": 2, "quotes": []}),
    "true-value": _with("recognition", {"value": True, "quotes": []}),
    "no-quotes": _with("recognition", {"value": 1}),
    "no-behaviours": lambda answer: json.dumps({"themes": answer["themes"]}),
    "odd-behaviour": _behaving({"code": "charisma", "quote": "x"}),
    "unhashable-behaviour": _behaving({"code": [], "quote": "x"}),
    "invented": lambda answer: _with("recognition", {"value": 1, "quotes": ["The director gave her a medal."]})(
        json.loads(_behaving({"code": "empathy", "quote": "She wept with him."})(answer))
    ),
    "nearly": _loud,
}


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(server.server_port, flush=True)  # noqa: T201 - how the test learns it
    server.serve_forever()
