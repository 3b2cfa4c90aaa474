"""PyMuPDF without pymupdf4llm and its layout model, which it would load with onnxruntime: about 60 MB and three times
the time, for what nothing here asks of it. Whoever needs PyMuPDF imports it from here, in a subprocess.
"""

import sys
from typing import Any

# None makes their import fail, as PyMuPDF lets it
sys.modules.setdefault("pymupdf4llm", None)  # type: ignore[arg-type]
sys.modules.setdefault("pymupdf.layout", None)  # type: ignore[arg-type]

import pymupdf as _pymupdf  # noqa: E402
from pymupdf import mupdf as _mupdf  # noqa: E402

pymupdf: Any = _pymupdf
"""Half of it has types that are wrong, and which half mypy sees depends on what it saw before."""
mupdf: Any = _mupdf

__all__ = ["mupdf", "out_of_memory", "pymupdf"]


def out_of_memory(error: Exception) -> bool:
    """Whether `error` is MuPDF's for want of memory (FZ_ERROR_SYSTEM): the next page would meet it too."""
    return isinstance(error, MemoryError) or (str(error).startswith("code=2:") and "alloc" in str(error))
