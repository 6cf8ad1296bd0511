"""`python -m locales`: bring every catalogue in line with the code's sentences, keeping what is translated."""

from locales.catalogues import LANGUAGES, update

for language in LANGUAGES:
    update(language)
