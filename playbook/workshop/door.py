"""Where the facilitator enters the secret."""

from __future__ import annotations

from playbook.language import Words, escape


def door(words: Words, error: str) -> str:
    """A whole page with one form; `error`: why the last try was not taken."""
    lead, label, go = (escape(words.t(f"workshop_server.door_{name}")) for name in ("lead", "secret", "go"))
    said = f'<p role="alert">{escape(error)}</p>' if error else ""
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if words.language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{lead}</title>\n<link rel="stylesheet" href="/assets/colours.css">'
        '<link rel="stylesheet" href="/assets/room.css">\n</head>\n<body class="door">\n<main id="main">\n'
        f'<h1>{lead}</h1>\n<form method="post" action="/host">\n<p class="field"><label for="secret">{label}</label>\n'
        '<input id="secret" name="secret" autocomplete="off" autocapitalize="none" spellcheck="false" required></p>\n'
        f'{said}<p><button class="main">{go}</button></p>\n</form>\n</main>\n</body>\n</html>\n'
    )
