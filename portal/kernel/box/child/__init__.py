"""What runs in the box, or on the way into it: the standard library and nothing of ours beyond this folder."""
