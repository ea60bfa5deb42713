"""The API's description in memory: contracts read once into frozen values."""
