from typing import final

@final
class Credentials:
    def __new__(cls, access_key_id: str, secret_access_key: str, session_token: str | None = None) -> Credentials: ...

@final
class Bucket:
    def __new__(cls, name: str, region: str, *, credentials: Credentials) -> Bucket: ...
    def get(self, key: str, *, expires: int = 3600) -> str: ...
