"""From arrays to certified solutions."""
