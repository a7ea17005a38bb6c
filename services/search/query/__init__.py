"""From a question to one request to Elasticsearch: small components, wrapped by one builder."""
