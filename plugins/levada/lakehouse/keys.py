"""Random secrets, made once for a project's servers, and what they and their clients are told of them."""

from base64 import b64encode
from dataclasses import dataclass, field
from secrets import token_bytes, token_hex


def _secret() -> str:
    return token_hex(20)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom the store knows."""

    key: str = field(default_factory=lambda: token_hex(10))
    secret: str = field(default_factory=_secret)


@dataclass(frozen=True, slots=True)
class Keys:
    """`lake`: may do everything, which the catalogue asks of those whom it answers. `landing`: the files that
    pipelines load, no tables. `trino`: the files of tables. `password`, `reader`: Trino's for its two users;
    `tokens`: 256 bits in base64, by which it knows tokens; `shared`, `signing`: what parts of the servers tell one
    another."""

    lake: Identity = field(default_factory=Identity)
    landing: Identity = field(default_factory=Identity)
    trino: Identity = field(default_factory=Identity)
    password: str = field(default_factory=_secret)
    reader: str = field(default_factory=_secret)
    tokens: str = field(default_factory=lambda: b64encode(token_bytes(32)).decode())
    shared: str = field(default_factory=_secret)
    signing: str = field(default_factory=_secret)

    def variables(self) -> dict[str, str]:
        """Environment variables by which pipelines find the secrets that an environment's file names."""
        return {
            "LAKEHOUSE_CREDENTIAL": f"{self.lake.key}:{self.lake.secret}",
            "LAKEHOUSE_ACCESS_KEY_ID": self.lake.key,
            "LAKEHOUSE_SECRET_ACCESS_KEY": self.lake.secret,
            "LAKEHOUSE_LANDING_KEY_ID": self.landing.key,
            "LAKEHOUSE_LANDING_SECRET": self.landing.secret,
            "LAKEHOUSE_TRINO_PASSWORD": self.password,
        }
