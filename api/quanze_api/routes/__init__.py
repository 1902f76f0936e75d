"""The API, version 1: reading is public."""
