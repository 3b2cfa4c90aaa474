"""The material that the words around a picture name. A guess: the words may be about something else."""

import re

WORDS = {
    "porcelain": r"porcelain|porcel+an\w*|porcel\w*|gr[eè]s|feinsteinzeug",
    "ceramic": r"ceramic\w*|keramik\w*|c[ée]rami\w*|kerámia\w*|kerámiai",
    "marble": r"marble|marmor|marmo|marbre|m[aá]rmol|márvány|marmur[ăa]",
    "stone": r"stone|naturstein|pietra|pierre|piedra|piatr[ăa]|granite|granit\w*|slate|travertin\w*|limestone",
    "concrete": r"concrete|beton|b[ée]ton|cemento|hormig[óo]n|calcestruzzo|terrazzo",
    "wood": r"wood\w*|timber|oak|walnut|holz\w*|eiche\w*|legno|rovere|noce|bois|ch[êe]ne|madera|roble|lemn|tölgy\w*",
    "glass": r"glass|glas|vetro|verre|vidrio|sticl[ăa]|üveg",
    "quartz": r"quartz\w*|quarz\w*|cuarzo",
    "steel": r"steel|stahl|edelstahl|acciaio|acier|acero|o[tț]el|acél",
    "aluminium": r"alumini\w*|alluminio",
    "brass": r"brass|messing|ottone|laiton|lat[óo]n|alam[ăa]|sárgaréz",
    "leather": r"leather|leder|pelle|cuir|cuero|piele|bőr",
    "textile": r"fabric|cotton|linen|wool|polyester|velvet|stoff|baumwolle|leinen|tessuto|cotone|tissu|coton",
    "vinyl": r"vinyl|vinile|vinilo|pvc|spc|lvt",
    "plastic": r"plastic\w*|kunststoff|plastica|plastique|pl[áa]stico|polypropylen\w*|abs",
    "paper": r"paper|papier|carta|papel|hârtie|papír",
}
"""Materials of catalogues in the languages of the samples; patterns match whole words."""
PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in WORDS.items()}
IN_CAPTION, ON_PAGE = 0.6, 0.25
"""Confidence, 0-1."""


def material(caption: str, words: str) -> tuple[str, float]:
    """A material and the confidence in it; empty and 0 when none is named, or the page names several equally often."""
    for text, confidence in ((caption, IN_CAPTION), (words, ON_PAGE)):
        counts = {name: len(pattern.findall(text)) for name, pattern in PATTERNS.items()}
        best = max(counts.values())
        named = [name for name, count in counts.items() if count == best]
        if best and len(named) == 1:
            return named[0], confidence
    return "", 0.0
