"""Exit codes, which are stable, and how expected errors become one sentence on stderr."""

from enum import IntEnum

import asyncpg
import typer
from typer.core import TyperGroup

from dev import StackError
from pipeline.errors import Rejected, TesseraError, Transient
from pipeline.plain import plain


class Exit(IntEnum):
    """What the exit code of every command means."""

    OK = 0
    FAILED = 1
    """The document could not be processed, or its job failed."""
    USAGE = 2
    """The command was called wrongly, or for something that does not exist."""
    UNREACHABLE = 3
    """Kafka, the database or the object store cannot be reached, or the stack does not run."""
    MISCONFIGURED = 4
    """A program, setting, topic or migration is missing or wrong."""
    INTERRUPTED = 130


class Unreachable(Exception):
    """Something the command needs cannot be reached; the message says what and what to do."""


LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionResetError, TimeoutError)
"""Meant by nobody to be met here. Not all of ConnectionError: a broken pipe is that of the command's own output."""


class Commands(TyperGroup):
    """The commands, with expected errors as one sentence on stderr and their exit code instead of a traceback."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except (Unreachable, Transient) as error:
            raise _stop(error, Exit.UNREACHABLE) from error
        except LOST as error:
            words = f"the connection was lost, or nothing answered in time ({type(error).__name__}: {error})"
            raise _stop(Exception(words), Exit.UNREACHABLE) from error
        except Rejected as error:
            raise _stop(error, Exit.FAILED) from error
        except (StackError, TesseraError) as error:
            raise _stop(error, Exit.MISCONFIGURED) from error
        except KeyboardInterrupt as error:
            raise _stop(Exception("interrupted"), Exit.INTERRUPTED) from error


def _stop(error: Exception, code: Exit) -> typer.Exit:
    """Say the error's sentence; the exception that ends the program with `code`."""
    message = "\n".join(map(plain, str(error).splitlines()))
    typer.echo(f"tessera: {message}", err=True)
    return typer.Exit(code)
