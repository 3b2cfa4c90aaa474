"""Loaded first in a fork server, before anything loads PyMuPDF, which would load pymupdf4llm and its layout model with
onnxruntime: about 60 MB and three times the time, for what nothing here asks of it.
"""

import sys

# None makes their import fail, as PyMuPDF lets it
sys.modules.setdefault("pymupdf4llm", None)  # type: ignore[arg-type]
sys.modules.setdefault("pymupdf.layout", None)  # type: ignore[arg-type]
