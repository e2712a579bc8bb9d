"""The runs room: written whole, read back, verified, compared."""
