"""Motion to stimuli: corpus, generator, stimulus set, videos. Never imports Django."""

__version__ = "0.1.0"
