"""The figures of a reproduction, each drawn from its report's numbers alone. Same numbers, same bytes."""
