"""How the minutes look on paper: A4, the Japanese way. Fonts are the reader's own; nothing is
fetched."""

STYLE = """
@page { size: A4; margin: 17mm 20mm 19mm 24mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 8.5pt serif; color: #555; } }
* { box-sizing: border-box; }
html { background: #eceae4; }
body { margin: 10mm auto; padding: 17mm 20mm 19mm 24mm; width: 210mm; background: #fff;
  color: #1a1a1a; font: 10.5pt/1.75 "Noto Serif CJK JP", "Noto Serif JP", "Hiragino Mincho ProN",
  "Yu Mincho", YuMincho, "MS PMincho", Georgia, serif; overflow-wrap: anywhere;
  font-variant-numeric: lining-nums tabular-nums; }
body:lang(en) { font-family: Georgia, "Noto Serif", "Times New Roman", "Noto Serif CJK JP",
  "Hiragino Mincho ProN", "Yu Mincho", serif; line-height: 1.55; }
header { border-bottom: 2.2pt solid #1a1a1a; box-shadow: 0 1.6mm 0 -1.2mm #1a1a1a;
  padding-bottom: 4mm; margin-bottom: 5mm; }
.name { text-align: right; margin: 0; font-size: 10.5pt; }
h1 { text-align: center; font-size: 25pt; font-weight: 600; line-height: 1.3; margin: 4mm 0 1mm; }
h1:lang(ja) { letter-spacing: .55em; text-indent: .55em; }
.title { text-align: center; margin: 0; color: #444; }
.subject { text-align: center; font-size: 14.5pt; font-weight: 600; line-height: 1.45;
  margin: 3mm 8mm 0; }
.verdict { display: flex; align-items: center; gap: 6mm; margin: 0 0 5mm; break-inside: avoid; }
.stamp { flex: none; min-width: 21mm; padding: 1.6mm 3.4mm; text-align: center; font-size: 15pt;
  font-weight: 700; line-height: 1.3; border: 1.5pt solid; border-radius: 2mm;
  outline: .5pt solid; outline-offset: -1.5mm; }
.yes { color: #b3261e; } .no { color: #3a3a3a; } .open { color: #1f5a8a; }
.verdict p { margin: 0; font-size: 11.5pt; }
h2 { font-size: 12.5pt; font-weight: 600; line-height: 1.4; margin: 5mm 0 2mm;
  padding: .4mm 0 .4mm 3mm; border-left: 1.6mm solid #6b7d5c; break-after: avoid; }
h2 + * { break-before: avoid; }
main { padding-right: .4mm; }
p { margin: 0 0 1.5mm; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2.5mm; font-size: 9.2pt;
  line-height: 1.5; }
th, td { border: .5pt solid #8d8d85; padding: .75mm 2.2mm; text-align: left;
  vertical-align: top; }
th { background: #f3f1ea; font-weight: 600; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
table.facts th { width: 27%; } table.facts, table.bars { break-inside: avoid; }
.figure { text-align: right; white-space: nowrap; } .whole { white-space: nowrap; }
table.bars td, table.bars th { border: 0; border-bottom: .5pt solid #c9c7bd; background: none; }
table.bars th { width: 34%; font-weight: 400; } table.bars .strong th { font-weight: 700; }
table.bars .track { width: 38%; vertical-align: middle; }
.track svg { display: block; width: 100%; height: 3.6mm; }
ol { margin: 0 0 3mm; padding-left: 8mm; } li { margin-bottom: 1.4mm; }
.warning { display: block; font-weight: 600; color: #8a4b00; }
pre { margin: 0 0 3mm; padding: 3mm 4mm; border-left: .8mm solid #c9c7bd; background: #faf9f5;
  font: inherit; font-size: 9.8pt; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .82em/1.3 "DejaVu Sans Mono", "Noto Sans Mono", Menlo, Consolas, monospace; }
footer { margin-top: 6mm; padding-top: 3mm; border-top: .5pt solid #8d8d85;
  break-inside: avoid; }
footer > p { font-size: 9.5pt; }
.signing { display: grid; grid-template-columns: 1fr 1.5fr auto; gap: 4mm 6mm; margin-top: 2mm; }
.signing > div { border-bottom: .5pt solid #1a1a1a; padding: 4mm 0 .5mm; font-size: 9pt;
  color: #555; }
.signing > .seal { width: 13mm; height: 13mm; padding: 0; border: .5pt dashed #b9b7ad;
  border-radius: 50%; display: grid; place-items: center; }
@media print { html { background: none; }
  body { margin: 0; padding: 0; width: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
