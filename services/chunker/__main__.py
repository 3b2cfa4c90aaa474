"""python -m services.chunker"""

if __name__ == "__main__":  # imports below it too: the sandbox's subprocesses import this file
    from pipeline.service import main
    from services.chunker.app import build
    from services.chunker.settings import ChunkerSettings

    main(ChunkerSettings, build)
