"""Where the world comes in or goes out: pages over several nouns, commands, imports, exports."""

from portal.edges import admin, cli, frame, pages

REGISTER = (frame.register, pages.register, admin.register, cli.register)
