"""What a subprocess has to import, for test_sandbox.py."""

import time

time.sleep(1.5)
