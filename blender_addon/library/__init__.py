"""What samples can be made of: assets in folders, who made them, and which split they belong to."""
