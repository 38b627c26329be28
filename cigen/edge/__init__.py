"""The only rooms with I/O: files, buildx, GitHub, the runner, the console."""
