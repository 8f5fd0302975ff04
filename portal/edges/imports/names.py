"""Sensible names for people and companies of whom only an address is known."""

import re

# Where anybody can have an address: no company stands behind these.
FREE = frozenset(
    (
        *("gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "rocketmail", "aol", "icloud"),
        *("me", "mac", "protonmail", "proton", "pm", "gmx", "web", "t-online", "freenet", "mail", "email", "inbox"),
        *("163", "126", "qq", "foxmail", "sina", "sohu", "yeah", "yandex", "rambler", "bk", "list", "fastmail"),
        *("zoho", "tutanota", "tuta", "hey", "posteo", "mailbox", "naver", "daum", "hanmail", "rediffmail"),
        *("orange", "wanadoo", "laposte", "libero", "comcast", "verizon", "att", "sbcglobal", "btinternet"),
    )
)
SECOND = frozenset({"co", "com", "net", "org", "ac", "edu", "gov", "gob", "or", "ne", "go", "id", "ltd", "plc", "mil"})
# Endings that exist only in examples: the name stands before them.
EXAMPLES = frozenset({"example", "invalid", "test", "localhost"})
INDEPENDENT = "Independent"


def company_of(domain: str) -> str:
    """The company behind a mail domain, by its registered name: "IBM" for linux.vnet.ibm.com."""
    labels = [label for label in domain.casefold().strip(".").split(".") if label]
    if len(labels) > 2 and labels[-1] in EXAMPLES:
        labels.pop()
    if len(labels) > 2 and labels[-2] in SECOND and len(labels[-1]) == 2:
        labels.pop()
    label = labels[-2] if len(labels) > 1 else "".join(labels)
    if not label or label in FREE or label.isdigit():
        return INDEPENDENT
    return _spelled(label)


def _spelled(label: str) -> str:
    if len(label) <= 3:
        return label.upper()
    return " ".join(word.upper() if len(word) <= 2 else word.capitalize() for word in label.split("-") if word)


def person_name(name: str, email: str) -> str:
    """The name as people say it: "Ada Lovelace" for "Lovelace, Ada", and something readable for a bare address."""
    name = name.strip("'\" ")
    if not name or "@" in name:
        local = re.sub(r"\d+$", "", email.partition("@")[0].partition("+")[0]) or email.partition("@")[0]
        return " ".join(word.capitalize() for word in re.split(r"[._-]+", local) if word) or email
    turned = re.fullmatch(r"([^,(]{1,60}), ([^,(]{1,60})((?: \(.{1,80}\))?)", name)
    if turned and not re.fullmatch(r"(?i)(?:jr|sr|ii|iii|phd|md|inc|llc|ltd|gmbh)\.?", turned.group(2)):
        return f"{turned.group(2)} {turned.group(1)}{turned.group(3)}"
    return name
