"""Search: a disposable shadow of the register. It answers ids, scores, counts and facets; the database answers content."""
