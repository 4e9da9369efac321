"""A rasteriser for processors: what ``scene`` draws with OpenGL, drawn by compiled loops over triangles and pixels."""
