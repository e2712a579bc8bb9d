"""From arrays to a certified solution: engines, the independent certificate, and the diagnosis."""
