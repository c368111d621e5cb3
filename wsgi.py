"""The application, as a server wants it."""

import sys

from config import Config, SettingError
from portal import create_app

try:
    app = create_app(Config.from_env())
except SettingError as error:
    sys.exit(str(error))
