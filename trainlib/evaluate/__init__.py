"""Judging cut-outs on photos with truth: networks and other tools' masks side by side, photo by photo."""
