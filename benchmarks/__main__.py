"""`make bench`: every section, or those named: `make bench ARGS="relay accept"`."""

import asyncio
import importlib
import sys

SECTIONS = ("accept", "alerts", "due", "idle", "plan", "relay", "scan")


def main() -> None:
    """Run the sections that were asked for, in order; all of them when none was."""
    wanted = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        sys.exit(f"There is no section {', '.join(unknown)}. There are: {', '.join(SECTIONS)}.")
    for name in wanted:
        section = importlib.import_module(f"benchmarks.{name}")
        if asyncio.iscoroutinefunction(section.main):
            asyncio.run(section.main())
        else:
            section.main()


if __name__ == "__main__":
    main()
