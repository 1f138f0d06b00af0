"""The app's own pages for what goes wrong: nobody is let in without the token, nothing is at an address, an error.

Each says in both languages what happened and what to do, that of the address first. They need no other file.
"""

from __future__ import annotations

from playbook import look
from playbook.command import LANGUAGES, say
from playbook.language import escape

NO_ENTRY, MISSING, BROKEN = "no_entry", "missing", "broken"
LANG_TAGS = {"en": "en", "zh": "zh-CN"}

_PAGE = """<!DOCTYPE html>
<html lang="{tag}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
{look}
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: var(--pb-paper); color: var(--pb-ink); line-height: 1.6;
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 12vh 1.25rem 3rem; }}
section + section {{ border-top: 1px solid var(--pb-line); margin-top: 2rem; padding-top: 2rem; }}
h1, h2 {{ font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }}
p {{ margin: .4rem 0; }}
a {{ color: var(--pb-link); }}
code {{ border: 1px solid var(--pb-line); border-radius: .3rem; padding: .05rem .35rem;
  white-space: nowrap; }}
</style></head>
<body><main>
{sections}
</main></body></html>
"""


def page(kind: str, language: str = "", base: str = "/") -> str:
    """The whole page for one kind of trouble; `base` is the server's base path."""
    first = language if language in LANGUAGES else LANGUAGES[0]
    order = [first, *(one for one in LANGUAGES if one != first)]
    title = f"{say(f'trouble_{kind}', first)} · {say('page_name', first)}"
    sections = "\n".join(_section(kind, one, "h1" if one == first else "h2", base) for one in order)
    return _PAGE.format(look=look.RULES, tag=LANG_TAGS[first], title=escape(title), sections=sections)


def _section(kind: str, language: str, heading: str, base: str) -> str:
    lines = [f"<{heading}>{escape(say(f'trouble_{kind}', language))}</{heading}>"]
    # What stands between back quotes is to be typed.
    said = escape(say(f"trouble_{kind}_do", language)).split("`")
    lines.append("<p>" + "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(said)) + "</p>")
    if kind != NO_ENTRY:
        link = escape(f"{base.rstrip('/')}/{language}/")
        lines.append(f'<p><a href="{link}">{escape(say("trouble_home", language))}</a></p>')
    return f'<section lang="{LANG_TAGS[language]}">\n' + "\n".join(lines) + "\n</section>"
