// Here in place of the default script, so that a change of it is no change of every page.
