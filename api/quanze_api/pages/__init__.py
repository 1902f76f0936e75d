"""The pages: the same services as the API, in words for people; no script is needed."""
