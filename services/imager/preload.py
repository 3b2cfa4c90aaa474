"""Loaded first in the fork server, before anything loads PyMuPDF: it would load its layout model where onnxruntime is
installed (75 MB, 0.7 s), which nothing here asks for.
"""

import sys

sys.modules.setdefault("pymupdf.layout", None)  # type: ignore[arg-type]  # None makes its import fail, as it may
