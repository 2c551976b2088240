"""The hasher of Django 5.2, for older releases of Django."""
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class PBKDF2(PBKDF2PasswordHasher):
    iterations = 1_000_000
