"""What a form sends: read with a limit and a time, and only from our own pages."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES = 16_384
SECONDS = 15.0
"""How long a slow phone may take to send a form."""


async def read(request: Request) -> dict[str, str]:
    """Return the fields of a form; the last of a name counts."""
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=20))
    except ValueError:
        raise HTTPException(400) from None


def is_from_here(request: Request) -> bool:
    """Say whether a browser sent this from one of our own pages.

    Under our referrer policy browsers give the origin of a form as `null`, so that says nothing.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
