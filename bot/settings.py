"""Settings: read once from the environment, typed, and refused with the name of the bad key."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.court.service_hours import hours_in

ROOT = Path(__file__).resolve().parent.parent
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
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
    public_url: str = Field(
        "", description="Address of this service as platforms and citizens reach it (https://…)."
    )
    wechat_token: SecretStr = Field(
        SecretStr(""), description="Token of the official account; empty: the door is closed."
    )
    wechat_app_id: str = Field("", description="AppID of the official account.")
    wechat_app_secret: SecretStr = Field(
        SecretStr(""), description="AppSecret; without it nothing is sent after five seconds."
    )
    wechat_encoding_aes_key: SecretStr = Field(
        SecretStr(""), description="EncodingAESKey, 43 characters; for compatible and secure mode."
    )
    wechat_mode: Literal["plain", "compatible", "secure"] = Field(
        "secure", description="How WeChat sends messages, as chosen in its console."
    )
    wechat_api_base_url: str = Field(
        "https://api.weixin.qq.com", description="Where WeChat's API is."
    )
    asr_url: str = Field(
        "", description="Speech recogniser for voice messages (OpenAI's interface); empty: none."
    )
    wechat_binding_days: int = Field(
        90, ge=1, le=365, description="Days until a WeChat user has to bind a case again."
    )
    twilio_account_sid: str = Field(
        "", description="Account of the telephone platform; needed to send SMS."
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), description="Signs the platform's requests; empty: the phone door is closed."
    )
    twilio_api_base_url: str = Field(
        "https://api.twilio.com", description="Where the telephone platform's REST API is."
    )
    voice_platform: Literal["twilio", "signalwire", "somleng"] = Field(
        "twilio", description="Whose TwiML is spoken: what they do not share is left out."
    )
    voice_name: str = Field("Polly.Zhiyu", description="Voice that speaks to callers.")
    voice_language: str = Field("cmn-CN", description="Language of that voice.")
    speech_language: str = Field("cmn-Hans-CN", description="Language callers are heard in.")
    hotline_province: str = Field(
        "", description="Character of the court codes here (京); empty: callers key the region."
    )
    human_number: str = Field(
        "", description="Number or SIP address of the seats, dialled during HUMAN_HOURS."
    )
    human_queue: str = Field(
        "", description="Queue of the platform for the seats, instead of HUMAN_NUMBER."
    )
    sms_from: str = Field(
        "", description="Sender of SMS; empty: SMS are only written to the log (demo, test)."
    )
    return_after_minutes: int = Field(
        10, ge=1, description="Minutes a citizen waits for staff before another takes over."
    )
    knowledge_dir: Path = Field(
        ROOT / "data" / "knowledge", description="Where the answers are; editors' changes go there."
    )
    corrections_dir: Path = Field(
        ROOT / "data" / "corrections", description="Where approved corrections of answers go."
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

    @model_validator(mode="after")
    def _wechat_is_whole(self) -> Settings:
        if not self.wechat_token.get_secret_value() or self.wechat_mode == "plain":
            return self
        if not self.wechat_app_id:
            raise ValueError("WECHAT_APP_ID must be set when WECHAT_MODE is not plain")
        if not _AES_KEY.fullmatch(self.wechat_encoding_aes_key.get_secret_value()):
            raise ValueError(
                "WECHAT_ENCODING_AES_KEY must be the 43 letters and digits shown by WeChat "
                "when WECHAT_MODE is not plain"
            )
        return self

    @model_validator(mode="after")
    def _phone_is_whole(self) -> Settings:
        if self.twilio_auth_token.get_secret_value() and not self.public_url:
            raise ValueError("PUBLIC_URL must be set when TWILIO_AUTH_TOKEN is")
        seats = self.human_number or self.human_queue
        if seats and not hours_in(self.human_hours):
            raise ValueError(
                "HUMAN_HOURS must name the hours (8:30-12:00，13:30-17:30) "
                "when HUMAN_NUMBER or HUMAN_QUEUE is set"
            )
        if self.human_queue and self.voice_platform == "somleng":
            raise ValueError("HUMAN_QUEUE: Somleng has no queues, set HUMAN_NUMBER")
        if self.sms_from and not self.twilio_account_sid:
            raise ValueError("TWILIO_ACCOUNT_SID must be set when SMS_FROM is")
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
