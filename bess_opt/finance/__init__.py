"""Pure functions on money and time; no LP, no solver."""
