"""``python -m bess_opt`` is ``bess-opt``."""

from bess_opt.cli import main

if __name__ == "__main__":
    main()
