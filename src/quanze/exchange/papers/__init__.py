"""Papers (公文和附表) that people print, seal and hand in: what they say, and how each form of file shows it."""
