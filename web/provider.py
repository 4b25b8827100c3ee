"""The provider of OpenID Connect, which signs people in: by a code, with PKCE, through Authlib."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException

from qa.errors import BadRequest, ProviderDown, SignInRefused
from qa.model.address import is_loopback, read_address
from qa.settings import Settings

SCOPE = "openid profile email"
TIMEOUT_SECONDS = 10
"""For each of the provider's responses; a person waits for it, and so does a thread."""
_DISCOVERY = "/.well-known/openid-configuration"
_NAMES = ("name", "preferred_username", "email")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that has begun: what the provider's answer to it must match."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """The provider of an app's settings; raises BadRequest where they cannot be used."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        url = read_address("oidc_issuer", settings.oidc_issuer, "https://login.example.gov.uk")
        if url.scheme != "https" and not is_loopback(url):
            raise BadRequest(
                "oidc_issuer", "The issuer is not on https.", "Give its https address."
            )
        if not settings.oidc_client_id:
            raise BadRequest(
                "oidc_client_id",
                "The setting oidc_client_id is empty.",
                "Give the id under which the provider knows this service.",
            )
        self._issuer, self._client_id = settings.oidc_issuer, settings.oidc_client_id
        self._client: Any = OAuth(app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=_secret(settings.oidc_client_secret_file),
            server_metadata_url=settings.oidc_issuer.rstrip("/") + _DISCOVERY,
            client_kwargs={
                "scope": SCOPE,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_SECONDS,
            },
        )

    def begin(self, redirect_uri: str) -> tuple[str, SignIn]:
        """Begin a sign-in: the provider's address for it. Raises ProviderDown."""
        with _asked():
            self._metadata()
            begun = self._client.create_authorization_url(redirect_uri)
        return begun["url"], SignIn(begun["state"], begun["nonce"], begun["code_verifier"])

    def finish(self, begun: SignIn, code: str, redirect_uri: str) -> tuple[str, str]:
        """The id and the name of the person whom the provider signed in, by its code.

        Raises SignInRefused where the provider, or what it says, is not as it should be, and
        ProviderDown.
        """
        expected = {
            "iss": {"essential": True, "values": [self._issuer]},
            "aud": {"essential": True, "values": [self._client_id]},
        }
        with _asked():
            self._metadata()
            token = self._client.fetch_access_token(
                code=code, code_verifier=begun.verifier, redirect_uri=redirect_uri
            )
            claims = self._client.parse_id_token(token, nonce=begun.nonce, claims_options=expected)
        if not claims or not isinstance(claims.get("sub"), str):
            raise _refused("it named nobody")
        named = (claims.get(one) for one in _NAMES)
        return claims["sub"], next((one for one in named if isinstance(one, str) and one), "")

    def sign_out_address(self, back: str) -> str | None:
        """The provider's address that ends its own session, then leads back; None without one."""
        try:
            with _asked():
                if "end_session_endpoint" not in self._metadata():
                    return None
                ended = self._client.create_logout_url(back, client_id=self._client_id)
        except (ProviderDown, SignInRefused):
            return None
        return cast(str, ended["url"])

    def is_issuer(self, stated: str | None) -> bool:
        """Whether an answer that states its issuer, as in RFC 9207, is of this provider."""
        return stated in (None, self._issuer)

    def _metadata(self) -> dict[str, Any]:
        """What the provider states of itself; it is read once in each process."""
        found = cast("dict[str, Any]", self._client.load_server_metadata())
        if found.get("issuer") != self._issuer:
            del found["_loaded_at"]  # Authlib would not read it again.
            raise ProviderDown(
                f"The provider says that it is {str(found.get('issuer'))[:200]!r}.",
                "The operator sets QA_OIDC_ISSUER to just that.",
            )
        return found


@contextmanager
def _asked() -> Iterator[None]:
    """Raise what goes wrong while the provider is asked as ProviderDown or SignInRefused."""
    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        raise _refused(getattr(error, "error", "") or type(error).__name__) from error
    except (RequestException, RuntimeError, ValueError, KeyError) as error:
        raise ProviderDown(
            f"The service that signs people in cannot be asked: {type(error).__name__}.",
            "Try again in a minute. If it lasts, the people who run this service look at "
            "QA_OIDC_ISSUER and at their provider.",
        ) from error


def _refused(reason: str) -> SignInRefused:
    return SignInRefused(f"The sign-in did not succeed: {reason[:80]}.", "Sign in again.")


def _secret(file: str) -> str:
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BadRequest(
            "oidc_client_secret_file",
            f"The client secret cannot be read from {file!r}: {error}.",
            "Give a file that holds the secret that the provider knows.",
        ) from error
