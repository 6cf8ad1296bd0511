"""The documentation as one page, made from the API's description of itself. It loads nothing from anywhere."""

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from admin_api.problems import KINDS

SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""What the page may do: show itself."""

_STYLE = """
:root { color-scheme: light dark; --quiet: light-dark(#566, #9ab); --line: light-dark(#dde3e6, #354047); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 0.9em/1.45 ui-monospace, monospace; }
pre { padding: 0.8rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 0.5rem; }
details { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.5rem 0; padding: 0.6rem 1rem; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.2rem; }
summary span, .quiet { color: var(--quiet); }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; }
"""

# JSON Schema's words in ours.
_WORDS = {
    "binary": "a file",
    "boolean": "true or false",
    "date-time": "moment",
    "integer": "whole number",
    "null": "null",
    "number": "number",
    "string": "text",
}


def docs_page(schema: Mapping[str, Any]) -> str:
    """Return the page for an OpenAPI document."""
    info = schema["info"]
    title = escape(info["title"])
    parts = [
        f"<h1>{title} <small class=quiet>{escape(info['version'])}</small></h1>",
        _prose(info["description"]),
        '<p>For machines: <a href="/openapi.json">openapi.json</a>.</p>',
        *(_section(schema, tag) for tag in schema["tags"]),
        "<h2>shapes</h2>",
        *(_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items())),
        "<h2>problems</h2>",
        _table((f'<code id="problem-{k.slug}">{k.slug}</code>', str(k.status), _inline(k.meaning)) for k in KINDS),
    ]
    return (
        f'<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><body>{''.join(parts)}</body></html>"
    )


def _section(schema: Mapping[str, Any], tag: Mapping[str, str]) -> str:
    operations = [
        _operation(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if tag["name"] in operation["tags"]
    ]
    return f"<h2>{escape(tag['name'])}</h2>{_prose(tag['description'])}{''.join(operations)}"


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    rows = [
        (f"<code>{escape(p['name'])}</code>", _kind(p["schema"]), _inline(p.get("description", "")))
        for p in operation.get("parameters", [])
    ]
    if "requestBody" in operation:
        rows.append(("body", _kind(_sent(operation["requestBody"])), ""))
    for status, response in sorted(operation["responses"].items()):
        said = "" if status.startswith("2") else _inline(response["description"])
        rows.append((escape(status), _kind(_sent(response)) if "content" in response else "nothing", said))
    head = f"<b>{method.upper()}</b><code>{escape(path)}</code> <span>{escape(operation['summary'])}</span>"
    body = _prose(operation["description"]) + _table(rows)
    return f"<details id={escape(operation['operationId'])}><summary>{head}</summary>{body}</details>"


def _shape(name: str, shape: Mapping[str, Any]) -> str:
    fields = [
        (
            f"<code>{escape(field)}</code>",
            _kind(described),
            "needed" if field in shape.get("required", []) else "",
            _inline(described.get("description", "")),
        )
        for field, described in shape.get("properties", {}).items()
    ]
    values = ", ".join(f"<code>{escape(value)}</code>" for value in shape.get("enum", []))
    examples = "".join(
        f"<pre>{escape(json.dumps(example, indent=2, ensure_ascii=False))}</pre>"
        for example in shape.get("examples", [])
    )
    body = _prose(shape.get("description", "")) + _table(fields) + values + examples
    return f"<details open id=shape-{escape(name)}><summary><code>{escape(name)}</code></summary>{body}</details>"


def _sent(body: Mapping[str, Any]) -> Mapping[str, Any]:
    (content,) = body["content"].values()
    schema: Mapping[str, Any] = content["schema"]
    return schema


def _kind(part: Mapping[str, Any]) -> str:
    """Return what a value is, as HTML: a link to its shape, or a word for it."""
    if "$ref" in part:
        name = escape(part["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#shape-{name}">{name}</a>'
    if "anyOf" in part:
        return " or ".join(_kind(one) for one in part["anyOf"])
    if part.get("type") == "array":
        return f"list of {_kind(part['items'])}"
    return _WORDS.get(part.get("format", part.get("type", "")), escape(part.get("type", "")))


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{body}</table>" if body else ""


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in text.strip().split("\n\n"))


def _inline(text: str) -> str:
    """Return text as HTML; words in backticks are code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
