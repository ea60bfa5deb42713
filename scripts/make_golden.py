"""Keep the golden minute of ticks anew, after a change that was meant to change the market.

    .venv/bin/python scripts/make_golden.py

``tests/realtime/golden.json`` holds digests; ``git diff`` then shows which pairs changed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.realtime.golden import KEPT, keep

if __name__ == "__main__":
    keep()
    print(f"written: {KEPT}")
