"""A study's data as files that others can read: a Psych-DS dataset, with parquet and BIDS beside it."""
