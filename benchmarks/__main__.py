"""`make bench`: every figure, or those that are named."""

import importlib
import sys

FIGURES = (
    "first_paint",
    "tap",
    "filing",
    "status_page",
    "work_list",
    "work_screen",
    "search",
    "engines",
    "follow_ups",
    "reports",
    "scale",
)

if __name__ == "__main__":
    for name in sys.argv[1:] or FIGURES:
        importlib.import_module(f"benchmarks.{name}").main()
