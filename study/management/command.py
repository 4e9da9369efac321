"""What the study's commands share: a ready database, and errors in one line."""

from __future__ import annotations

import errno
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from generation.errors import MiburiError

FOR_PEOPLE = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


class StudyCommand(BaseCommand):
    """A command on the study's data: brings the database up to date first; exit status 2 on a person's error."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            prepare_database()
            return super().execute(*args, **options)
        except MiburiError as error:
            raise CommandError(str(error), returncode=2) from None
        except KeyboardInterrupt:
            raise CommandError("interrupted; the same command goes on from here", returncode=130) from None
        except OSError as error:
            if error.errno not in FOR_PEOPLE:
                raise
            place = error.filename or "writing the output"
            message = f"{place}: {error.strerror}; free some space or name another folder (MIBURI_VAR holds the data)"
            raise CommandError(message, returncode=2) from None
        except DatabaseError as error:
            # The file's own troubles only: locked, full, not to be opened, not a database. The others are our faults.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            message = (
                f"{settings.DATABASES['default']['NAME']}: {error}; put it right or set MIBURI_VAR to another folder"
            )
            raise CommandError(message, returncode=2) from None


def prepare_database() -> None:
    """Create or migrate the tables where that is due."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
