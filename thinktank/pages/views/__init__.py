"""The views of the site's own pages, of people and of topics."""
