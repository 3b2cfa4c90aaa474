"""python -m services.imager"""

if __name__ == "__main__":  # imports below it too: the sandbox's subprocesses import this file
    from pipeline.service import main
    from services.imager.app import build
    from services.imager.settings import ImagerSettings

    main(ImagerSettings, build)
