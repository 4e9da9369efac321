import errno
import signal
import time

import pytest

from generation.__main__ import COMMANDS, Command, _command, main


class Failing:
    """A command that fails in the way given."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def add_arguments(self, parser: object) -> None: ...

    def run(self, arguments: object) -> int:
        raise self.error


class ClearedAway:
    """Something during whose end somebody presses Ctrl-C."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


class Working:
    """A command of some seconds, which is interrupted in the midst of clearing something away."""

    def add_arguments(self, parser: object) -> None: ...

    def run(self, arguments: object) -> int:
        ClearedAway()
        time.sleep(5)
        return 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as exit_:
        main([command, "--help"])
    assert exit_.value.code == 0
    assert COMMANDS[command].split()[0] in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_module(command):
    module: Command = _command(command)
    assert callable(module.add_arguments) and callable(module.run)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "frames.npy"),
            2,
            "error: frames.npy: No space left on device",
        ),
        (OSError(errno.EACCES, "Permission denied", "/root/x"), 2, "error: /root/x: Permission denied"),
        (
            NotADirectoryError(errno.ENOTDIR, "Not a directory", "file/run"),
            2,
            "error: file/run: Not a directory; check the path",
        ),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_what_a_person_can_put_right_is_one_line_without_a_traceback(monkeypatch, capsys, error, status, said):
    monkeypatch.setattr("generation.__main__._command", lambda name: Failing(error))
    assert main(["train"]) == status
    shown = capsys.readouterr().err
    assert shown.startswith(said) and len(shown.strip().splitlines()) == 1


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_while_something_is_cleared_away_is_not_lost(monkeypatch, capsys):
    monkeypatch.setattr("generation.__main__._command", lambda name: Working())
    assert main(["train"]) == 130
    assert capsys.readouterr().err == "interrupted; nothing half-written is left: run the same command again\n"


def test_a_negative_seed_is_refused_before_anything_is_done(tmp_path, capsys):
    assert main(["train", str(tmp_path), str(tmp_path / "run"), "--seed", "-1"]) == 2
    assert capsys.readouterr().err == "error: --seed must be at least 0, got -1\n"


@pytest.mark.parametrize("error", [ZeroDivisionError(), FileNotFoundError(errno.ENOENT, "No such file", "x")])
def test_a_defect_of_ours_keeps_its_traceback(monkeypatch, error):
    monkeypatch.setattr("generation.__main__._command", lambda name: Failing(error))
    with pytest.raises(type(error)):
        main(["train"])
