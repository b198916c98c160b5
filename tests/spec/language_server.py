"""A real YAML language server, spoken to as an editor does: what it says of a file, and what it offers."""

import json
import subprocess
from pathlib import Path
from typing import Any

SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}


class LanguageServer:
    """One process; documents are opened by their path."""

    def __init__(self, command: str) -> None:
        self.process = subprocess.Popen([command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last = 0
        capabilities = {
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}, "publishDiagnostics": {}},
            "workspace": {"configuration": True},
        }
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})

    def __enter__(self) -> "LanguageServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def diagnostics(self, path: Path, text: str) -> list[str]:
        """`line: message`, lines from 1, of a file that need not have been saved."""
        opened = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        while (said := self._receive()).get("method") != "textDocument/publishDiagnostics":
            self._obey(said)
        return [f"{d['range']['start']['line'] + 1}: {d['message']}" for d in said["params"]["diagnostics"]]

    def hover(self, path: Path, line: int, column: int) -> str:
        found = self.ask("textDocument/hover", _position(path, line, column))
        return json.dumps(found["contents"], ensure_ascii=False) if found else ""

    def completions(self, path: Path, line: int, column: int) -> set[str]:
        return {item["label"] for item in self.ask("textDocument/completion", _position(path, line, column))["items"]}

    def ask(self, method: str, params: object) -> Any:
        self.last += 1
        asked = self.last
        self._send({"id": asked, "method": method, "params": params})
        while (said := self._receive()).get("id") != asked or "method" in said:
            self._obey(said)
        return said["result"]

    def _obey(self, said: dict[str, Any]) -> None:
        """The server asks too: for settings, and to be known for things."""
        if said.get("method") == "workspace/configuration":
            asked = [item.get("section", "") for item in said["params"]["items"]]
            self._send({"id": said["id"], "result": [SETTINGS.get(section, {}) for section in asked]})
        elif "method" in said and "id" in said:
            self._send({"id": said["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


def _position(path: Path, line: int, column: int) -> dict[str, object]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}
