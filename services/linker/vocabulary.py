"""The words and forms by which document entities are known.

Words are English, German, French, Italian, Spanish, Hungarian and Romanian, as pipeline.ids.normalise_name leaves them:
no accents, small letters.
"""

import re

from pipeline.events import EntityKind

WORDS: dict[EntityKind, str] = {
    "certificate": r"certif\w*|zertifi\w*|tanusit\w*|homologation\w*|approvals",
    "specification": r"technical|technis\w*|technique\w*|tecnic\w*|muszaki|tehnic\w*|specific\w*|spezifi\w*"
    r"|data ?sheet",
    "care": r"care|cleaning|maintenance|puli[rz]\w*|manutenzione|pflege\w*|reinigung\w*|entretien|nettoyage|limpieza"
    r"|mantenimiento|tisztitas\w*|apolas\w*|karbantart\w*|ingrijire\w*|curatare\w*|intretinere\w*",
    "installation": r"install\w*|laying|fitting|mounting|assembly|posa|montag\w*|verleg\w*|pose|montage|colocacion"
    r"|instalac\w*|montaje|lerakas\w*|telepites\w*|szereles\w*|montaj\w*|instalare\w*",
    "contact": r"contact\w*|kontakt\w*|contatt\w*|kapcsolat\w*|elerhetoseg\w*|showrooms?|address\w*|adress\w*"
    r"|indirizz\w*",
}
NAMED = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in WORDS.items()}
STANDARD = re.compile(
    r"\b(?:(?:DIN|EN|ISO|IEC|UNI|NF|BS|ASTM|ANSI|UL|SA|OHSAS)[ -]?)+\d[\d.:-]*(?:-\d+)?\b"
    r"|\b(?:LEED|BREEAM|EPD|FSC|PEFC|GREENGUARD|OEKO-TEX|GOTS|REACH|RoHS|HACCP|CE|WELL)(?: v?\d[\w.]*)?\b"
)
NUMBER = re.compile(
    r"(?:\bno\.?|\bnr\.?|n[°º]|#|number|zahl|szam)\s*[:.]?\s*([A-Z0-9][\w/.-]*\d[\w/-]*)", re.IGNORECASE
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(r"\b(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?:/[\w./-]*)?")
PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d{1,3}[\d ()/.-]{6,18}\d")
