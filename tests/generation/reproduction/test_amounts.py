"""How much a reproduction measures: the paper's amounts, a smoke test's, or what the command asks for."""

from argparse import ArgumentParser

import pytest

from generation.__main__ import main
from generation.commands.reproduce import add_arguments, amounts
from generation.errors import MiburiError
from generation.reproduction import paper
from generation.reproduction.plan import QUICK, Amounts


def asked(*options):
    parser = ArgumentParser()
    add_arguments(parser)
    return amounts(parser.parse_args(["corpus", "out", *options]))


def test_the_papers_grid_is_the_default():
    assert asked() == Amounts()
    assert asked().sizes == tuple(range(0, 2001, 200))
    assert asked().sizes[-1] == paper.AUGMENTED_SIZE
    assert asked().repeats == paper.REPEATS


def test_what_is_asked_for_goes_before_the_paper_and_before_a_smoke_test():
    assert asked("--quick") == QUICK
    options = ("--augmentation-sizes", "2000", "400", "--augmentation-seeds", "5", "--repeats", "7")
    for first in ((), ("--quick",)):
        assert asked(*first, *options) == Amounts(sizes=(0, 400, 2000), seeds=5, repeats=7)
    assert asked("--quick", "--augmentation-seeds", "1") == Amounts(QUICK.sizes, 1, QUICK.repeats)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--augmentation-sizes", "0"], "--augmentation-sizes must rise from 0 to at least one other, got 0"),
        (["--augmentation-sizes", "-200"], "--augmentation-sizes must rise from 0 to at least one other, got -200 0"),
        (["--augmentation-seeds", "0"], "--augmentation-seeds must be at least 1, got 0"),
        (["--repeats", "1"], "--repeats must be at least 2, got 1"),
    ],
)
def test_amounts_without_sense_are_refused_before_anything_is_trained(acted, tmp_path, capsys, options, message):
    assert main(["reproduce", str(acted.path), str(tmp_path / "out"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_sizes_must_rise():
    with pytest.raises(MiburiError, match="must rise from 0 to at least one other, got 0 400 200"):
        Amounts(sizes=(0, 400, 200))


def test_other_amounts_are_refused_with_the_difference(finished, capsys):
    assert finished.again("--augmentation-seeds", "3") == 2
    assert "other settings (augmentation_seeds: there 2, here 3)" in capsys.readouterr().err


def test_an_oracle_that_shares_clips_is_refused_before_anything_is_trained(acted, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["reproduce", str(acted.path), str(out), "--oracle", str(acted.path)]) == 2
    assert f"{len(acted)} of the oracle's clips are in" in capsys.readouterr().err
    assert not out.exists()
