"""`python -m tests.chaos.worker STAGE FOLDER NAME [options]`: the service of STAGE as its own `__main__` starts it,
after named points, a diary and the wanted troubles were put around it from outside. Production code knows of none.
"""

if __name__ == "__main__":  # imports below it: the sandbox's subprocesses import this file
    import argparse
    import json
    import runpy
    from pathlib import Path

    from tests.chaos import mutants, points, troubles
    from tests.chaos.diary import Diary

    parser = argparse.ArgumentParser()
    parser.add_argument("stage")
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--clock", type=float, default=0.0, help="seconds that the wall clock is off")
    parser.add_argument("--ports", type=json.loads, default={}, help="JSON object: port wanted, port dialled instead")
    parser.add_argument("--mutant", choices=sorted(mutants.MUTANTS), help="what to break in the worker core")
    wanted = parser.parse_args()

    troubles.poisonable()
    if wanted.ports:
        troubles.dial_instead({int(port): int(other) for port, other in wanted.ports.items()})
    diary = Diary(wanted.folder, wanted.stage, wanted.name)
    diary.keep()
    points.install(points.Orders(wanted.folder, wanted.stage, wanted.name, diary))
    if wanted.mutant:
        mutants.MUTANTS[wanted.mutant]()
    if wanted.clock:
        troubles.clock_off(wanted.clock)
    runpy.run_module(f"services.{wanted.stage}", run_name="__main__")
