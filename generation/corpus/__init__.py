"""Recorded or synthetic motion on disk, and the ways into it."""
