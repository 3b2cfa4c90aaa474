"""The worker core: the one place that talks to Kafka (DESIGN section 4). Read it in this order:

worker      one process: what is started and stopped around the loop, heartbeats, memory and database looked after
loop        polls, pauses, commits, carries work over rebalances; offsets is its pure bookkeeping
processor   one message until it is done: checkpoint, fan-in, turn, claim; delivery gives it its identities
working     the claimed message: handler, fence, output, checkpoint; attempt writes its records
endings     repeated, superseded, released, given up (dlq)
core        what these share: retries and outages (outages); claims (fences) and checkpoints (state topic)
kafka       the edge to aiokafka; watchdog, turns, memory and recycling stand alone
"""
