"""Settings of the Superset that tests import the dashboards into."""

import os
import secrets

SECRET_KEY = os.environ.get("SUPERSET_KEY") or secrets.token_hex(32)
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
