"""What is measured beside what: the best peer's figures on such a machine, and our goals. The only place for both."""

from dataclasses import dataclass

CLIENTS = (1, 8, 32)
MB = 1024 * 1024
# Who searches among 100,000 documents, and how.
READERS = {"a manager in 5,000 audiences": "Maya Lindqvist", "a member of 50 workspaces": "Priya Fifty"}
WAYS = ("one word", "two words", "phrase", "prefix", "newest first")


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure to compare with. `path` leads to ours in the results: measure, clients, figure."""

    line: str
    unit: str
    path: tuple[str, str, str]
    peer: float | None
    goal: float | None
    more_is_better: bool = False

    def reached(self, ours: float, wanted: float | None) -> bool:
        """Whether ours is as good as what is wanted; true where nothing is."""
        if wanted is None:
            return True
        return ours >= wanted if self.more_is_better else ours <= wanted


MARKS = (
    Mark("Thread page, p50", "ms", ("thread page", "1", "p50"), 74, 20),
    Mark("Thread page, 8 clients", "a second", ("thread page", "8", "rate"), 26, 150, more_is_better=True),
    Mark("Reply, p50", "ms", ("reply", "1", "p50"), 36, 25),
    Mark("Reply, 8 clients", "a second", ("reply", "8", "rate"), 55, 150, more_is_better=True),
    Mark("Search, one planted word, p50", "ms", ("search planted", "1", "p50"), 17, None),
    Mark("Search, one planted word, p95", "ms", ("search planted", "1", "p95"), None, 50),
    Mark("Search, one word, p50", "ms", ("search one word", "1", "p50"), 57, None),
    Mark("Search, one word, p95", "ms", ("search one word", "1", "p95"), None, 50),
    Mark("Search, two words, p50", "ms", ("search two words", "1", "p50"), 29, None),
    Mark("Search, two words, p95", "ms", ("search two words", "1", "p95"), None, 50),
    Mark("Post to visible elsewhere, p50", "ms", ("seen", "1", "p50"), 60, 50),
    Mark("Post to visible elsewhere, p95", "ms", ("seen", "1", "p95"), 118, 100),
    Mark("Cold thread page", "requests", ("cold page", "1", "requests"), 24, 12),
    Mark("Cold thread page", "KB", ("cold page", "1", "kb"), 203, 160),
    Mark("Cold thread page, first paint", "ms", ("cold page", "1", "paint"), None, 300),
    Mark("Words of PDF found", "share", ("words pdf", "expected", "median"), None, 0.98, more_is_better=True),
    *(
        Mark(f"{way.capitalize()}, {who}, p95", "ms", (f"scale {way}, {who}", "1", "p95"), None, 50)
        for who in READERS
        for way in WAYS
    ),
    Mark("nDCG@10 of ir_cranfield", "", ("scale relevance", "1", "nDCG@10"), None, 0.38, more_is_better=True),
    Mark("Memory idle, all processes", "MB", ("memory", "idle", "pss"), 242, 200),
)
