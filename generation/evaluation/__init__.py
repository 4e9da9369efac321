"""What a run is worth: the evaluation of arXiv 2606.28769, beyond what training reports about itself."""
