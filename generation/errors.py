"""The one exception that people see."""


class MiburiError(Exception):
    """Something the person at the keyboard can put right.

    The message is one line: what is wrong, where, with which value, and what to do. The command line prints it
    without a traceback and exits with status 2.
    """
