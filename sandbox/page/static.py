"""The page's own files, as they are: HTML, style sheets and modules."""

from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse, Response

WEB = Path(__file__).with_name("web").resolve()
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}
SAFE = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def served(path: str) -> Response:
    """Return the file at `path` below the page; the index for ""."""
    file = (WEB / (path or "index.html")).resolve()
    kind = KINDS.get(file.suffix)
    if kind is None or WEB not in file.parents or not file.is_file():
        return PlainTextResponse("There is no such file.", 404, SAFE)
    return FileResponse(file, media_type=kind, headers=SAFE)
