"""The words of the scripts in `ui/assets`, which translate them with `say`."""

from __future__ import annotations

from ui.views.i18n.language import N_

SCRIPT_WORDS = (
    N_("All libraries"),
    N_("Copied"),
    N_("Copy this citation:"),
    N_("Citation {number} of {count}"),
    N_("{number} of {count}"),
    N_("{number} of {count}, page {page}"),
    N_("{count} or more"),
    N_("Not found"),
    N_("Searching …"),
    N_("Checking …"),
    N_("Copied: {place}."),
    N_("Copied."),
    N_("Copy the citation from the field."),
    N_("Drawing page {page} …"),
    N_("Image of page {page}. Its words are in the text of the document."),
    N_(
        "Image of page {page}, with the citation marked. Its words are in the text of the document."
    ),
    N_("Image of page {page}, with the words marked. Its words are in the text of the document."),
    N_("The server answered {status}. Open the document again."),
    N_("The page cannot be shown."),
    N_("{number} of {count} chosen"),
    N_("Remove"),
    N_("Really remove?"),
    N_("The server cannot be reached. Try again."),
    N_("The server does not answer as it should. Try again."),
)
