"""Published list files as plain data, and papers out of the register: no database, no departments, no matching."""
