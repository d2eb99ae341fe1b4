"""HTML pages with pictures: contact sheets and reports."""
