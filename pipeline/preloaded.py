"""Loaded last in the fork server: gives back to the system what importing left behind, before subprocesses share it.

Importing PyMuPDF and scikit-image leaves 60 of 135 MB unused in glibc's heap, which would count for as long as the
service runs. What is frozen the garbage collector leaves alone, so that the subprocesses go on sharing it.
"""

import ctypes
import gc

gc.collect()
gc.freeze()
if hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # glibc alone has it
    libc.malloc_trim(0)
