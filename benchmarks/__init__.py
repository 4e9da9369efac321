"""Where the performance figures come from. Each benchmark ends in lines ``METRIC name value``; none is a test."""
