"""A local stand-in for Anthropic and OpenAI: their wire formats, with truth, latency and faults on demand."""
