"""The trail, its chains and anchors."""
