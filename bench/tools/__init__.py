"""The tools that are measured."""
