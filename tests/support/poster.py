"""A browser that posts and does not give up: each post has a key, and is sent again until the portal says it has it."""

import contextlib
import re
import threading

import requests

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


PAUSE = 0.3  # seconds between posts: a quick hand, not a flood


class Poster(threading.Thread):
    """Replies to the thread at `path`, one post after the other, until closed. `kept` are the keys that were taken."""

    def __init__(self, url: str, cookie: str, path: str, *, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.url, self.path = url, path
        self.kept: list[str] = []
        self.tries = 0
        self._ended = threading.Event()
        self._http = requests.Session()
        key, _, value = cookie.partition("=")
        self._http.cookies.set(key, value)

    def run(self) -> None:
        """Post until closed; what was begun is finished."""
        number, token = 0, ""
        while not self._ended.is_set():
            key = f"{self.name}-{number}"
            token = token or self._token()
            if token and self._post(key, token):
                self.kept.append(key)
                number += 1
            self._ended.wait(PAUSE)

    def close(self) -> None:
        """No more posts."""
        self._ended.set()

    def _token(self) -> str:
        with contextlib.suppress(requests.RequestException):
            found = TOKEN.search(self._http.get(self.url + self.path, timeout=10).text)
            return found.group(1) if found else ""
        return ""

    def _post(self, key: str, token: str) -> bool:
        self.tries += 1
        said = {"body": f"Words under {key}", "key": key, "csrf_token": token}
        with contextlib.suppress(requests.RequestException):
            answer = self._http.post(f"{self.url}{self.path}/posts", data=said, timeout=10, allow_redirects=False)
            return answer.status_code == 303
        return False
