"""What stands on the stage of the page of a file, one module a family of kinds; `stage.py` chooses among them."""
