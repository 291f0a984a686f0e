"""The demo worker: believable working days of somebody who does not exist, made by the recorder's own writer.

Everything in here is invented; a store that it fills says of itself that it is synthetic, and is never recorded into.
"""
