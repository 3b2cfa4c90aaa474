"""python -m services.linker"""

from pipeline.service import main
from services.linker.app import build
from services.linker.settings import LinkerSettings

if __name__ == "__main__":
    main(LinkerSettings, build)
