"""The night as one file: everything in it, nothing asked of anybody, opened by a double click."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playbook.language import escape
from playbook.stage.view import SCRIPT, STYLE

# The browser must neither fetch nor send anything from this file, whatever is in it.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
SHELL = """:root { color-scheme: light dark; }
@media print { :root { color-scheme: light; } }
body { margin: 0; padding: 16px; background: #ffffff; background: light-dark(#ffffff, #12181f); }
main { max-width: 1640px; margin: 0 auto; }"""


def document(page: Mapping[str, Any], nights: Mapping[int, Any]) -> str:
    """The HTML of a page (`page_of`) with the evenings of all settings that can be chosen in it."""
    data = json.dumps({"page": page, "nights": dict(nights)}, ensure_ascii=False, separators=(",", ":"))
    data = data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    title = escape(page["title"])
    return f"""<!doctype html>
<html lang="{escape(page["locale"])}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title>
<style>
{SHELL}
{STYLE}
</style>
</head>
<body>
<main id="stage"></main>
<script type="application/json" id="data">{data}</script>
<script type="module">
{SCRIPT}
const given = JSON.parse(document.getElementById("data").textContent);
render({{ model: {{ get: (name) => given[name], on() {{}} }}, el: document.getElementById("stage") }});
</script>
</body>
</html>
"""
