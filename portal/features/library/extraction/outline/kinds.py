"""Which module reads the outline of what."""

from portal.features.library.extraction.media import ODF, OPEN_XML

SHEETS = frozenset(
    {
        f"{OPEN_XML}spreadsheetml.sheet",
        "application/vnd.ms-excel",
        f"{ODF}spreadsheet",
        "text/csv",
        "text/tab-separated-values",
    }
)
MAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
OUTLINES = {
    f"{OPEN_XML}wordprocessingml.document": "docx",
    f"{OPEN_XML}presentationml.presentation": "pptx",
    f"{ODF}text": "odf",
    f"{ODF}presentation": "odf",
    "application/epub+zip": "epub",
    "text/html": "web",
    "application/rtf": "plain",
    "application/msword": "plain",
    "application/vnd.ms-powerpoint": "plain",
    f"{OPEN_XML}spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    f"{ODF}spreadsheet": "ods",
    "text/csv": "separated",
    "text/tab-separated-values": "separated",
    "message/rfc822": "mail",
    "application/vnd.ms-outlook": "mail",
}
