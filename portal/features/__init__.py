"""One folder a noun; each may use those before it in this order."""

from portal.features import discussions, identity, library, memory, requests, workspaces

REGISTER = (
    identity.register,
    workspaces.register,
    library.register,
    requests.register,
    discussions.register,
    memory.register,
)
