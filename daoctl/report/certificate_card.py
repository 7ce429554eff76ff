"""A resident certificate as a page to print: one self-contained HTML file on A5, nothing fetched.

It says how the certificate stood when it was printed; the command on it, and in its QR code, tells
anybody how it stands now. A person's name is on it only where the caller gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from daoctl.words import _, speaking

# By it a page that daoctl wrote is known again, and may be written anew.
MARK = '<meta name="generator" content="daoctl certificate card">'

_STYLE = """
@page { size: A5 landscape; margin: 8mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #111; background: #fff;
  font-family: "Hiragino Mincho ProN", "Yu Mincho", "Noto Serif CJK JP", "Noto Serif JP", serif; }
main { width: 194mm; height: 131mm; padding: 8mm 10mm; border: 0.6mm double #334;
  display: grid; grid-template: auto 1fr auto / 1fr 48mm; gap: 4mm 6mm; margin: 0 auto; }
header { grid-column: 1 / 3; text-align: center; }
h1 { font-size: 20pt; margin: 0; letter-spacing: 0.1em; font-weight: 600; }
header p { margin: 1mm 0 0; font-size: 12pt; }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 1.5mm 5mm;
  align-content: start; font-size: 11pt; }
dt { color: #445; font-size: 8pt; padding-top: 0.8mm; } dd { margin: 0; }
dd.strong { font-size: 15pt; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 8.5pt;
  overflow-wrap: anywhere; }
figure { margin: 0; text-align: center; font-size: 8.5pt; }
figure svg { width: 46mm; height: 46mm; }
footer { grid-column: 1 / 3; font-size: 8.5pt; border-top: 0.2mm solid #99a; padding-top: 2mm; }
footer p { margin: 0 0 1mm; }
@media screen { body { padding: 8mm; } }
"""


@dataclass(frozen=True)
class CertificateCard:
    """What stands on the page. Moments are texts already, in the village's zone; `name` is "" where
    its owner did not agree; `command` is what verifies the certificate anywhere."""

    title: str
    village: str
    charter: str
    network: str
    number: int
    holder: str
    tier: str
    issued: str
    valid_until: str
    printed: str
    command: str
    name: str = ""


def verify_command(number: int, network: str, charter: str) -> str:
    """The command that says anywhere whether the certificate holds. Pure."""
    return f"daoctl certificate verify {number} --village {network}:{charter}"


def certificate_page(card: CertificateCard, languages: Sequence[str]) -> str:
    """The page as HTML, its labels in each of the languages. Pure but for the catalogues."""
    rows = [
        *([(lambda: _("Name"), card.name, "strong")] if card.name else []),
        (lambda: _("Holder's address"), f"<code>{escape(card.holder)}</code>", "html"),
        (lambda: _("Certificate number"), str(card.number), "strong"),
        (lambda: _("Tier"), card.tier, ""),
        (lambda: _("Issued"), card.issued, ""),
        (lambda: _("Valid until"), card.valid_until, "strong"),
        (
            lambda: _("Village's address"),
            f"{escape(card.network)}<br><code>{escape(card.charter)}</code>",
            "html",
        ),
    ]
    cells = "\n".join(
        f"<dt>{_said(label, languages)}</dt>"
        f"<dd{_class(kind)}>{value if kind == 'html' else escape(value)}</dd>"
        for label, value, kind in rows
    )
    notes = "\n".join(
        f"<p>{escape(line)}</p>"
        for language in languages
        for line in _notes(language, card.printed)
    )
    caption = _said(lambda: _("To verify"), languages)
    return f"""<!DOCTYPE html>
<html lang="{escape(languages[0] if languages else "en")}">
<head>
<meta charset="utf-8">
{MARK}
<title>{escape(card.title)} {card.number}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header><h1>{escape(card.title)}</h1><p>{escape(card.village)}</p></header>
<dl>
{cells}
</dl>
<figure>{_qr(card.command)}<figcaption>{caption}</figcaption></figure>
<footer>
{notes}
<p><code>{escape(card.command)}</code></p>
</footer>
</main>
</body>
</html>
"""


def _said(label: Callable[[], str], languages: Sequence[str]) -> str:
    """The label in each language, once where two say the same."""
    words = []
    for language in languages:
        with speaking(language):
            words.append(label())
    return escape(" / ".join(dict.fromkeys(words)))


def _notes(language: str, printed: str) -> list[str]:
    with speaking(language):
        return [
            _(
                "Printed {date}. A certificate may be revoked or expire later: this command tells "
                "anybody how it stands."
            ).format(date=printed)
        ]


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind == "strong" else ""


def _qr(text: str) -> str:
    """The text as a QR code that stays readable with 15 % of it damaged."""
    import segno

    code = segno.make(text, error="m", micro=False)
    svg: str = code.svg_inline(border=2, omitsize=True)
    return svg
