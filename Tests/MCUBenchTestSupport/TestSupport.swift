// Test doubles and loaders.
