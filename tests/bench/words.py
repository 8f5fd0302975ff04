"""Words to fill posts with: common ones often, rare ones rarely, as people write, and some that stand only once."""

import random

PLANTED = "zirkonvane"  # in one post of each workspace, with the workspace's number behind it
COMMON = (
    *("the", "to", "and", "of", "a", "in", "is", "we", "for", "on", "that", "it", "with", "be", "this", "as", "are"),
    *("at", "have", "from", "will", "can", "not", "you", "our", "or", "by", "an", "when", "line", "robot", "pallet"),
    *("cell", "gripper", "speed", "plant", "site", "order", "test", "date", "price", "question", "answer", "plan"),
    *("week", "safety", "change", "install", "network", "power", "conveyor", "sensor", "drawing", "software"),
    *("licence", "contract", "review", "training", "spare", "part", "service"),
)
SYLLABLES = (
    *("ba", "co", "de", "fi", "ga", "ho", "ju", "ka", "le", "mo", "ni"),
    *("pa", "qua", "re", "si", "to", "ul", "va", "wen", "xi", "yo", "za"),
)


def word(luck: random.Random) -> str:
    """One word: nine of ten are common, the others are drawn from about ten thousand."""
    if luck.random() < 0.9:
        return luck.choice(COMMON)
    return "".join(luck.choice(SYLLABLES) for _ in range(3))


def title(luck: random.Random) -> str:
    """A thread's title: six words and a number."""
    return " ".join(word(luck) for _ in range(6)).capitalize() + f" {luck.randrange(1000)}"


def paragraphs(luck: random.Random, planted: str = "") -> str:
    """One to four paragraphs of about forty words, with some emphasis and now and then a list."""
    parts = []
    for _ in range(luck.randrange(1, 5)):
        words = [word(luck) for _ in range(luck.randrange(20, 60))]
        words[luck.randrange(len(words))] = f"**{words[0]}**"
        parts.append(" ".join(words).capitalize() + ".")
    if luck.random() < 0.2:
        parts.append("\n".join(f"- {word(luck)} {word(luck)}" for _ in range(4)))
    return "\n\n".join([*parts, *([f"Remember {planted}."] if planted else [])])
