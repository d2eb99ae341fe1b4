"""Evaluates cut-outs on photos with ground truth: networks and other tools' masks side by side, photo by photo."""
