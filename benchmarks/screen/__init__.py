"""A screen that can be watched from outside of the browser: what is on it when, and keys pressed at known times."""
