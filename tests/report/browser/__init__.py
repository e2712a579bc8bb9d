"""Checks that need a real browser: Chromium on the path, and the extra ``browser`` installed."""
