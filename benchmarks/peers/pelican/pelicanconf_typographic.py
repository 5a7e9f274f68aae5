"""In: the settings for the corpus. Out: the same, with the Markdown that Fingerpost always does besides."""

from pelicanconf import *  # noqa: F403 -- Pelican reads every name in capitals
from pelicanconf import MARKDOWN

MARKDOWN["extension_configs"] |= {"markdown.extensions.sane_lists": {}, "markdown.extensions.smarty": {}}
