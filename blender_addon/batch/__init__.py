"""Many samples: which are missing, the worker that renders them, and the supervisor of workers."""
