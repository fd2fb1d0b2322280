"""Colours and fonts of Gradio's own components.

Gradio ships IBM Plex Sans completely at the weights 400 and 700 only; its 600 lacks Latin letters.
"""

from __future__ import annotations

from gradio.themes import Base, Color, LocalFont

_INK = Color(
    name="ink",
    c50="#f4f7fb",
    c100="#e4ecf5",
    c200="#c7d7e9",
    c300="#9db9d7",
    c400="#6b93bf",
    c500="#3f70a6",
    c600="#24568c",
    c700="#1c4673",
    c800="#17395d",
    c900="#132d49",
    c950="#0d2036",
)
_STONE = Color(
    name="stone",
    c50="#faf9f6",
    c100="#f3f1eb",
    c200="#e4e0d6",
    c300="#cfcabd",
    c400="#a5a196",
    c500="#77746c",
    c600="#595750",
    c700="#43423d",
    c800="#2b2c30",
    c900="#1d1f24",
    c950="#14161a",
)


def theme() -> Base:
    base = Base(
        primary_hue=_INK,
        secondary_hue=_INK,
        neutral_hue=_STONE,
        radius_size="md",
        font=[LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=[LocalFont("IBM Plex Mono", weights=(400, 700)), "ui-monospace", "monospace"],
    )
    return base.set(**_light(), **_dark())


def _light() -> dict[str, str]:
    return {
        "body_background_fill": "*neutral_50",
        "background_fill_primary": "white",
        "block_background_fill": "white",
        "block_border_color": "*neutral_200",
        "block_label_text_color": "*neutral_600",
        "block_info_text_color": "*neutral_600",
        "body_text_color": "*neutral_900",
        "body_text_color_subdued": "*neutral_600",
        "button_primary_background_fill": "*primary_700",
        "button_primary_background_fill_hover": "*primary_800",
        "button_primary_text_color": "white",
        "input_background_fill": "white",
        "input_placeholder_color": "*neutral_600",
        "input_border_color": "*neutral_300",
        "input_border_color_focus": "*primary_600",
        "link_text_color": "*primary_700",
    }


def _dark() -> dict[str, str]:
    return {
        "body_background_fill_dark": "*neutral_950",
        "background_fill_primary_dark": "*neutral_900",
        "block_background_fill_dark": "*neutral_900",
        "block_border_color_dark": "*neutral_800",
        "block_label_text_color_dark": "*neutral_300",
        "block_info_text_color_dark": "#a9a79f",
        "body_text_color_dark": "#e9e7e1",
        "body_text_color_subdued_dark": "#a9a79f",
        "button_primary_background_fill_dark": "*primary_300",
        "button_primary_background_fill_hover_dark": "*primary_200",
        "button_primary_text_color_dark": "*primary_950",
        "input_background_fill_dark": "*neutral_900",
        "input_placeholder_color_dark": "#a9a79f",
        "input_border_color_dark": "*neutral_700",
        "input_border_color_focus_dark": "*primary_300",
        "link_text_color_dark": "*primary_300",
    }
