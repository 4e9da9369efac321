"""The results of a study as one object, and what is made of it: figures, pages and the report folder."""
