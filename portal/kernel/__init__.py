"""The ground floor: database, rights, ledger, jobs, mail, files, text and web. It knows no feature."""
