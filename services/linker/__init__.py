"""The linker service."""
