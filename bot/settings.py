"""Settings: read once from the environment, typed, and refused with the name of the bad key."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-secret-do-not-use-in-production"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names the key and what to do."""


class Settings(BaseSettings):
    """Every setting of the assistant. The environment variable has the field's name in capitals."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    environment: Literal["demo", "test", "production"] = Field(
        "demo", description="demo: embedded defaults; production: no demo secret is accepted."
    )
    port: int = Field(8000, ge=1, le=65535, description="Port of the gateway (web page and API).")
    # Not HOST: some shells set that to the name of the machine.
    bind_address: str = Field("127.0.0.1", description="Address the gateway listens on.")
    engine_host: str = Field("127.0.0.1", description="Where Rasa runs; an inner network only.")
    engine_port: int = Field(5005, ge=1, le=65535, description="Port of Rasa.")
    actions_host: str = Field("127.0.0.1", description="Where the actions run.")
    actions_port: int = Field(5055, ge=1, le=65535, description="Port of the actions.")
    var_dir: Path = Field(ROOT / "var", description="Where data, logs and states are kept.")
    database_url: str = Field(
        "", description="Async SQLAlchemy URL; empty: SQLite file assistant.db in VAR_DIR."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Signs web sessions; at least 16 characters."
    )
    hash_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Keys the hashes of names, identity and query codes."
    )
    engine_token: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Shared by gateway and engine on the inner network."
    )
    turn_timeout: float = Field(
        10.0, gt=0, description="Seconds the gateway waits for the engine before it apologises."
    )
    action_timeout: float = Field(
        5.0, gt=0, description="Seconds an action waits for the database before it apologises."
    )
    lock_minutes: int = Field(
        30, ge=1, description="Minutes a case or person stays locked after five wrong tries."
    )
    messages_per_minute: int = Field(
        30, ge=1, description="Messages one web session may send in a minute."
    )
    address_messages_per_minute: int = Field(
        120, ge=1, description="Messages one network address may send in a minute."
    )
    trusted_proxies: str = Field(
        "", description="Comma-separated proxy addresses whose X-Forwarded-For is believed."
    )
    human_hours: str = Field(
        "", description="Hours of human service as citizens read them; empty: none is promised."
    )
    official_domains: str = Field(
        "", description="Comma-separated domains the court has published as its own; empty: none."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe log line that is written."
    )

    @model_validator(mode="after")
    def _no_demo_secret_in_production(self) -> Settings:
        if self.environment != "production":
            return self
        for key in ("secret_key", "hash_key", "engine_token"):
            secret = getattr(self, key).get_secret_value()
            if secret == DEMO_SECRET or len(secret) < 16:
                raise ValueError(
                    f"{key.upper()} must be set to at least 16 characters "
                    "of your own when ENVIRONMENT=production"
                )
        return self

    @property
    def own_domains(self) -> tuple[str, ...]:
        """The domains of ``official_domains`` in small letters."""
        names = (name.strip().strip(".").lower() for name in self.official_domains.split(","))
        return tuple(name for name in names if name)

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite+aiosqlite:///{self.var_dir / 'assistant.db'}"


@cache
def settings() -> Settings:
    """Read the settings once.

    Raises:
        SettingsError: a value is wrong; the message names its environment variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        key = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{key}: {first['msg']}" if key else first["msg"]) from error
