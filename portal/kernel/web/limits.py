"""Rate limits: per person where one is known, else per address (a /64 for IPv6)."""

from ipaddress import ip_address, ip_network

from flask import g, request
from flask_limiter import Limiter


def client_key() -> str:
    """Who is counted: the person signed in, else the network they come from."""
    person = g.get("person")
    return f"person:{person.public_id}" if person is not None else f"net:{network_of(request.remote_addr)}"


def network_of(address: str | None) -> str:
    """The address itself, or the /64 an IPv6 host can choose its addresses from."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


limiter = Limiter(client_key, headers_enabled=True)
