"""What a reader of the record could conclude: found by fixed rules and open word lists, on this computer, without a
model, a network or a score.

`pieces` makes the stored texts of a range, `model` says what a finding is, each finder looks at one piece at a time,
and `looking` joins what they see to findings. Nothing here imports Qt, and nothing opens a file but the word lists.
"""
