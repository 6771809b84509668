import hashlib
import secrets

ROUNDS = 200_000


def derive(password: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS).hex()


def hash_password(password: str) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}${derive(password, salt)}"


def matches(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    return secrets.compare_digest(derive(password, salt), digest)
