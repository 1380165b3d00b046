"""The description of the door, made of what checks the requests and of what makes the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk import __version__
from kiosk.api import answers, shapes
from kiosk.config import Settings

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence in the language asked for."},
    },
}
FAULTS = {
    400: "The body is no JSON object, or a header is missing.",
    401: "No channel has this key.",
    404: "This channel filed no case with this number.",
    408: "The body came too slowly.",
    409: "The Idempotency-Key came before with another body.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A field does not fit; the sentence names it.",
    429: "Too many requests; wait as long as Retry-After says.",
    503: "The register does not answer; ask again after Retry-After, with the same Idempotency-Key.",
}
ALWAYS = (401, 429, 503)


def description(settings: Settings, fields: Mapping[str, shapes.Shape]) -> dict[str, Any]:
    """Return the OpenAPI description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Patient service desk",
            "version": __version__,
            "description": "File a case for somebody, and ask how it stands. Sentences are in the language "
            "of Accept-Language. Send the same Idempotency-Key with the same body until an answer comes: it "
            "is filed once.",
        },
        "servers": [{"url": settings.api_address or "/"}],
        "security": [{"key": []}],
        "paths": paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Told": {
                    "type": "object",
                    "required": list(shapes.REQUIRED),
                    "properties": dict(fields),
                    "additionalProperties": False,
                },
                "Case": {"type": "object", "required": list(answers.CASE), "properties": answers.CASE},
                "Problem": PROBLEM,
            },
        },
    }


def paths() -> dict[str, Any]:
    """Return the ways and their methods."""
    number = {"type": "string", "pattern": shapes.NUMBER}
    key = {"type": "string", "pattern": shapes.KEY}
    return {
        "/api/cases": {
            "post": {
                "operationId": "file",
                "summary": "File a case.",
                "parameters": [
                    {
                        "name": "Idempotency-Key",
                        "in": "header",
                        "required": True,
                        "schema": key,
                        "description": "Your own name of this request, the same each time you send it again.",
                    }
                ],
                "requestBody": {"required": True, "content": json_of("Told")},
                "responses": {
                    "201": answer("The case, also when it was filed before with this key.", with_links())
                }
                | faults(400, 408, 409, 413, 415, 422, *ALWAYS),
            }
        },
        "/api/cases/{number}": {
            "get": {
                "operationId": "read",
                "summary": "Ask how a case stands that you filed.",
                "parameters": [{"name": "number", "in": "path", "required": True, "schema": number}],
                "responses": {"200": answer("The case.")} | faults(404, *ALWAYS),
            }
        },
        "/api/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This description.",
                "security": [],
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1.",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                }
                | faults(429, 503),
            }
        },
    }


def json_of(name: str) -> dict[str, Any]:
    """Return a body of a named shape."""
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def answer(words: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return how a case is answered."""
    return {"description": words, "content": json_of("Case"), **(more or {})}


def with_links() -> dict[str, Any]:
    """Return where a new case is found, and how to ask for it."""
    return {
        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
        "links": {"read": {"operationId": "read", "parameters": {"number": "$response.body#/number"}}},
    }


def faults(*statuses: int) -> dict[str, Any]:
    """Return the answers that are no case."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": FAULTS[status], "content": problem} for status in sorted(statuses)}
