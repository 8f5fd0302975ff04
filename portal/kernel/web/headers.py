"""Response headers: a strict content policy with a nonce, and no caching of private pages."""

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self' {sockets}; form-action 'self'; "
    "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; media-src 'self'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
YEAR = 31536000


def csp_nonce() -> str:
    """The nonce of this answer, for the script tags of its page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_headers(app: Flask) -> None:
    """Set the headers on every answer, errors and static files included."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    public = app.config["PUBLIC_URL"]
    sockets = public.replace("http", "ws", 1)

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce(), sockets=sockets))
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if public.startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
        return response
