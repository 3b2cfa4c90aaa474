"""What Tessera's services share: contracts, the worker core, the ledger, storage and providers."""
