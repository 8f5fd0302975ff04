"""The languages whose words the search knows the roots of."""

ENGLISH = "en"
OTHER = "xx"  # any other: words are found as they stand
TONGUES = ("da", "nl", ENGLISH, "fi", "fr", "de", "hu", "it", "no", "pt", "ro", "ru", "es", "sv", OTHER)
