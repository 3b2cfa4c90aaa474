"""python -m services.discovery"""

from pipeline.service import main
from services.discovery.app import build
from services.discovery.settings import DiscoverySettings

if __name__ == "__main__":
    main(DiscoverySettings, build)
