"""Makes the font that daoctl's printed pages carry: daoctl/report/fonts/BIZUDPGothic.ttf.

BIZ UDPGothic (Morisawa, SIL Open Font Licence) is drawn to be read by everybody, the old included.
It comes from the npm package below, through whatever registry npm is set to. What Japanese offices
can type is kept (JIS X 0208, and NEC's and IBM's additions with the kanji of family names), with
Latin letters; hints for screens and vertical setting are dropped. The same bytes come out again.

    python tools/build_font.py
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = "@expo-google-fonts/biz-udpgothic@0.4.2"
FONT = "package/400Regular/BIZUDPGothic_400Regular.ttf"
FONT_SHA256 = "22f41ce68f1ce62477ca4ec1e2c0c400cc545ddff31d713e8edf87808614aeb2"
LICENCE = "package/LICENSE_FONT"
FOLDER = Path(__file__).resolve().parents[1] / "daoctl" / "report" / "fonts"
DROPPED = ["GSUB", "GPOS", "vhea", "vmtx", "gasp", "meta", "fpgm", "prep", "cvt "]


def wanted() -> set[int]:
    """The letters that are kept, by their code points."""
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    marks = {0x2010, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC, 0x301C}
    half_kana = set(range(0xFF61, 0xFFA0))
    return latin | marks | half_kana | two_bytes("euc_jp", 0x80) | two_bytes("cp932", 0)


def two_bytes(encoding: str, high: int) -> set[int]:
    """All letters that an encoding writes with two bytes."""
    found = set()
    for first in range(0x21 | high, 0xFD):
        for second in range(0x21 | high, 0xFF):
            try:
                text = bytes([first, second]).decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def main() -> int:
    """Fetches, checks, subsets and writes."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", "--ignore-scripts", PACKAGE],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout.split()[-1]  # fmt: skip
        with tarfile.open(Path(folder) / packed) as package:
            package.extractall(
                folder, members=map(package.getmember, (FONT, LICENCE)), filter="data"
            )
        source = Path(folder) / FONT
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        if found != FONT_SHA256:
            print(f"{PACKAGE} holds another font than was reviewed: {found}", file=sys.stderr)
            return 1
        font = TTFont(source, recalcTimestamp=False)
        options = subset.Options()
        options.hinting = False
        options.layout_features = []
        options.drop_tables += DROPPED
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        options.notdef_outline = True
        shrinker = subset.Subsetter(options)
        shrinker.populate(unicodes=wanted() & font.getBestCmap().keys())
        shrinker.subset(font)
        FOLDER.mkdir(parents=True, exist_ok=True)
        font.save(FOLDER / "BIZUDPGothic.ttf")
        (FOLDER / "OFL.txt").write_bytes((Path(folder) / LICENCE).read_bytes())
    size = (FOLDER / "BIZUDPGothic.ttf").stat().st_size
    print(f"{len(font.getBestCmap()):,} letters, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
