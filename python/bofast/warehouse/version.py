"""Which code this is."""

import subprocess
from hashlib import sha256

from bofast.settings import PROJECT


def code_version() -> str:
    """Return the commit the code is at, marked when files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def project_digest() -> str:
    """Return a SHA-256 over everything that a model's SQL and tags come from."""
    files = [PROJECT / "dbt_project.yml"]
    for folder in ("models", "seeds", "macros"):
        for suffix in ("yml", "sql", "py"):
            files += (PROJECT / folder).rglob(f"*.{suffix}")
    digest = sha256()
    for file in sorted(files):
        contents = sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(PROJECT)} {contents}\n".encode())
    return digest.hexdigest()
