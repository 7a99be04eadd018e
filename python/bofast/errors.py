"""Errors a user can act on; the command line prints them without a traceback."""


class BofastError(Exception):
    """Base class: its text is the whole message a user needs."""


class SettingError(BofastError):
    """An environment variable does not hold what it should."""


class RegisterError(BofastError):
    """The registers break the contract."""


class EstimationError(BofastError):
    """The data cannot carry the estimate that was asked for."""


class BuildError(BofastError):
    """The warehouse was not built, or a test on it failed."""


class DownloadError(BofastError):
    """A downloaded file, or a mapping for it, is not understood."""


class EditionError(BofastError):
    """An edition of the risk index cannot be made as it is wanted."""
