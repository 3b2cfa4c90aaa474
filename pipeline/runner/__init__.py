"""The worker core: the one place that talks to Kafka (DESIGN section 4).

loop polls, pauses, commits and survives rebalances; processor takes one message from claim to finished offset; offsets,
claims and checkpoints are what it knows of messages, of who may write, and of what was done before; kafka is the edge
to aiokafka.
"""
