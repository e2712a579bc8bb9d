"""Proofs of the structured interior point."""
