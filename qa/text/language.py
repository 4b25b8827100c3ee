"""Language: what is used of NLTK, without what NLTK imports beside it.

NLTK takes in SciPy wherever that is installed, for statistics that no question needs: more than
half a second of every command. While NLTK is imported, SciPy is not to be found.
"""

import sys

if hidden := "scipy" not in sys.modules:
    sys.modules["scipy"] = None  # type: ignore[assignment]  # how Python says "not to be found"
try:
    from nltk.metrics.distance import edit_distance
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
finally:
    if hidden:
        del sys.modules["scipy"]

__all__ = ["EnglishStemmer", "PunktParameters", "PunktSentenceTokenizer", "edit_distance"]
