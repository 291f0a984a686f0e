"""The charts: what each reads, says, lists and draws. Drawn with matplotlib, which is imported when one is drawn."""
