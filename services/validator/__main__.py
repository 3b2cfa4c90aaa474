"""python -m services.validator"""

from pipeline.service import main
from services.validator.app import build
from services.validator.settings import ValidatorSettings

if __name__ == "__main__":
    main(ValidatorSettings, build)
