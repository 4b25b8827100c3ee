"""OpenSearch as the home of passages: published there by one machine, searched by any number."""
