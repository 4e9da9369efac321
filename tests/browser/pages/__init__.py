"""The pages around the clips, the recruiters and the researchers, each as a person meets it."""
