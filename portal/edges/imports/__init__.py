"""Bringing in what was kept elsewhere: mail archives and folders of files."""
