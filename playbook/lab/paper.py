"""Pages for paper: A4, dark on white, complete in one file; and a link that saves one."""

from __future__ import annotations

import base64

from playbook.language import escape

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"  # of an Excel workbook
TABLE = "text/csv"

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
@page {{ size: A4; margin: 12mm 14mm; }}
body {{ font: 9.5pt/1.36 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #111;
  background: #fff; max-width: 182mm; margin: 0 auto; }}
@media screen {{ body {{ padding: 8mm; }} }}
h1 {{ font-size: 16pt; line-height: 1.2; margin: 0 0 4pt; }}
h2 {{ font-size: 11pt; margin: 0 0 2pt; }}
p {{ margin: 2pt 0; }}
section {{ break-inside: avoid; border-top: .75pt solid #999; padding: 4pt 0 3pt; }}
blockquote {{ margin: 2pt 0 3pt; padding-left: 8pt; border-left: 2pt solid #0b5fa5; font-size: 10.5pt; }}
.two {{ display: grid; grid-template-columns: 1fr 1fr; column-gap: 7mm; }}
ul, ol {{ margin: 2pt 0; padding-left: 14pt; }}
li {{ break-inside: avoid; }}
table {{ border-collapse: collapse; width: 100%; margin: 4pt 0; }}
th, td {{ border: .75pt solid #777; padding: 3pt 5pt; text-align: left; font-size: 9pt; }}
td {{ height: 20pt; }}
th:first-child {{ width: 40%; }}
.fields {{ display: flex; gap: 8mm; }} .fields span {{ flex: 1; border-bottom: .75pt solid #777; padding: 8pt 0 1pt; }}
.rule {{ border-bottom: .75pt solid #aaa; height: 17pt; margin: 0; }} .rule:last-child {{ margin-bottom: 6pt; }}
.checklist {{ list-style: "☐ "; }}
.sheet + .sheet {{ break-before: page; }}
.ask {{ margin: 9pt 0; break-inside: avoid; font-size: 11pt; }} .ask p {{ margin: 3pt 0 3pt 12pt; }}
</style></head><body>{body}</body></html>
"""


def page(language: str, title: str, body: str) -> str:
    """A whole page around `body`, which is HTML whose words are escaped already; the title is escaped here."""
    return _PAGE.format(lang=language, title=escape(title), body=body)


def download(label: str, name: str, content: str) -> str:
    """HTML of a link that saves a page under a name."""
    return file_link(label, name, content.encode(), "text/html")


def file_link(label: str, name: str, content: bytes, kind: str) -> str:
    """HTML of a link that saves a file of this MIME type: it carries the file in itself and fetches nothing."""
    data = base64.b64encode(content).decode()
    return f'<a download="{escape(name)}" href="data:{kind};base64,{data}">{escape(label)}</a>'
