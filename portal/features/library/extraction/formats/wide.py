"""Text of two bytes a letter that carries no mark."""

SAMPLE = 512
LEAST = 8


def wide(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where every second byte of the beginning is zero; else empty."""
    sample = data[:SAMPLE]
    low, high = sample[0::2], sample[1::2]
    if len(high) < LEAST:
        return ""
    if high.count(0) * 10 > len(high) * 8 and low.count(0) * 10 < len(low):
        return "utf-16-le"
    return "utf-16-be" if low.count(0) * 10 > len(low) * 8 and high.count(0) * 10 < len(high) else ""
