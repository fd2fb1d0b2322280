"""The languages of the interface: English, and the catalogues of gettext in `locales`."""
