"""What can go wrong in our own tool.

FakeError
├── SettingError      a setting, flag or environment variable has no meaning
├── ContractError     a contract file or the catalogue does not hold together
├── FormatError       a value does not fit its value format, or a text cannot be parsed by it
├── WorldError        a world file or a command to the world makes no sense
├── SessionError      a recording cannot be read or written
├── FaultError        a fault rule or scenario makes no sense
├── VerifyError       a server could not be verified: not reached, no token, no keys
└── ViolationError    a reply broke its own contract before it left

What the fake tells its *callers* is a ``wire.errors.WireError``; the two families never mix.
"""


class FakeError(Exception):
    """Root of every error this package raises; the text names the thing and the next step."""


class SettingError(FakeError):
    """A setting has a value that cannot be used."""


class ContractError(FakeError):
    """A contract file is malformed, missing, or contradicts another."""


class FormatError(FakeError, ValueError):
    """A value does not fit the value format that should carry it."""


class WorldError(FakeError):
    """A world file or command cannot be carried out."""


class SessionError(FakeError):
    """A recorded session cannot be read, written, or replayed."""


class FaultError(FakeError):
    """A fault rule or scenario cannot be carried out."""


class VerifyError(FakeError):
    """A server cannot be verified at all; what is wrong with its answers is a finding, not this."""


class ViolationError(FakeError):
    """A reply or frame does not satisfy its own contract."""
