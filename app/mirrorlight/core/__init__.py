"""Standard library only: events, rules, lease, context, clock, ledger. Imports nothing of ours or of others."""
