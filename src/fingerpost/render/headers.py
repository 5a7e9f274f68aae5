"""What every page holds inline, and the folders of a site, in; `_headers` out: what a host shall say beside each file.

Netlify and Cloudflare Pages read this file. Where two rules fit one address the former takes one of them and the latter
joins the two, so no two rules here give the same header to one address.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping

from fingerpost.config import Config
from fingerpost.output import ASSETS
from fingerpost.urls import base_path

__all__ = ["headers_file"]

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation"),
            *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For files whose name holds their digest (RFC 8246)."""
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""Content Security Policy Level 3: nothing from elsewhere, nothing inline but what the theme holds."""
SEARCH = "search/"
"""Below this folder the search page lies, whose index is read by a program in WebAssembly."""
MOST_RULES = 90
"""Cloudflare Pages reads a hundred."""


def headers_file(config: Config, inline: Mapping[str, Collection[str]], folders: Collection[str]) -> bytes:
    """Return the file.

    `inline` has the texts that pages hold inline, by directive (`style-src`, `script-src`); empty ones are none.
    `folders` are those in which pages lie: a file (`404.html`) or a folder with its slash, relative to the site; "" is
    the home page. A site with too many of them for a host gets one rule for all its pages, which allows each what the
    search page needs.
    """
    base = base_path(config.base_url)
    rules = {f"{base}*": dict(_EVERYWHERE), f"{base}{ASSETS}*": dict(_FOR_EVER)}
    policy = _with_inline(inline)
    searched = policy | {"script-src": f"{policy['script-src']} 'wasm-unsafe-eval'"}
    if len(folders) > MOST_RULES:
        rules[f"{base}*"]["Content-Security-Policy"] = _written(searched if SEARCH in folders else policy)
    else:
        for folder in sorted(folders):
            path = f"{base}{folder}" + ("*" if folder.endswith("/") else "")
            rules[path] = {"Content-Security-Policy": _written(searched if folder == SEARCH else policy)}
    blocks = (
        "".join((f"{path}\n", *(f"  {name}: {value}\n" for name, value in rules[path].items()))) for path in rules
    )
    return "".join(blocks).encode()


def _with_inline(inline: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the policy that lets these texts stand in a page, each known by its digest (section 2.3.1)."""
    policy = dict(_POLICY)
    for directive, texts in inline.items():
        for text in filter(None, texts):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            policy[directive] += f" 'sha256-{digest}'"
    return policy


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
