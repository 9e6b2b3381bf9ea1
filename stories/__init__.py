"""The one data app: every table, verb and page of Moments of Truth."""
