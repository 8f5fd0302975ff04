"""Names of media types that several ask for."""

ZIP = "application/zip"
PROTECTED = "application/x-protected-office"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
