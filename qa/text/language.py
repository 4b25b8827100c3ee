"""The NLTK classes used here, imported without SciPy.

NLTK imports SciPy where it is installed, for statistics that are not used here. That costs every
command half a second, so SciPy is hidden while NLTK is imported.
"""

import sys

if hidden := "scipy" not in sys.modules:
    sys.modules["scipy"] = None  # type: ignore[assignment]  # makes `import scipy` fail
try:
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
finally:
    if hidden:
        del sys.modules["scipy"]

__all__ = ["EnglishStemmer", "PunktParameters", "PunktSentenceTokenizer"]
