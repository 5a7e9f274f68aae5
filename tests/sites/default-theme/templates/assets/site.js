// The scripts of this site: none.
