"""From a photo to a packshot: one pipeline, shared by `predict` and by exports of the networks."""
