"""Streamlit parts that several pages share."""

from streamlit.runtime.pages_manager import PagesManager

from .blocks import blocks
from .forest import family, forest, forest_page
from .garbage import collect
from .guess import guess
from .heat import heat
from .job import begin_again, finished_job, show_ended, show_progress
from .kept import File, forget_file, keep_file, kept_file
from .language import _, in_language, language_switch, ngettext, translating
from .last import heavy_last, later, stop
from .link import (
    choose_section,
    hidden,
    hold_choice,
    hold_number,
    keep_places,
    linked_choice,
    linked_number,
    mark_in_navigation,
    prepare_links,
    say_of_link,
    show_choice,
    show_held,
)
from .login import ask_for_login
from .look import dress_page
from .made import keep_made, made_checkpoints
from .matrix import matrix
from .names import settle_names
from .packed import DAMAGED, pack, unpack
from .pad import pad
from .parts import (
    chart,
    code_panel,
    csv_file,
    device_badges,
    download_rows,
    escape_markdown,
    heading,
    link_to,
    listed,
    name_tab,
    open_page,
    said_bytes,
    search_box,
    show_faults,
    show_problem,
    text_in_code,
    token_chips,
    with_words,
)
from .paste import take_pasted
from .player import player, player_labels, player_page
from .prompts import prompts
from .regions import regions
from .spoken import spoken
from .table_keys import by_keys, choose_row, table_keys
from .text import gloss, hold_text, lab_text, linked_line, linked_text, put_in_link
from .token_columns import token_columns
from .tokenizers import TRAINED, pick_tokenizer, pick_tokenizers, special_tokens_toggle
from .upload import forget_upload, largest_upload, read_once, upload
from .visit import keep_started, of_visit, started_here, visitor
from .written import written

# A folder called pages/ makes Streamlit serve its files by themselves until the first run of
# st.navigation. Whoever comes before that by a link to a page would see it without app.py; but
# every page imports this module first, and runs again where it names its tab, or links to another
# page, without a language.
# To run it again from here would break the imports of those who come at the same time.
PagesManager.uses_pages_directory = False

__all__ = [
    "DAMAGED",
    "TRAINED",
    "File",
    "_",
    "ask_for_login",
    "begin_again",
    "blocks",
    "by_keys",
    "chart",
    "choose_row",
    "choose_section",
    "code_panel",
    "collect",
    "csv_file",
    "device_badges",
    "download_rows",
    "dress_page",
    "escape_markdown",
    "family",
    "finished_job",
    "forest",
    "forest_page",
    "forget_file",
    "forget_upload",
    "gloss",
    "guess",
    "heading",
    "heat",
    "heavy_last",
    "hidden",
    "hold_choice",
    "hold_number",
    "hold_text",
    "in_language",
    "keep_file",
    "keep_made",
    "keep_places",
    "keep_started",
    "kept_file",
    "lab_text",
    "language_switch",
    "largest_upload",
    "later",
    "link_to",
    "linked_choice",
    "linked_line",
    "linked_number",
    "linked_text",
    "listed",
    "made_checkpoints",
    "mark_in_navigation",
    "matrix",
    "name_tab",
    "ngettext",
    "of_visit",
    "open_page",
    "pack",
    "pad",
    "pick_tokenizer",
    "pick_tokenizers",
    "player",
    "player_labels",
    "player_page",
    "prepare_links",
    "prompts",
    "put_in_link",
    "read_once",
    "regions",
    "said_bytes",
    "say_of_link",
    "search_box",
    "settle_names",
    "show_choice",
    "show_ended",
    "show_faults",
    "show_held",
    "show_problem",
    "show_progress",
    "special_tokens_toggle",
    "spoken",
    "started_here",
    "stop",
    "table_keys",
    "take_pasted",
    "text_in_code",
    "token_chips",
    "token_columns",
    "translating",
    "unpack",
    "upload",
    "visitor",
    "with_words",
    "written",
]
