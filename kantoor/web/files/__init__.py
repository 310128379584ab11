"""Files: uploading them, and the one door through which bytes leave."""
