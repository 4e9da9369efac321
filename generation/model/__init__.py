"""The generator (ACTOR) and the recogniser, as mathematics: no files, no loops over epochs."""
