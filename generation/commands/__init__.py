"""One module per `python -m generation` command: `add_arguments(parser)` and `run(arguments)`."""
