"""Certificates of a throwaway authority: for the official names, on this machine only.

The authority's key is never written, so nobody can sign anything else with it, not even by the time
a user trusts its certificate.
"""

import ssl
from pathlib import Path
from typing import Final, NamedTuple

import trustme

from kiwoom_mockserver.errors import SettingError

NAMES: Final = ("api.kiwoom.com", "mockapi.kiwoom.com", "localhost", "127.0.0.1", "::1")
"""What the certificate is for."""

_FILES: Final = ("ca.pem", "server.pem", "server.key")


class Certificate(NamedTuple):
    """Files of a certificate: its authority's, its own with the chain, and its key."""

    authority: Path
    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What a server needs to speak TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def certificate_in(folder: Path) -> Certificate:
    """The certificate kept in the folder, made anew where there is none.

    Raises SettingError when the folder holds something else, or cannot be written.
    """
    found = Certificate(*(folder / name for name in _FILES))
    there = [path for path in found if path.exists()]
    if len(there) == len(_FILES):
        return found
    if there:
        raise SettingError(f"{folder} holds only {there[0].name} of a certificate; empty it")
    authority = trustme.CA(organization_name="kiwoom-mockserver, throwaway")
    leaf = authority.issue_cert(*NAMES, common_name=NAMES[0])
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority.cert_pem.write_to_path(str(found.authority))
        for pem in leaf.cert_chain_pems:
            pem.write_to_path(str(found.chain), append=True)
        found.key.touch(mode=0o600)
        leaf.private_key_pem.write_to_path(str(found.key))
    except OSError as error:
        raise SettingError(f"{folder} cannot be written: {error.strerror}") from None
    return found


def bundle(certificate: Certificate, target: Path) -> None:
    """The machine's own authorities and this one are in the target, one file for all clients."""
    usual = ssl.get_default_verify_paths().cafile
    own = Path(usual).read_bytes() if usual and Path(usual).is_file() else b""
    target.write_bytes(own + b"\n" + certificate.authority.read_bytes())
