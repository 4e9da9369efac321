"""Plans of studies: read from a file, simulated in several processes, drawn as a curve."""
