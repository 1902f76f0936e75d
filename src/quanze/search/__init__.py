"""A disposable shadow of the register: it answers ids, scores, counts and facets, the database answers content."""
