"""Loads this dataset: `python load.py`, or `from load import load; tables = load()`. Needs pandas."""

from pathlib import Path

import pandas as pd

DATA = Path(__file__).resolve().parents[1] / "data"


def load() -> dict[str, pd.DataFrame]:
    """All tables by name. Empty is missing; "NA" is not, since it is the code of Namibia."""
    tables = {}
    for path in sorted(DATA.glob("*_data.csv")):
        words = dict(part.split("-", 1) for part in path.name.removesuffix("_data.csv").split("_"))
        tables[words.get("description", "responses")] = pd.read_csv(path, keep_default_na=False, na_values=[""])
    return tables


if __name__ == "__main__":
    tables = load()
    for name, table in tables.items():
        print(f"{name}: {len(table)} rows")
    responses = tables["responses"]
    analysed = responses[~responses["excluded"].astype(bool)]
    if len(analysed):
        print(analysed.groupby("condition")["correct"].agg(["mean", "count"]))
