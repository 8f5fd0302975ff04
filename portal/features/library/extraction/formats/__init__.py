"""One module a format: bytes in, pages of words out."""
