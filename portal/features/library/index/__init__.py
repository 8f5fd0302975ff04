"""The list of what lies in a folder and below it, to keep or to print: as a table (CSV) and as pages (PDF)."""
