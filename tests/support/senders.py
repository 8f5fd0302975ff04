"""Browsers that send and do not give up: a post has a key, and is sent again until the portal says it has it."""

import contextlib
import hashlib
import re
import secrets
import threading

import requests

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
PAUSE = 0.3  # seconds between two: a quick hand, not a flood


class Sender(threading.Thread):
    """Somebody with the page at `path` open who sends something again and again until closed."""

    def __init__(self, url: str, cookie: str, path: str, *, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.url, self.path = url, path
        self._ended = threading.Event()
        self._http = requests.Session()
        key, _, value = cookie.partition("=")
        self._http.cookies.set(key, value, domain="127.0.0.1", path="/")

    def run(self) -> None:
        """Send until closed; what was begun is finished."""
        token = ""
        while not self._ended.is_set():
            done = False
            with contextlib.suppress(requests.RequestException):
                token = token or self._token()
                done = bool(token) and self.send(token)
            token = token if done else ""
            self._ended.wait(PAUSE)

    def send(self, token: str) -> bool:
        """One attempt, with the CSRF token of the page; whether it was acknowledged."""
        raise NotImplementedError

    def close(self) -> None:
        """No more."""
        self._ended.set()

    def _token(self) -> str:
        found = TOKEN.search(self._http.get(self.url + self.path, timeout=10).text)
        return found.group(1) if found else ""


class Poster(Sender):
    """Replies to a thread. `kept` are the keys of the posts that were taken."""

    def __init__(self, url: str, cookie: str, path: str, *, name: str) -> None:
        super().__init__(url, cookie, path, name=name)
        self.kept: list[str] = []

    def send(self, token: str) -> bool:
        key = f"{self.name}-{len(self.kept)}"
        said = {"body": f"Words under {key}", "key": key, "csrf_token": token}
        answer = self._http.post(f"{self.url}{self.path}/posts", data=said, timeout=10, allow_redirects=False)
        if answer.status_code == 303:
            self.kept.append(key)
        return answer.status_code == 303


class Uploader(Sender):
    """Uploads files for everyone. `kept` are public ids with the SHA-256 of what was sent."""

    def __init__(self, url: str, cookie: str, path: str, *, name: str) -> None:
        super().__init__(url, cookie, path, name=name)
        self.kept: dict[str, str] = {}

    def send(self, token: str) -> bool:
        words = "\n".join(secrets.token_hex(8) for _ in range(2000)).encode()
        answer = self._http.post(
            self.url + self.path,
            data={"csrf_token": token, "audience": "everyone"},
            files={"file": (f"{secrets.token_hex(4)}.txt", words)},
            headers={"Accept": "application/json"},
            timeout=10,
        )
        if answer.status_code == 201:
            self.kept[answer.json()["files"][0]["id"]] = hashlib.sha256(words).hexdigest()
        return answer.status_code == 201
