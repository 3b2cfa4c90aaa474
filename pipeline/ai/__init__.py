"""Providers of the AI capabilities, one small interface each, and the memory of their answers."""
