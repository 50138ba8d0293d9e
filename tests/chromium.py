"""Debian's Chromium, without a window. The one that can not have any needs half the work of the other."""

from __future__ import annotations

import shutil

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
"""Where it is; None where there is none."""

MISSING = "there is no Chromium here; on Debian: sudo apt install chromium-headless-shell"
