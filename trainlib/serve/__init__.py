"""Pages and an API on this computer: photos to packshots in a browser, mining and voting."""
