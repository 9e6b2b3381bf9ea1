"""The verbs: the only writers. Each names its actor (`by=`), checks the permission itself, locks, writes and records.

A module a subject. Mail, search and whatever else may fail elsewhere happens after the commit.
"""
