"""Old office files and Outlook's mails are compound files: streams by name, as in a folder."""

import io

import olefile

from portal.features.library.extraction.formats.trouble import damaged, too_large

MAGIC = olefile.MAGIC
MOST_STREAM = 150 * 1024**2


class Streams:
    """The streams of a compound file."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
        except (OSError, ValueError, IndexError) as error:
            raise damaged() from error
        self.names = ["/".join(each) for each in self._file.listdir(streams=True, storages=False)]

    def read(self, name: str) -> bytes:
        """The bytes of a stream; nothing where there is none."""
        if name not in self.names:
            return b""
        if self._file.get_size(name) > MOST_STREAM:
            raise too_large()
        try:
            with self._file.openstream(name) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError) as error:
            raise damaged() from error
