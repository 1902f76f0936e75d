"""The registry in other people's pages: an element for one script tag, and a page for a frame."""
