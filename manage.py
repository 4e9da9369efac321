"""Django's command line for the study side."""

import os
import sys

from django.core.management import execute_from_command_line

from generation.errors import MiburiError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "study.settings")
    try:
        execute_from_command_line(sys.argv)
    except MiburiError as error:  # from the settings: before there is a command that could tell it
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
