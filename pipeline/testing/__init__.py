"""Fakes and builders for tests of any stage; nothing here is imported by a service."""
