"""The rater's way through a study: pages, endpoints, and the rules behind them."""
