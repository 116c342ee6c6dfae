"""Who may call, and who may listen to it: TLS, and tokens.

``watched`` notices that files have changed, ``tls`` makes the port's credentials, ``tokens`` knows the tokens, and
``authentication`` asks every call for one.
"""

from whosaid_server.security.authentication import Authentication
from whosaid_server.security.tls import server_credentials
from whosaid_server.security.tokens import Tokens
from whosaid_server.security.watched import SecretsError

__all__ = ["Authentication", "SecretsError", "Tokens", "server_credentials"]
