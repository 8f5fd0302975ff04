"""The packing of rich text in Outlook's mails."""

import struct

from portal.features.library.extraction.formats.trouble import too_large

MOST = 50 * 1024**2
PACKED = b"LZFu"
FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
WINDOW = 4096


def unpacked(data: bytes) -> bytes:
    """The rich text; as it is where it is not packed."""
    if len(data) < 16 or data[8:12] != PACKED:
        return data[16:]
    size = struct.unpack_from("<I", data, 4)[0]
    if size > MOST:
        raise too_large()
    window = bytearray(FIRST.ljust(WINDOW, b"\0"))
    place, at, found = len(FIRST), 16, bytearray()
    while at < len(data) and len(found) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 2 > len(data):
                    return bytes(found)
                said, at = struct.unpack_from(">H", data, at)[0], at + 2
                start, length = said >> 4, (said & 15) + 2
                if start == place % WINDOW:
                    return bytes(found)
                copied = range(start, start + length)
            elif at < len(data):
                window[place % WINDOW] = data[at]
                found.append(data[at])
                place, at = place + 1, at + 1
                continue
            else:
                return bytes(found)
            for each in copied:
                sign = window[each % WINDOW]
                window[place % WINDOW] = sign
                found.append(sign)
                place += 1
    return bytes(found)
