"""What a reading is called: changes whenever the cues, the weights, the calibration or the code's rules do."""

import hashlib
from typing import Final

from . import lexicon, model

# Raised by hand when the code changes a reading; the files change the digest by themselves.
CODE_VERSION: Final = "2026.2"


def digest() -> str:
    """Eight hexadecimal digits over the cue files and the weight files (line endings aside)."""
    whole = hashlib.sha256()
    for part in (*lexicon.contents(), *model.contents()):
        whole.update(part.encode())
        whole.update(b"\0")
    return whole.hexdigest()[:8]


ENGINE_VERSION: Final = f"{CODE_VERSION}-{digest()}"
