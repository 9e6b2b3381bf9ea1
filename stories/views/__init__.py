"""Answers to requests, a module an audience: fetch, form, verb, response."""
