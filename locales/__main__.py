"""`python -m locales`: bring every catalogue in line with the code's sentences, keeping what is translated."""

from locales import languages
from locales.catalogues import update

for language in languages():
    update(language)
