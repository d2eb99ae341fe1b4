"""Pages with pictures for people to judge: the contact sheet of a prediction, the report of a demo."""
