"""Feet on the floor: where the soles are, when they stand still, and the clean-up that keeps them there."""
