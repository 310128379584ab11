"""The pages about people, for environment administrators, and the page of an invitation."""
