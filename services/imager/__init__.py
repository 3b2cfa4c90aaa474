"""The imager service."""
